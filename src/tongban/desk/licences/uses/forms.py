"""Why an office uses a licence, and what it answers to an objection."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.access.rules.objections import VERDICT_LABELS
from tongban.licences.rules import looking, numbers

WHY = _("请写明用途，不超过200个字。")
_SHORT = {"autocomplete": "off"}


def _text(label: Any, longest: int, *, required: Any = "", hint: Any = "") -> forms.CharField:
    wrong = {"max_length": _("太长了，请不超过%(limit_value)d个字。")}
    if required:
        wrong["required"] = required
    return forms.CharField(
        label=label, help_text=hint, max_length=longest, required=bool(required),
        widget=forms.TextInput(attrs=_SHORT), error_messages=wrong,
    )  # fmt: skip


class ScanForm(forms.Form):
    """For whom stands at the counter and shows a code."""

    use_required_attribute = False
    purpose = _text(
        _("用途"), 200, required=_("请写明用途，不超过200个字。"), hint=_("持证人马上会看到。")
    )
    case_number = _text(_("办件编号"), 50, hint=_("有办件的填，没有可不填。"))
    code = _text(
        _("亮证码"), 500, required=_("请扫持证人的亮证码。"),
        hint=_("先写用途，光标停在这里再扫。每个码 60 秒内有效，只能用一次。"),
    )  # fmt: skip


class GroundForm(forms.Form):
    """Why an office looks without the holder: for a case or by a law."""

    use_required_attribute = False
    purpose = _text(
        _("用途"), 200, required=_("请写明用途，不超过200个字。"), hint=_("持证人会看到。")
    )
    case_number = _text(_("办件编号"), 50, hint=_("办件编号和法律依据至少填一项。"))
    legal_basis = _text(_("法律依据"), 200, hint=_("例如：《社会救助暂行办法》第五十八条。"))


class LawForm(GroundForm):
    """Which licence is used."""

    field_order = ("identifier",)
    identifier = _text(
        _("证照标识"), 160, required=_("请填证照标识。"),
        hint=_("从办件材料或者证照库里复制；只知道证照编号的，先按编号核对。"),
    )  # fmt: skip


class NumberForm(GroundForm):
    """Under which number a licence is looked for."""

    field_order = ("number",)
    number = _text(
        _("证照编号"), numbers.LONGEST, required=_("请填证照上的编号。"),
        hint=_("照证照正面抄写，大小写、全角半角都可以。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Whoever names neither a case nor a law looks up a neighbour."""
        given = super().clean() or {}
        if not given.get("case_number") and not given.get("legal_basis"):
            self.add_error("case_number", looking.GroundMissing.sentence)
        return given


class AnswerForm(forms.Form):
    """What the office found."""

    use_required_attribute = False
    verdict = forms.ChoiceField(
        label=_("核实结果"),
        choices=list(VERDICT_LABELS.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请选择核实的结果。"),
            "invalid_choice": _("请选择核实的结果。"),
        },
    )
    answer = forms.CharField(
        label=_("给当事人的答复"),
        help_text=_("写明谁、为什么查看，查看是不是应当，怎么处理。最多 500 字。"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("请写明核实的情况，不超过500个字。"),
            "max_length": _("太长了，请不超过%(limit_value)d个字。"),
        },
    )
