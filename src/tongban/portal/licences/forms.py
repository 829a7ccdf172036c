"""What people fill in to let others use their licences, to use those of others, and to object."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.access.rules.consents import MODE_LABELS, MOST_USES, PURPOSE_LABELS, Mode, Terms
from tongban.base import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongban.base.errors import Refusal

ONE_MONTH = timedelta(days=30)
ONE, KIND = "licence", "type"
_WORDS = 200


def _day(label: Any, hint: Any = "") -> forms.DateField:
    box = forms.DateInput(attrs={"type": "date", "class": "medium"}, format="%Y-%m-%d")
    wrong = {"required": _("请选择日期。"), "invalid": _("请按 2026-03-13 这样填日期。")}
    return forms.DateField(label=label, help_text=hint, widget=box, error_messages=wrong)


def _words(label: Any, required: Any, hint: Any = "", longest: int = _WORDS) -> forms.CharField:
    wrong = {
        "required": required,
        "max_length": _("太长了，请不超过%(limit_value)d个字。"),
    }
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, help_text=hint, max_length=longest, widget=area, error_messages=wrong
    )


class AuthoriseForm(forms.Form):
    """Who may use the licence, for what, which items, from when to when, how often."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("授权给谁（名称或者姓名）"),
        help_text=_("写全称，和对方的营业执照或者身份证一样。"),
        max_length=100,
        error_messages={"required": _("请填对方的名称或者姓名。")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    number = forms.CharField(
        label=_("对方的号码"),
        help_text=_("企业填统一社会信用代码，个人填身份证件号码。"),
        max_length=40,
        error_messages={"required": _("请填对方的统一社会信用代码或者身份证件号码。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-never-keep": ""}),
    )
    purpose_code = forms.ChoiceField(
        label=_("用来做什么"),
        choices=[("", _("请选择")), *PURPOSE_LABELS.items()],
        error_messages={"required": _("请选择用途。"), "invalid_choice": _("请选择用途。")},
    )
    purpose = _words(
        _("把用途写具体"), _("请写明用途，不超过200个字。"),
        _("例如：核验我的身份，办理2026年住房贷款。最多 200 字。"),
    )  # fmt: skip
    items = forms.MultipleChoiceField(
        label=_("给对方看哪些内容"),
        help_text=_("只勾对方用得着的。证照名称、编号、持有人、颁发机构和有效期总会给出。"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请至少选择一项内容。"),
            "invalid_choice": _("有的内容不在这种证照上，请重新选择。"),
        },
    )
    mode = forms.ChoiceField(
        label=_("对方能做什么"),
        choices=list(MODE_LABELS.items()),
        initial=Mode.COPY.value,
        widget=forms.RadioSelect,
        help_text=_("加注件是带水印的副本，写着谁用、用来做什么、什么时候到期。"),
        error_messages={"invalid_choice": _("请选择对方能做什么。")},
    )
    since_on = _day(_("从哪天起"))
    until_on = _day(_("到哪天止"), _("这一天也算在内；最长三年。"))
    uses = forms.IntegerField(
        label=_("最多用几次"),
        help_text=_("1 到 1000 次。一般 1 次就够。"),
        initial=1,
        widget=forms.NumberInput(attrs={"class": "short", "min": 1, "max": MOST_USES}),
        error_messages={
            "required": _("请填次数。"),
            "invalid": _("次数请填1到1000。"),
        },
    )
    scope = forms.ChoiceField(
        label=_("授权哪一本"),
        choices=[(ONE, _("只这一本")), (KIND, _("这种证照，包括以后换发的新证"))],
        initial=ONE,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("请选择授权哪一本。")},
    )

    def __init__(self, given: Any, offered: Sequence[tuple[str, str]]) -> None:
        today = clock.today()
        begin = {"since_on": today, "until_on": today + ONE_MONTH}
        super().__init__(given, initial=begin)
        chosen = self.fields["items"]
        if isinstance(chosen, forms.MultipleChoiceField):
            chosen.choices = list(offered)

    def terms(self) -> Terms:
        """What was filled in, as the service judges it."""
        given = self.cleaned_data
        return Terms(
            given["purpose_code"], given["purpose"], tuple(given["items"]), given["mode"],
            _as_day(given["since_on"]), _as_day(given["until_on"]), int(given["uses"]),
        )  # fmt: skip


def _as_day(value: Any) -> date:
    return date(value.year, value.month, value.day)


class UseForm(forms.Form):
    """Why a licence of another is used now."""

    use_required_attribute = False
    purpose = _words(
        _("这次用来做什么"), _("请写明用途，不超过200个字。"), _("对方会看到。最多 200 字。")
    )
    case_number = forms.CharField(
        label=_("业务编号"),
        help_text=_("贵单位这笔业务的编号，方便以后查对。"),
        max_length=50,
        required=False,
        error_messages={"max_length": _("编号不超过50个字。")},
    )


class RedeemForm(UseForm):
    """The same, and the code that was scanned."""

    code = forms.CharField(
        label=_("亮证码"),
        help_text=_("先写好用途，再点这里用扫码枪扫对方的二维码；也可以照着输入二维码下面的字。"),
        max_length=500,
        error_messages={"required": _("请扫对方的亮证码。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-never-keep": ""}),
    )


class OwnCopyForm(forms.Form):
    """For whom one makes a copy of one's own licence, and what for."""

    use_required_attribute = False
    user_name = forms.CharField(
        label=_("提供给谁"),
        help_text=_("例如：某某房产中介。会写在水印里。"),
        max_length=100,
        error_messages={"required": _("请写明提供给谁。")},
    )
    purpose = _words(
        _("用来做什么"), _("请写明用途，不超过200个字。"), _("会写在水印里。最多 200 字。")
    )
    days = forms.IntegerField(
        label=_("几天内有效"),
        help_text=_("1 到 90 天。过期以后，水印上的日期能说明这份已经作废。"),
        initial=30,
        widget=forms.NumberInput(attrs={"class": "short", "min": 1, "max": 90}),
        error_messages={"required": _("请填天数。"), "invalid": _("有效天数请填1到90。")},
    )


class ObjectionForm(forms.Form):
    """What is wrong with a look."""

    use_required_attribute = False
    words = _words(
        _("哪里不对"), _("请写明哪里不对，不超过500个字。"),
        _("例如：我没有办过这件事。最多 500 字。"), longest=500,
    )  # fmt: skip


class CorrectionForm(forms.Form):
    """What is wrong on a licence."""

    use_required_attribute = False
    words = _words(
        _("哪里不对，应当是什么"), _("请写明哪里不对、应当是什么，不超过1000个字。"),
        _("例如：经营场所应当是示范路2号，证照上写成了3号。最多 1000 字。"), longest=1000,
    )  # fmt: skip


class FootprintFilter(forms.Form):
    """Which looks to list."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("凭什么看的"), required=False)
    since = forms.DateField(
        label=_("从哪天起"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("请按 2026-03-13 这样填日期。")},
    )  # fmt: skip
    until = forms.DateField(
        label=_("到哪天止"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("请按 2026-03-13 这样填日期。")},
    )  # fmt: skip

    def __init__(self, given: Any, kinds: Sequence[tuple[str, str]]) -> None:
        super().__init__(given)
        choice = self.fields["kind"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", _("全部")), *kinds]


def decline(form: forms.Form, refusal: Refusal) -> int:
    """Put a refusal's sentences at the fields of a form; returns the status to answer with."""
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not refusal.fields:
        form.add_error(None, str(refusal))
    return refusal.status
