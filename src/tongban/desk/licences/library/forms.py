"""What is asked on the pages of the licence library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.access.rules import Role
from tongban.desk.intake.forms import text
from tongban.directory import queries as directory
from tongban.licences import queries
from tongban.licences.rules import acts, looking, states
from tongban.licences.rules.acts import Decision, Step
from tongban.licences.rules.looking import By, Ground

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from tongban.base.actors import Actor

    Words = str | _StrPromise

_WAYS = (
    (By.NUMBER.value, gettext_lazy("证照编号")),
    (By.IDENTIFIER.value, gettext_lazy("证照标识")),
    (By.HOLDER.value, gettext_lazy("持证人证件号码")),
)
_NOT_A_DAY = gettext_lazy("请写成真实的日期，例如 2026-03-13。")


def line(label: Words, longest: int, *, required: Words = "", hint: Words = "") -> forms.CharField:
    """A text of one line; `required` is the sentence for one left empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=longest,
        error_messages={"required": required, "max_length": gettext_lazy("写得太长了。")},
    )


def day(label: Words, *, hint: Words = "") -> forms.DateField:
    """A day that may be left out."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}),
        error_messages={"invalid": _NOT_A_DAY},
    )


def unit_field(actor: Actor) -> forms.ChoiceField:
    """The offices whose licence manager the actor is."""
    offices = directory.departments(actor.units(Role.LICENSING))
    return forms.ChoiceField(
        label=_("颁发机构"),
        choices=[(one.key, one.name) for one in offices if one.closed_on is None],
    )


class SearchForm(forms.Form):
    """What is looked for, why, and by what right."""

    use_required_attribute = False
    by = forms.ChoiceField(
        label=gettext_lazy("按什么查"), choices=_WAYS, widget=forms.RadioSelect, initial=By.NUMBER
    )
    value = forms.CharField(
        label=gettext_lazy("号码"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-never-keep": ""}),
        error_messages={"required": gettext_lazy("请填写要查的号码。")},
    )
    purpose = line(
        gettext_lazy("查看的事由"),
        200,
        required=gettext_lazy("请写明查看的事由。"),
        hint=gettext_lazy("例如：核对变更申请。"),
    )
    case_number = line(gettext_lazy("办件编号"), looking.LONGEST_CASE)
    legal_basis = line(
        gettext_lazy("法律依据"),
        looking.LONGEST_BASIS,
        hint=gettext_lazy("没有办件时，写明依据哪一条查看。"),
    )

    def ground(self) -> Ground:
        """Why, as it was typed."""
        said = self.cleaned_data
        return Ground(said["purpose"], said["case_number"], said["legal_basis"])


class ActForm(forms.Form):
    """A decision about a licence: why, by which law, in which document, from when on."""

    use_required_attribute = False
    reason = text(gettext_lazy("原因"), 500, required=gettext_lazy("请写明原因。"))
    legal_ground = line(gettext_lazy("法律依据"), 500, required=gettext_lazy("请写明法律依据。"))
    document_number = line(
        gettext_lazy("决定文书的文号"),
        100,
        hint=gettext_lazy("例如：样市监罚〔2026〕1号。写了办件编号时可以不填。"),
    )
    document_name = line(gettext_lazy("决定文书的名称"), 200)
    document = forms.FileField(
        label=gettext_lazy("决定文书的文件"),
        required=False,
        help_text=gettext_lazy("PDF、OFD 或图片，50 MB 以内。"),
    )
    case_number = line(
        gettext_lazy("办件编号"), 50, hint=gettext_lazy("决定是在办件里作出时填写。")
    )
    effective_on = day(
        gettext_lazy("生效日"),
        hint=gettext_lazy("不填就从今天起生效；写以后的日期，到那天自动生效。"),
    )

    def __init__(self, step: Step, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.step = step
        self.fields["legal_ground"].initial = acts.GROUNDS[step]
        self.fields["document_name"].initial = f"{step}决定书"
        if step in acts.CHECKS:
            self.fields["next_check_on"] = day(
                _("下次年检的日期"), hint=_("不填就按证照类型的周期推算。")
            )
        if step in {Step.REPLACE, Step.RENEW}:
            self.fields["valid_until"] = day(
                _("新的截止日期"), hint=_("不填就按证照类型的有效期推算。")
            )

    def decision(self) -> Decision:
        """What was decided, as it was typed."""
        said = self.cleaned_data
        return Decision(
            reason=said["reason"],
            legal_ground=said["legal_ground"],
            document_number=said["document_number"],
            document_name=said["document_name"],
            effective_on=said["effective_on"],
            case_number=said["case_number"],
        )

    def paper(self) -> tuple[bytes, str] | None:
        """The file of the decision and its name, if one was handed in."""
        given = self.cleaned_data.get("document")
        return (given.read(), str(given.name)) if given else None


class GradeForm(forms.Form):
    """To which grade, why, and on what evidence."""

    use_required_attribute = False
    grade = forms.ChoiceField(label=gettext_lazy("提到哪一级"), widget=forms.RadioSelect)
    reason = text(gettext_lazy("理由"), 500, required=gettext_lazy("请写明理由。"))
    evidence = line(
        gettext_lazy("凭什么确认"),
        200,
        required=gettext_lazy("请写明凭什么确认，例如档案号。"),
        hint=gettext_lazy("例如：发证档案 2024-7 卷"),
    )

    def __init__(self, now: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        order = list(states.TrustGrade)
        higher = order[: order.index(states.TrustGrade(now))]
        field = self.fields["grade"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.value, f"{one} · {states.GRADES[one]}") for one in higher]


class PrintForm(forms.Form):
    """Upon which sheet, and why once more."""

    use_required_attribute = False
    serial = forms.CharField(
        label=gettext_lazy("空白证照的印刷号"),
        max_length=32,
        widget=forms.TextInput(attrs={"class": "short"}),
        error_messages={"required": gettext_lazy("请填写印刷号。")},
    )
    reason = line(gettext_lazy("补打的原因"), 500, hint=gettext_lazy("第一次打印不用写。"))


class UploadForm(forms.Form):
    """A batch as a file."""

    use_required_attribute = False
    number = line(
        gettext_lazy("批次号"),
        64,
        required=gettext_lazy("请填写批次号。"),
        hint=gettext_lazy("自己编，每批一个，例如 2026-03-13-1。"),
    )
    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy("CSV（UTF-8 或 GBK 编码）或 JSON，最多 10000 行。"),
        error_messages={"required": gettext_lazy("请选择文件。")},
    )

    def __init__(self, actor: Actor, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields = {"unit": unit_field(actor), **self.fields}


class PaperForm(forms.Form):
    """A movement of blank paper."""

    use_required_attribute = False

    def __init__(self, actor: Actor, move: str, data: Any = None) -> None:
        super().__init__(data)
        kinds = [(one.key, one.name) for one in queries.types() if one.paper_counterpart]
        self.fields["unit"] = unit_field(actor)
        self.fields["type_key"] = forms.ChoiceField(label=_("证照类型"), choices=kinds)
        if move == "count":
            self._count()
            return
        self.fields["first"] = line(_("起号"), 32, required=_("请填写起号。"))
        self.fields["last"] = line(_("止号"), 32, hint=_("只有一张时不用填。"))
        if move in {"hand-out", "return"}:
            hint = _("例如：政务大厅 3 号窗口")
            self.fields["place"] = line(
                _("窗口或科室"), 60, required=_("请写明窗口或科室。"), hint=hint
            )
        if move == "void":
            self.fields["reason"] = line(_("作废的原因"), 500, required=_("请写明作废的原因。"))

    def _count(self) -> None:
        self.fields["place"] = line(_("盘点的地方"), 60, hint=_("库房不用填。"))
        self.fields["found"] = forms.IntegerField(
            label=_("实际找到的张数"),
            min_value=0,
            widget=forms.NumberInput(attrs={"class": "short"}),
            error_messages={"required": _("请填写张数。"), "invalid": _("请填写整数。")},
        )
        self.fields["missing"] = forms.CharField(
            label=_("缺少的印刷号"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("少了的话逐个列出，用逗号或换行隔开。"),
        )
        self.fields["reason"] = line(_("不一致的原因"), 500)


class AnswerForm(forms.Form):
    """What the office says to an objection."""

    use_required_attribute = False
    answer = text(gettext_lazy("答复"), 1000, required=gettext_lazy("请写明答复，说清理由。"))
