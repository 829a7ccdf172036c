"""What an operator types to send something again."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

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
