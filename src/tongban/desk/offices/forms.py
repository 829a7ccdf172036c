"""Forms about departments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict


def _line(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=100,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填写。"), "max_length": _("不超过 100 个字。")},
    )


class RenameForm(forms.Form):
    """The new name, from when, why."""

    use_required_attribute = False
    name = _line(_("新名称"))
    from_on = forms.DateField(
        label=_("从哪一天起"),
        required=False,
        help_text=_("不填，今天就改。以后的日期，到那天自动改。"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("请填写日期，例如 2026-03-13。")},
    )
    reason = _line(_("依据"), _("例如：机构改革方案的文号。"))


class MergeForm(forms.Form):
    """Into which department, why; its own name typed once more."""

    use_required_attribute = False
    successor = forms.ChoiceField(
        label=_("并入哪个部门"),
        error_messages={
            "required": _("请选择并入哪个部门。"),
            "invalid_choice": _("请选择并入哪个部门。"),
        },
    )
    reason = _line(_("依据"), _("例如：机构改革方案的文号。"))
    confirm = _line(_("再写一遍要撤销的部门名称"), _("并入以后不能撤回，请核对上面的清单。"))

    def __init__(
        self, typed: QueryDict | None, *, name: str, others: Iterable[tuple[str, str]]
    ) -> None:
        super().__init__(typed)
        self.name = name
        field = self.fields["successor"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as it is declared above
        field.choices = [("", _("请选择")), *others]

    def clean_confirm(self) -> str:
        """The name, letter by letter."""
        given = str(self.cleaned_data["confirm"]).strip()
        if given != self.name:
            raise forms.ValidationError(_("和部门名称不一样，没有并入。"))
        return given
