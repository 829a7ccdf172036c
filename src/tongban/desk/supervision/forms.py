"""What a supervisor and an office write: rules, orders, answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.directory import queries as directory
from tongban.supervision import queries, rules

LONGEST = 1000
REPLY_WITHIN = timedelta(days=3)
NUMBER = {"required": _("请填写数字。"), "invalid": _("请填写整数。")}
_DAY = {"required": _("请选择日期。"), "invalid": _("请按 2026-03-13 的样子填写日期。")}
CHOSEN = {"required": _("请选择一项。"), "invalid_choice": _("请选择列出的一项。")}


def _words(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("请写明%(what)s。") % {"what": label},
            "max_length": _("最多写 1000 个字。"),
        },
    )


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "medium"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label,
        required=required,
        widget=widget,
        error_messages=_DAY,
        input_formats=["%Y-%m-%d"],
    )


class AnswerForm(forms.Form):
    """Why it came to this, and what is done about it."""

    use_required_attribute = False
    reason = _words(_("原因"))
    measure = _words(_("整改措施"))


class ReviewForm(forms.Form):
    """What a supervisor says of an answer."""

    use_required_attribute = False
    words = _words(_("审核意见"))


class WriteOffForm(forms.Form):
    """Why a card is written off."""

    use_required_attribute = False
    reason = _words(_("核销理由"), _("例如：系统迁移造成的时间倒置，不是部门的责任。"))


class OrderForm(forms.Form):
    """What a department is ordered to do, and by when it replies."""

    use_required_attribute = False
    content = _words(_("督办内容"))
    answer_due_on = day_field(_("回复截止日"))


class ReturnForm(forms.Form):
    """Why a reply does not do, and by when another is due."""

    use_required_attribute = False
    reason = _words(_("退回的理由"))
    answer_due_on = day_field(_("新的回复截止日"))


class CloseForm(forms.Form):
    """How an order ends."""

    use_required_attribute = False
    reason = _words(_("审核意见"))


class DrawForm(forms.Form):
    """Which cases are drawn from, and how many."""

    use_required_attribute = False
    unit = forms.ChoiceField(label=_("部门"), required=False, error_messages=CHOSEN)
    since = day_field(_("提交日期从"))
    until = day_field(_("到"))
    wanted = forms.IntegerField(
        label=_("抽几件"),
        help_text=_("只抽已经办结的件，由系统随机抽取，不能挑选。"),
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages=NUMBER,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = [(one.key, one.name) for one in directory.departments()]
        self.fields["unit"].choices = [("", _("全部部门")), *offices]  # type: ignore[attr-defined]


class FoundForm(forms.Form):
    """What was found in a case that was drawn."""

    use_required_attribute = False
    aspects = forms.MultipleChoiceField(
        label=_("哪些方面有问题"),
        choices=[*rules.ASPECTS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("没有问题的，不用选。"),
        error_messages=CHOSEN,
    )
    words = forms.CharField(
        label=_("发现了什么"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MonthForm(forms.Form):
    """Of which region and month a circular is made."""

    use_required_attribute = False
    region = forms.ChoiceField(label=_("地区"), error_messages=CHOSEN)
    month = forms.CharField(
        label=_("月份"),
        widget=forms.TextInput(attrs={"type": "month", "class": "medium"}),
        error_messages={"required": _("请选择月份。")},
    )

    def __init__(self, at: str, *args: Any, **kwargs: Any) -> None:
        """`at` is a region; those above it and right under it may be chosen, too."""
        super().__init__(*args, **kwargs)
        near = [*directory.ancestors(at), directory.region(at), *directory.regions_under(at)]
        regions = [(one.code, one.name) for one in near]
        self.fields["region"].choices = regions  # type: ignore[attr-defined]


class CircularForm(forms.Form):
    """What a circular says before its figures."""

    use_required_attribute = False
    words = forms.CharField(
        label=_("通报的话"),
        required=False,
        help_text=_("写在数字前面，例如这个月的情况和要求。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class WithdrawForm(forms.Form):
    """Why a circular is withdrawn."""

    use_required_attribute = False
    reason = _words(_("撤回的理由"), _("写在通报上，列出的部门都会看到。"))


class ComplaintForm(forms.Form):
    """What came in about a case."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("种类"), error_messages=CHOSEN)
    source = forms.ChoiceField(
        label=_("从哪里来"), choices=[*rules.SOURCES.items()], error_messages=CHOSEN
    )
    received_on = day_field(_("收到的日期"))
    words = _words(_("反映的内容"))
    about = forms.ChoiceField(
        label=_("反映的是谁"),
        required=False,
        help_text=_("写明的，不能由他本人答复。"),
        error_messages=CHOSEN,
    )

    def __init__(self, staff: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            (
                kind.key,
                _("%(name)s（%(days)d 个工作日答复）") % {"name": kind.name, "days": kind.days},
            )
            for kind in queries.kinds().values()
        ]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        named: list[tuple[Any, Any]] = [("", _("没有指明")), *((name, name) for name in staff)]
        self.fields["about"].choices = named  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """The answer to a complaint."""

    use_required_attribute = False
    answer = _words(_("答复"))


class PutOffForm(forms.Form):
    """Why the day of a complaint is put off."""

    use_required_attribute = False
    reason = _words(_("延期的理由"))


class FeeForm(forms.Form):
    """What was charged, or on what ground nothing was; what may be is for the rules to say."""

    use_required_attribute = False
    charge = forms.ChoiceField(label=_("收费项目"), error_messages=CHOSEN)
    quantity = forms.IntegerField(
        label=_("数量"),
        initial=1,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages=NUMBER,
    )
    amount = forms.DecimalField(
        label=_("金额（元）"),
        max_digits=16,
        decimal_places=2,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal"}),
        error_messages={
            "required": _("请填写金额，减免的填 0。"),
            "invalid": _("请填写数字，例如 20 或者 20.50。"),
            "max_decimal_places": _("金额最多两位小数。"),
            "max_digits": _("金额太大了，请核对。"),
            "max_whole_digits": _("金额太大了，请核对。"),
        },
    )
    bill = forms.CharField(
        label=_("缴款单号"),
        required=False,
        widget=forms.TextInput(attrs={"class": "medium", "autocomplete": "off"}),
    )
    paid_on = day_field(_("收费日期"), required=False)
    waiver = forms.CharField(
        label=_("减免的依据"),
        required=False,
        help_text=_("金额是 0 的时候填写。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, charges: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["charge"].required = bool(charges)
        none = str(_("（没有公示的收费项目）"))
        choices = [(name, name) for name in charges] or [("", none)]
        self.fields["charge"].choices = choices  # type: ignore[attr-defined]
