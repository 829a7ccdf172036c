"""What a clerk types in for somebody who came for a life event (一件事)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.desk.forms import AnswersForm
from tongban.desk.walkin.views import PersonForm
from tongban.items import queries as items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongban.items.rules.choosing import Asked


class ArrivalForm(PersonForm):
    """Which life event, and the document that the person shows."""

    event = forms.ChoiceField(
        label=_("办哪件事"), error_messages={"required": _("请选要办的一件事。")}
    )

    def __init__(
        self,
        places: frozenset[str],
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(places, data, initial=initial)
        field: Any = self.fields["event"]
        field.choices = [("", _("请选择")), *((one.key, one.name) for one in items.life_events())]
        self.order_fields(["event"])


class QuestionsForm(AnswersForm):
    """The questions of the event and of its items, each asked once; some take several answers."""

    def __init__(self, asked: tuple[Asked, ...], answers: Mapping[str, Any]) -> None:
        forms.Form.__init__(self)
        for one in asked:
            kind = forms.MultipleChoiceField if one.several else forms.ChoiceField
            widget = forms.CheckboxSelectMultiple if one.several else forms.RadioSelect
            self.fields[one.key] = kind(
                label=one.text, choices=list(one.options), initial=answers.get(one.key),
                widget=widget,
            )  # fmt: skip
