"""The document that somebody shows, and what the clerk says he has looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tongban.base import clock
from tongban.base.errors import Refusal
from tongban.identity import rules
from tongban.identity.rules import NUMBER_TYPE_LABELS, NumberType

_FIRST = (NumberType.CITIZEN,)


class DocumentForm(forms.Form):
    """Type, number and name, as they stand on the document."""

    use_required_attribute = False
    number_type = forms.ChoiceField(
        label=_("证件类型"),
        choices=[
            (kind.value, NUMBER_TYPE_LABELS[kind])
            for kind in (*_FIRST, *(k for k in NumberType if k not in _FIRST))
            if kind in rules.NATURAL_TYPES
        ],
    )
    number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-never-keep": ""}),
        error_messages={"required": _("请填写证件号码。")},
    )
    name = forms.CharField(
        label=_("姓名"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-never-keep": ""}),
        error_messages={"required": _("请填写姓名，和证件上一样。")},
    )

    def clean_name(self) -> str:
        """The name, or the sentence for what is wrong with it."""
        try:
            return rules.check_name(str(self.cleaned_data["name"]))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        """The number in the form in which it is kept; nobody is looked up by a wrong one."""
        given: dict[str, Any] = self.cleaned_data
        if {"number_type", "number"} <= given.keys():
            try:
                given["number"] = rules.check_number(
                    given["number_type"],
                    given["number"],
                    sample_allowed=settings.TONGBAN.sample_allowed,
                    today=clock.today(),
                ).number
            except Refusal as refusal:
                self.add_error("number", str(refusal))
        return given
