"""What is written to move a clock, to end a procedure, and to keep the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.desk.intake.forms import text
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY = {"type": "date", "class": "short"}
_DAYS = _("每行一段，例如：2027-01-01 至 2027-01-03 元旦")


class AskExtensionForm(forms.Form):
    """Why the decision cannot be taken in time."""

    use_required_attribute = False
    reason = text(
        _("延长的理由"), 500, required=_("请写明延长的理由。"), hint=_("会写进延长期限告知书。")
    )


class DecideExtensionForm(forms.Form):
    """Whether the head approves."""

    use_required_attribute = False
    approved = forms.ChoiceField(
        label=_("决定"),
        choices=[("yes", _("批准延长")), ("no", _("不同意延长"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择批准还是不同意。")},
    )
    approval = forms.CharField(
        label=_("政府批准文号"),
        max_length=64,
        required=False,
        help_text=_("只有联合办理的要填：由本级人民政府负责人批准。"),
    )
    words = text(_("说明"), 500, hint=_("不同意的，写明原因。"))


class EndForm(forms.Form):
    """What came out of a special procedure, and the paper that proves it."""

    use_required_attribute = False
    finding = text(_("结果"), 500, hint=_("写一句就行，例如：鉴定合格。"))
    evidence = forms.FileField(
        label=_("结果文书"), required=False, help_text=_("照片、PDF、OFD 或者 Word，不超过 50 MB。")
    )

    def __init__(
        self, named: str, data: Mapping[str, Any] | None = None, files: Any = None
    ) -> None:
        super().__init__(data, files)
        if named:
            self.fields["evidence"].label = named


class ScheduleForm(forms.Form):
    """The holidays of one year, as the State Council announced them."""

    use_required_attribute = False
    year = forms.IntegerField(
        label=_("年份"),
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={"required": _("请填写年份。"), "invalid": _("年份请写四位数字。")},
    )
    off = text(_("放假的日子"), 4000, required=_("请写明放假的日子。"), hint=_DAYS)
    worked = text(_("调休上班的日子"), 2000, hint=_("每行一天，例如：2027-02-20 春节"))
    source = forms.CharField(
        label=_("依据"), max_length=200, required=False, help_text=_("通知的文号。")
    )


class ClosureForm(forms.Form):
    """Days on which the offices of a region close, or work."""

    use_required_attribute = False
    region = forms.ChoiceField(label=_("地区"), error_messages={"required": _("请选择地区。")})
    first = forms.DateField(
        label=_("从"),
        widget=forms.DateInput(attrs=_DAY),
        error_messages={"required": _("请填写开始日。"), "invalid": _("请写成 2026-03-13。")},
    )
    last = forms.DateField(
        label=_("到"),
        widget=forms.DateInput(attrs=_DAY),
        error_messages={"required": _("请填写结束日。"), "invalid": _("请写成 2026-03-13。")},
    )
    what = forms.ChoiceField(
        label=_("怎么安排"),
        choices=[("close", _("停止办公")), ("work", _("加班办公")), ("undo", _("恢复平常"))],
        initial="close",
        widget=forms.RadioSelect,
    )
    label = forms.CharField(
        label=_("原因"), max_length=64, required=False, help_text=_("例如：台风停工。")
    )
    source = forms.CharField(label=_("依据"), max_length=200, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        region = self.fields["region"]
        if isinstance(region, forms.ChoiceField):
            region.choices = [(one.code, one.name) for one in directory.all_regions()]


class ReviewForm(forms.Form):
    """What a human makes of something that happened on a day that moved."""

    use_required_attribute = False
    verdict = text(_("怎么处理"), 500, required=_("请写明怎么处理。"))
