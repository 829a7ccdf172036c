"""What is written down when a case is accepted or passed on in a special form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.access.rules import EVERYTHING
from tongban.desk.intake.forms import text
from tongban.desk.walkin import cards
from tongban.directory import queries as directory
from tongban.identity.rules import NUMBER_TYPE_LABELS, NumberType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tongban.base.actors import Actor

KEPT, ORDER = "kept", "order"
ALLOW, DECLINE = "yes", "no"


def _day(label: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选日期。"), "invalid": _("请写成真实的日期。")},
    )


class GapForm(forms.Form):
    """Until when promised materials come, and that the promise was signed."""

    use_required_attribute = False
    gap_due_on = _day(_("最迟哪一天补齐"))
    signed = forms.BooleanField(
        label=_("申请人已经在承诺书上签字"),
        error_messages={"required": _("没有承诺书不能容缺受理。请先让申请人签字。")},
    )

    def __init__(
        self, latest: date, *, signed: bool, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"gap_due_on": latest})
        self.fields["gap_due_on"].help_text = _("最晚到 %(day)s") % {
            "day": f"{latest.year}年{latest.month}月{latest.day}日"
        }
        if signed:
            del self.fields["signed"]


class SecondNoticeForm(forms.Form):
    """Why the clerk may ask once more."""

    use_required_attribute = False
    reason = text(
        _("补正后的材料里有什么新情况"),
        1_000,
        required=_("请写明补正后的材料里有什么新情况。"),
        hint=_("第一次就能看出来的问题不能再次告知。准许会留痕，计入监察统计。"),
    )


class LeaveForm(forms.Form):
    """Whether the notice that a clerk has typed may go out, and why."""

    use_required_attribute = False
    allowed = forms.ChoiceField(
        label=_("决定"),
        choices=[(ALLOW, _("准许，马上发给申请人")), (DECLINE, _("不准许"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择准许还是不准许。")},
    )
    reason = text(
        _("理由"), 1_000, required=_("请写明理由。"),
        hint=_("窗口会看到。准许和不准许都留痕，计入监察统计。"),
    )  # fmt: skip


class HandOverForm(forms.Form):
    """To which hall, and why."""

    use_required_attribute = False
    to_place = forms.ChoiceField(
        label=_("移交给哪个大厅"), error_messages={"required": _("请选另一个大厅。")}
    )
    reason = text(_("移交的原因"), 500, required=_("请写明移交的原因。"))

    def __init__(
        self, here: str, data: Mapping[str, Any] | None = None, *, within: bool = False
    ) -> None:
        super().__init__(data)
        halls = [(one.code, one.name) for one in directory.halls() if one.code != here]
        own = [(here, _("本大厅的其他窗口"))] if within else []
        self.fields["to_place"] = forms.ChoiceField(
            label=_("移交给哪个大厅"), choices=[("", _("请选择")), *own, *halls],
            error_messages={"required": _("请选另一个大厅。")},
        )  # fmt: skip


class ReferForm(forms.Form):
    """The opinion of the office that examined first."""

    use_required_attribute = False
    opinion = text(
        _("初审意见"),
        2_000,
        required=_("请写明初审意见。"),
        hint=_("和全部材料一起报给上级，申请人不用再交。"),
    )


class CheckForm(forms.Form):
    """What the check of a promise found."""

    use_required_attribute = False
    result = forms.ChoiceField(
        label=_("核查结果"),
        choices=[(KEPT, _("符合承诺")), (ORDER, _("不符合，责令限期改正"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选核查结果。")},
    )
    findings = text(_("核查的情况"), 2_000, required=_("请写明核查的情况。"))
    correct_by = _day(_("改正的最后一天"), _("责令改正时填写。"), required=False)


class RevokeForm(forms.Form):
    """Why a decision on a promise is annulled."""

    use_required_attribute = False
    reasons = text(
        _("撤销的理由"), 2_000, required=_("请写明撤销的理由。"),
        hint=_("一行一条，写明事实。申请人会在决定书上看到。"),
    )  # fmt: skip
    legal_ground = forms.CharField(
        label=_("依据"), required=False, max_length=200,
        help_text=_("不填就写《行政许可法》第六十九条。"),
    )  # fmt: skip

    def lines(self) -> list[str]:
        """The reasons, one a line."""
        return [line for line in self.cleaned_data["reasons"].splitlines() if line.strip()]


class RepairForm(forms.Form):
    """How a breach was put right."""

    use_required_attribute = False
    words = text(_("怎样修复的"), 1_000, required=_("请写明怎样修复的。"))


class ConsentForm(forms.Form):
    """Who lets the worker act for him: for what, until when, and how he said so."""

    use_required_attribute = False
    number_type = forms.ChoiceField(
        label=_("证件类型"),
        choices=[
            (kind.value, NUMBER_TYPE_LABELS[kind])
            for kind in NumberType
            if kind is not NumberType.CREDIT_CODE
        ],
        initial=NumberType.CITIZEN.value,
    )
    id_number = cards.NumberField(
        label=_("证件号码"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-never-keep": ""}),
        error_messages={"required": _("请填写证件号码。")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("姓名"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填写姓名，和证件上一样。")},
    )  # fmt: skip
    phone = forms.CharField(
        label=_("手机号码"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("用同意码确认的，号码发到这个手机。"),
    )  # fmt: skip
    scope = forms.ChoiceField(label=_("代办什么"))
    until_on = _day(_("到哪一天为止"), _("最长一年。"))
    scan = forms.FileField(
        label=_("签好的同意书（扫描或者照片）"), required=False,
        help_text=_("本人在家里签了纸质同意书的，请上传；没有的，系统发同意码给本人确认。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )  # fmt: skip

    def __init__(
        self,
        items: list[tuple[str, str]],
        data: Mapping[str, Any] | None = None,
        files: Any = None,
    ) -> None:
        super().__init__(data, files)
        self.fields["scope"] = forms.ChoiceField(
            label=_("代办什么"), choices=[*items, (EVERYTHING, _("所有事项"))]
        )


def may_check(actor: Actor) -> bool:
    """Whether promises are checked at the actor's posts."""
    return actor.holds("handler", "reviewer", "approver")
