"""What an operator types to send something again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.base import clock

if TYPE_CHECKING:
    from datetime import date

LARGEST = 2**62
WRONG = _("请填写序号，从 0 开始的整数。")


class PlaceForm(forms.Form):
    """The number of the event after which sending goes on."""

    use_required_attribute = False
    after_seq = forms.IntegerField(
        label=_("从哪个序号以后重新推送"),
        min_value=0,
        max_value=LARGEST,
        help_text=_("填 0 表示从第一条开始。填的序号本身不再推送。"),
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={
            "required": WRONG, "invalid": WRONG, "min_value": WRONG, "max_value": WRONG,
        },
    )  # fmt: skip


class DayForm(forms.Form):
    """The day whose balance is shown."""

    use_required_attribute = False
    day = forms.DateField(
        label=_("哪一天"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}),
        error_messages={"required": _("请选择日期。"), "invalid": _("日期无法识别，请重新选择。")},
    )

    def clean_day(self) -> date:
        """A day that lies ahead has no balance yet."""
        day: date = self.cleaned_data["day"]
        if day > clock.today():
            raise forms.ValidationError(_("这一天还没有到，只能看今天和以前的账。"))
        return day
