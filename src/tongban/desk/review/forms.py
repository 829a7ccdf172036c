"""What an examiner writes besides his opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.cases.rules import ARTICLE_45
from tongban.desk.intake.forms import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongban.items.rules import ItemDefinition

_ORDER = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")


class SuspendForm(forms.Form):
    """Which special procedure begins, why, and until when."""

    use_required_attribute = False
    name = forms.ChoiceField(
        label=_("特别程序"),
        error_messages={"required": _("请选择特别程序。"), "invalid_choice": _("请从列表里选择。")},
    )
    reason = text(_("启动的原因"), 500, required=_("请写明启动的原因。"))
    legal_basis = forms.CharField(
        label=_("法律依据"),
        required=False,
        max_length=200,
        help_text=_("不在行政许可法第四十五条里的程序，写明法律依据，时限才会暂停。"),
        error_messages={"max_length": _("最多写 200 个字。")},
    )
    until_on = forms.DateField(
        label=_("预计结束日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}),
        error_messages={"invalid": _("请写成真实的日期，例如 2026-03-13。")},
    )

    def __init__(self, item: ItemDefinition, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        own = [procedure.name for procedure in item.special_procedures]
        law = [name for name in _ORDER if name in ARTICLE_45 and name not in own]
        names = self.fields["name"]
        if isinstance(names, forms.ChoiceField):
            names.choices = [(name, name) for name in (*own, *law)]


class TerminateForm(forms.Form):
    """Why a case ends without a decision."""

    use_required_attribute = False
    reason = text(
        _("终止办理的理由"),
        500,
        required=_("请写明终止办理的理由。"),
        hint=_("例如申请人死亡、法人终止，或者同一申请重复登记。"),
    )
