"""What is written down of a revisit (回访)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.desk.supervision.forms import CHOSEN
from tongban.feedback import rules


class RevisitForm(forms.Form):
    """One try to hear whether the applicant is satisfied now; rules say what has to be there."""

    use_required_attribute = False
    way = forms.ChoiceField(
        label=_("怎么联系的"),
        choices=[(way.value, rules.WAYS[way]) for way in rules.ASKING],
        widget=forms.RadioSelect,
        error_messages=CHOSEN,
    )
    outcome = forms.ChoiceField(
        label=_("结果"),
        choices=[(one.value, rules.OUTCOMES[one]) for one in rules.TRIED],
        required=False,
        help_text=_("发消息的不用选，等本人回答。"),
        widget=forms.RadioSelect,
        error_messages=CHOSEN,
    )
    put_right = forms.CharField(
        label=_("整改了什么"),
        required=False,
        help_text=_("申请人会看到。最多 500 字；没有联系上的可以不写。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    words = forms.CharField(
        label=_("申请人怎么说"),
        required=False,
        help_text=_("不满意的，请写明为什么。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """What is needed in most cases is not called optional; the rules know when it is not."""
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self._name_needed()

    def clean(self) -> dict[str, Any]:
        self._name_needed()
        return self.cleaned_data

    def _name_needed(self) -> None:
        for name in ("outcome", "put_right"):
            self.fields[name].required = True
