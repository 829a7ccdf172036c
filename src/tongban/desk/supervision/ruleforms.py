"""The form of a rule of supervision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.cases.rules import Light
from tongban.desk.supervision.forms import CHOSEN, NUMBER, day_field
from tongban.supervision import rules

if TYPE_CHECKING:
    from tongban.supervision.models import RuleVersion


class RuleForm(forms.Form):
    """The next version of one rule."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("规则编号"),
        max_length=6,
        help_text=_("一个大写字母加数字，例如 L9。"),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        error_messages={"required": _("请填写规则编号。")},
    )
    light = forms.ChoiceField(
        label=_("发什么牌"),
        choices=[*rules.CARD_LABELS.items()],
        error_messages=CHOSEN,
    )
    title = forms.CharField(
        label=_("规则名称"), max_length=60, error_messages={"required": _("请填写规则的名称。")}
    )
    check = forms.ChoiceField(
        label=_("看什么"), choices=[*rules.CHECK_LABELS.items()], error_messages=CHOSEN
    )
    basis = forms.ChoiceField(
        label=_("哪一种期限"),
        choices=[("", _("（不看期限）")), *rules.BASIS_LABELS.items()],
        required=False,
        error_messages=CHOSEN,
    )
    measure = forms.ChoiceField(
        label=_("怎么算"),
        choices=[("", _("（不看期限）")), *rules.MEASURE_LABELS.items()],
        required=False,
        error_messages=CHOSEN,
    )
    amount = forms.IntegerField(
        label=_("数值"),
        min_value=0,
        initial=0,
        help_text=_("工作日数、百分比或者次数；“超过 0 个工作日”就是期满次日。"),
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages=NUMBER,
    )
    told = forms.MultipleChoiceField(
        label=_("告诉谁"),
        choices=[*rules.TOLD_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一类要告诉的人。")},
    )
    answer_days = forms.IntegerField(
        label=_("反馈时限（工作日）"),
        min_value=0,
        initial=2,
        help_text=_("0 表示只告知，不用反馈。"),
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages=NUMBER,
    )
    starts_on = day_field(_("从哪天起生效"), required=False)
    ended = forms.BooleanField(label=_("从这一天起停用这条规则"), required=False)

    def rule(self) -> rules.Rule:
        """The rule as it was filled in."""
        given = self.cleaned_data
        return rules.Rule(
            code=given["code"].strip().upper(),
            light=Light(given["light"]),
            title=given["title"],
            check=rules.Check(given["check"]),
            basis=rules.Basis(given["basis"]) if given["basis"] else None,
            measure=rules.Measure(given["measure"]) if given["measure"] else None,
            amount=given["amount"],
            told=tuple(given["told"]),
            answer_days=given["answer_days"],
        )


def filled(found: rules.Rule | None, draft: RuleVersion | None) -> dict[str, Any]:
    """What the form of a rule begins with: its draft, else what holds now."""
    if draft is not None:
        names = ("code", "light", "title", "basis", "measure", "amount", "told", "answer_days")
        kept = {name: getattr(draft, name) for name in (*names, "starts_on", "ended")}
        return kept | {"check": draft.check_kind}
    if found is None:
        return {}
    shown = ("code", "light", "title", "check", "basis", "measure", "amount", "told", "answer_days")
    return {name: getattr(found, name) for name in shown}
