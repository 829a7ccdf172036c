"""The form of an item as a Django form: drawn from its JSON Schema, checked by the item's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from tongban.items import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.forms import BoundField

    from tongban.items.rules import Field, ItemDefinition, Section

SHORT, LONG = 30, 200
_TYPES = {"date": "date", "month": "month", "time": "time", "tel": "tel", "email": "email"}


class Answer(forms.Field):
    """An answer of any kind; what is wrong with it the rules of the item have said."""

    def clean(self, value: Any) -> Any:
        return value


class Sheet(forms.Form):
    """Fields with the sentences that the rules found; it shows, and decides nothing."""

    use_required_attribute = False

    def __init__(
        self, fields: Mapping[str, Answer], values: Mapping[str, Any], faults: Mapping[str, str]
    ) -> None:
        super().__init__(data={name: _as_text(value) for name, value in values.items()})
        self.fields.update(fields)
        self.faults = faults

    def clean(self) -> None:
        for name, sentence in self.faults.items():
            self.add_error(name if name in self.fields else None, sentence)

    def summary(self) -> list[tuple[str, str]]:
        """Each fault with the anchor of its field; a sentence that names the field stands alone."""
        return [(self._anchor(name), self._said(name, text)) for name, text in self.faults.items()]

    def _anchor(self, name: str) -> str:
        if name not in self.fields:
            return ""
        field = self[name]
        group = bool(field.field.widget.use_fieldset)
        return f"{field.auto_id}_field" if group else str(field.id_for_label)

    def _said(self, name: str, sentence: str) -> str:
        title = str(self.fields[name].label) if name in self.fields else ""
        return sentence if not title or title in sentence else f"{title}：{sentence}"


@dataclass(frozen=True, slots=True)
class Part:
    """One section as the page draws it: its fields, each with the source of its value."""

    title: str
    rows: tuple[tuple[BoundField, str], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A whole form, ready for its page."""

    form: Sheet
    parts: tuple[Part, ...]

    @property
    def errors(self) -> list[tuple[str, str]]:
        return self.form.summary()


def _as_text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def questions_form(
    what: ItemDefinition, answers: Mapping[str, Any], faults: Mapping[str, str]
) -> Sheet:
    """The scenario questions of an item."""
    fields = {
        scenario.key: Answer(
            label=scenario.question,
            widget=forms.RadioSelect(choices=[(one.key, one.label) for one in scenario.options]),
        )
        for scenario in what.scenarios
    }
    return Sheet(fields, answers, faults)


def shown_sections(what: ItemDefinition, values: Mapping[str, Any]) -> list[Section]:
    """The sections that what is filled in so far makes visible."""
    sections = rules.sections(what.form)
    return [one for one in sections if one.condition is None or one.condition.holds(values)]


def draw(
    what: ItemDefinition,
    values: Mapping[str, Any],
    *,
    faults: Mapping[str, str],
    sources: Mapping[str, str],
    redraw: str,
) -> Drawn:
    """The form of an item with these values; `redraw` is where parts are asked for again."""
    sections = shown_sections(what, values)
    deciding = {one.condition.field for one in rules.sections(what.form) if one.condition}
    fields = {
        field.name: _answer(field, redraw if field.name in deciding else "")
        for section in sections
        for field in section.fields
    }
    form = Sheet(fields, values, faults)
    parts = tuple(Part(one.title, _rows(form, one.fields, sources)) for one in sections)
    return Drawn(form, parts)


def _rows(
    form: Sheet, fields: Iterable[Field], sources: Mapping[str, str]
) -> tuple[tuple[BoundField, str], ...]:
    return tuple((form[field.name], sources.get(field.name, "")) for field in fields)


def _answer(field: Field, redraw: str) -> Answer:
    label = f"{field.title}（{field.unit}）" if field.unit else field.title
    return Answer(
        label=label, help_text=field.hint, required=field.required, widget=_widget(field, redraw)
    )


def _widget(field: Field, redraw: str) -> forms.Widget:
    attrs = _attrs(field, redraw)
    choices = [(option, option) for option in field.options]
    chosen: dict[str, Callable[[], forms.Widget]] = {
        "radio": lambda: forms.RadioSelect(attrs, choices),
        "yesno": lambda: forms.RadioSelect(attrs, [("true", _("是")), ("false", _("否"))]),
        "checkboxes": lambda: forms.CheckboxSelectMultiple(attrs, choices),
        "select": lambda: forms.Select(attrs, [("", _("请选择")), *choices]),
        "confirm": lambda: forms.CheckboxInput(attrs),
        "textarea": lambda: forms.Textarea(attrs),
    }
    if field.widget in chosen:
        return chosen[field.widget]()
    widget = forms.TextInput(attrs)
    widget.input_type = _TYPES.get(field.widget, "text")
    return widget


def _attrs(field: Field, redraw: str) -> dict[str, Any]:
    attrs: dict[str, Any] = {}
    if field.autocomplete:
        attrs["autocomplete"] = field.autocomplete
    if field.longest and field.widget in {"text", "textarea", "tel", "email"}:
        attrs["maxlength"] = field.longest
    if field.widget == "number":
        attrs |= {"inputmode": "decimal", "class": "short"}
    if field.widget in {"date", "month", "time"}:
        attrs["class"] = "short"
    elif field.widget in {"tel", "select"} or (field.longest or LONG) <= SHORT:
        attrs["class"] = "medium"
    if redraw:
        attrs |= {
            "hx-post": redraw,
            "hx-trigger": "change",
            "hx-target": "#form-parts",
            "hx-swap": "outerHTML",
        }
    return attrs
