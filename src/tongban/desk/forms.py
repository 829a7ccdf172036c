"""The form of an item as a page draws it; judged by the items house alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from tongban.items import rules as items

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.forms.boundfield import BoundField

    from tongban.items.rules import Field, ItemDefinition

_INPUTS = {"date": "date", "month": "month", "time": "time", "tel": "tel", "email": "email"}
_SHORT = frozenset({"date", "month", "time", "number"})


class ItemForm(forms.Form):
    """All sections that the values so far show, one input for each field."""

    use_required_attribute = False

    def __init__(self, item: ItemDefinition, values: Mapping[str, Any]) -> None:
        super().__init__()
        self.drawn: list[tuple[str, list[str]]] = []
        for section in items.sections(item.form):
            if section.condition is not None and not section.condition.holds(values):
                continue
            self.drawn.append((section.title, [field.name for field in section.fields]))
            for field in section.fields:
                self.fields[field.name] = _drawn(field, values.get(field.name))

    def full_clean(self) -> None:
        """Take the values as they are; the sentences come from `decline`."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}

    def decline(self, faults: Mapping[str, str]) -> None:
        """Put each sentence at its field, the rest above the form."""
        for name, sentence in faults.items():
            self.add_error(name if name in self.fields else None, sentence)

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The sections with their fields."""
        for title, names in self.drawn:
            yield title, [self[name] for name in names]


def _drawn(field: Field, value: Any) -> forms.Field:
    label = f"{field.title}（{field.unit}）" if field.unit else field.title
    shape: dict[str, Any] = {"label": label, "required": field.required, "help_text": field.hint}
    if field.widget == "confirm":
        return forms.BooleanField(initial=value is True, **shape)
    if field.widget == "yesno":
        said = {True: "是", False: "否"}.get(value, "")
        return _choice(("是", "否"), said, forms.RadioSelect, shape)
    if field.widget == "checkboxes":
        chosen = value if isinstance(value, list) else []
        options = [(one, one) for one in field.options]
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=options, initial=chosen, widget=boxes, **shape)
    if field.widget == "radio":
        return _choice(field.options, value, forms.RadioSelect, shape)
    if field.widget == "select":
        return _choice(field.options, value, forms.Select, shape)
    return forms.CharField(initial=value, widget=_input(field), **shape)


def _choice(
    options: tuple[str, ...], value: Any, widget: type[forms.Widget], shape: Mapping[str, Any]
) -> forms.ChoiceField:
    choices = [(one, one) for one in options]
    if widget is forms.Select:
        choices.insert(0, ("", _("请选择")))
    return forms.ChoiceField(choices=choices, initial=value, widget=widget, **shape)


def _input(field: Field) -> forms.Widget:
    if field.widget == "textarea":
        return forms.Textarea(attrs={"rows": 3})
    attrs: dict[str, Any] = {"class": "short"} if field.widget in _SHORT else {}
    if field.longest:
        attrs["maxlength"] = field.longest
    if field.widget == "number":
        attrs["inputmode"] = "decimal"
    kind = forms.TextInput(attrs=attrs)
    kind.input_type = _INPUTS.get(field.widget, "text")
    return kind


class AnswersForm(forms.Form):
    """The scenario questions of an item."""

    use_required_attribute = False

    def __init__(self, item: ItemDefinition, answers: Mapping[str, Any]) -> None:
        super().__init__()
        for scenario in item.scenarios:
            self.fields[scenario.key] = forms.ChoiceField(
                label=scenario.question,
                choices=[(option.key, option.label) for option in scenario.options],
                initial=answers.get(scenario.key),
                widget=forms.RadioSelect,
            )

    def full_clean(self) -> None:
        """Take the answers as they are; the items house judges them."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}

    def decline(self, faults: Mapping[str, str]) -> None:
        """Put each sentence at its question."""
        for name, sentence in faults.items():
            self.add_error(name if name in self.fields else None, sentence)
