"""What is written when a seal is applied for, moved on, entrusted and used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.access import queries as access
from tongban.access.rules import Role
from tongban.directory import queries as directory
from tongban.identity import queries as identity
from tongban.seals.rules.pictures import KIND_LABELS, SHAPE_LABELS
from tongban.seals.rules.uses import DOCUMENT_KINDS, JOBS
from tongban.seals.rules.uses_placed import PLACE_LABELS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from tongban.base.actors import Actor
    from tongban.seals.models import Seal

    Words = str | _StrPromise

DAY = {"type": "date", "class": "short"}
WRONG_DAY = _("请写成真实的日期，例如 2026-03-13。")


def one_line(
    label: Words, longest: int, *, required: Words = "", hint: Words = ""
) -> forms.CharField:
    """A text of one line; `required` is the sentence for one left empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=longest,
        error_messages={"required": required, "max_length": _("最多写 %(limit_value)d 个字。")},
    )


def why(*, required: bool = True) -> forms.CharField:
    """Why a step is taken."""
    return one_line(_("依据"), 500, required=_("请写明依据。") if required else "")


def paper_number(*, required: bool = False) -> forms.CharField:
    """The number of the document on which a step rests."""
    return one_line(_("文号"), 100, required=_("请填写文号。") if required else "")


def one_day(label: Words, required: Words) -> forms.DateField:
    """One day."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={"required": required, "invalid": WRONG_DAY},
    )


def upload(label: Words, accept: str, hint: Words = "", *, required: bool = False) -> forms.Field:
    """A file; what is in it is judged by the house of seals."""
    return forms.FileField(
        label=label,
        help_text=hint,
        required=required,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": accept}),
        error_messages={"required": _("请选择文件。")},
    )


class SealForm(forms.Form):
    """A form about one seal; whoever fills it in is known."""

    use_required_attribute = False

    def __init__(self, *args: Any, seal: Seal | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.seal = seal


class ApplyForm(forms.Form):
    """How a new seal should look, and the limits on its use."""

    use_required_attribute = False
    unit = forms.ChoiceField(label=_("用章部门"))
    name = one_line(
        _("印章名称"),
        100,
        required=_("请填写印章名称。"),
        hint=_("沿圆弧排列，4 到 30 个字；和机构名称一致。"),
    )
    kind = forms.ChoiceField(label=_("印章种类"), choices=[*KIND_LABELS.items()])
    shape = forms.ChoiceField(
        label=_("形状"), choices=[*SHAPE_LABELS.items()], widget=forms.RadioSelect, initial="round"
    )
    line = one_line(_("专用章字样"), 50, hint=_("业务专用章必填，例如：行政审批专用章。"))
    with_code = forms.BooleanField(label=_("印上13位印章编码"), required=False, initial=True)
    picture = upload(
        _("上传印章图片"),
        ".png,.jpg,.jpeg,.bmp,.gif",
        _("有实体印章的图片时上传，不再自动绘制。PNG、JPG、BMP 或 GIF，不超过 512 KB。"),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    width = forms.IntegerField(
        label=_("图片宽（毫米）"),
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={"invalid": _("请填写整数。")},
    )
    height = forms.IntegerField(
        label=_("图片高（毫米）"),
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={"invalid": _("请填写整数。")},
    )
    contact = one_line(_("经办人"), 50, required=_("请填写经办人。"))
    document = one_line(_("申请文号"), 100)
    two_person = forms.BooleanField(
        label=_("两人用印：下达用印指令的人不能自己盖章"), required=False, initial=True
    )
    hourly_limit = forms.IntegerField(
        label=_("每小时用印上限"),
        required=False,
        help_text=_("不限请留空。"),
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={"invalid": _("请填写整数。")},
    )

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offices = directory.departments(actor.units(Role.SEALING))
        units = self.fields["unit"]
        if isinstance(units, forms.ChoiceField):
            units.choices = [(one.key, one.name) for one in offices if one.closed_on is None]


class NothingForm(SealForm):
    """A step that needs no word."""


class ExamineForm(SealForm):
    """Whether an application passes."""

    passed = forms.ChoiceField(
        label=_("审核意见"),
        choices=[("yes", _("通过")), ("no", _("不通过"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择审核意见。")},
    )
    ground = one_line(_("理由"), 500, hint=_("不通过的必填。"))
    document = paper_number()


class MakeForm(SealForm):
    """The certificates that an authority gave, or none in a demonstration."""

    certificate = upload(_("签章证书（SM2）"), ".pem,.cer,.crt,.der")
    pages_certificate = upload(_("版式文件签章证书（用于 PDF）"), ".pem,.cer,.crt,.der")


class FileForm(SealForm):
    """What the filing authority gave."""

    number = one_line(_("备案编号"), 32, hint=_("备案机关沿用本印章编码的，可不填。"))
    authority = one_line(_("备案机关"), 100, required=_("请填写备案机关。"))
    filed_on = one_day(_("备案日期"), _("请填写备案日期。"))
    document = paper_number(required=True)


class ReasonForm(SealForm):
    """Why, and by which document."""

    ground = why()
    document = paper_number()


class RenewForm(MakeForm):
    """Why a new version is made, with its certificates."""

    ground = why()
    document = paper_number()
    field_order = ("ground", "document", "certificate", "pages_certificate")


class CancelForm(SealForm):
    """Why a seal ends, and by which document."""

    ground = why()
    document = paper_number(required=True)


class LimitForm(SealForm):
    """The limits on the use of a seal."""

    two_person = forms.BooleanField(
        label=_("两人用印：下达用印指令的人不能自己盖章"), required=False
    )
    hourly_limit = forms.IntegerField(
        label=_("每小时用印上限"),
        required=False,
        help_text=_("不限请留空。"),
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={"invalid": _("请填写整数。")},
    )

    def __init__(self, *args: Any, seal: Seal | None = None, **options: Any) -> None:
        if seal is not None:
            limits = {"two_person": seal.two_person, "hourly_limit": seal.hourly_limit}
            options.setdefault("initial", limits)
        super().__init__(*args, seal=seal, **options)


class AuthoriseForm(SealForm):
    """Who may use the seal, for what, and until when."""

    account = forms.ChoiceField(
        label=_("授权给"), error_messages={"required": _("请选择用印人或系统任务。")}
    )
    document_kinds = forms.MultipleChoiceField(
        label=_("文件种类"),
        choices=[*DOCUMENT_KINDS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一种文件。")},
    )
    until = forms.DateField(
        label=_("授权到（含当日）"),
        required=False,
        help_text=_("长期授权请留空，可以随时收回。"),
        widget=forms.DateInput(attrs=DAY),
        error_messages={"invalid": WRONG_DAY},
    )

    def __init__(self, *args: Any, seal: Seal | None = None, **options: Any) -> None:
        super().__init__(*args, seal=seal, **options)
        who = self.fields["account"]
        if isinstance(who, forms.ChoiceField) and seal is not None:
            who.choices = [("", _("请选择")), *_keepers(seal), *JOBS.items()]


def _keepers(seal: Seal) -> list[tuple[str, str]]:
    """The seal keepers of the office by name."""
    held = access.holders(Role.SEALING, unit=seal.unit.key)
    return [(str(number), str(identity.account(number).display_name)) for number in held]


class OrderForm(SealForm):
    """A document that is to be sealed."""

    file = upload(_("OFD 文件"), ".ofd", _("还没有盖章的 OFD 文件。"), required=True)
    title = one_line(_("文件标题"), 200, required=_("请填写文件标题。"))
    document_kind = forms.ChoiceField(
        label=_("文件种类"), choices=[("", _("请选择")), *DOCUMENT_KINDS.items()],
        error_messages={"required": _("请选择文件种类。")},
    )  # fmt: skip
    decision = one_line(
        _("依据的决定"),
        200,
        required=_("请写明用印依据的决定。"),
        hint=_("例如审批单号、会议纪要编号。"),
    )
    case_number = one_line(_("办件编号"), 50)
    place = forms.ChoiceField(
        label=_("盖章位置"), choices=[*PLACE_LABELS.items()], widget=forms.RadioSelect,
        initial="last",
    )  # fmt: skip


class SpanForm(forms.Form):
    """From one day to another, both counted."""

    use_required_attribute = False
    first = one_day(_("开始日期"), _("请填写开始日期。"))
    last = one_day(_("截止日期"), _("请填写截止日期。"))
