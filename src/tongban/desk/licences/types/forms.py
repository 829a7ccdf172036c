"""The inputs of the editor; what was typed is judged by the licences house alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.licences.rules import layouts, types
from tongban.licences.rules.layouts import choices
from tongban.licences.rules.metadata import HOLDER_CODE_TYPES

if TYPE_CHECKING:
    from django.http import HttpRequest

_LONGEST_REVISION = 9
_LONGEST_NUMBER = 6


def whole(text: str) -> int | str:
    """The text as a number, or as it is where it is none."""
    fits = text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER
    return int(text) if fits else text


def revision_of(request: HttpRequest) -> int:
    """Which revision of the draft the page was opened with; -1 for nonsense."""
    told = request.POST.get("revision", "")[:_LONGEST_REVISION]
    return int(told) if told.isascii() and told.isdigit() else -1


class AsTyped(forms.Form):
    """A form that keeps whatever was typed; its sentences come from elsewhere."""

    use_required_attribute = False

    def full_clean(self) -> None:
        """Take the values as they are."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}

    def typed(self, name: str) -> str:
        """What stands in an input, without blanks around it."""
        value = self[name].value()
        return "" if value is None else str(value).strip()

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self[name].value())

    def chosen(self, name: str) -> list[str]:
        """The ticked boxes of a list."""
        return [str(one) for one in self[name].value() or ()]


def text(label: Any, hint: Any = "", *, wide: str = "", most: int = 300) -> forms.CharField:
    """A line of text."""
    attrs = {"class": wide, "autocomplete": "off"} if wide else {"autocomplete": "off"}
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=most, widget=forms.TextInput(attrs)
    )


def needed(label: Any, hint: Any = "", *, wide: str = "") -> forms.CharField:
    """A line of text that has to be filled in."""
    field = text(label, hint, wide=wide)
    field.required = True
    return field


def area(label: Any, hint: Any = "", *, rows: int = 3) -> forms.CharField:
    """Lines of text."""
    widget = forms.Textarea({"rows": rows, "spellcheck": "false"})
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget)


def one_of(
    label: Any, options: Mapping[str, Any] | Sequence[str], hint: Any = ""
) -> forms.ChoiceField:
    """One of a few words."""
    pairs = list(
        options.items() if isinstance(options, Mapping) else zip(options, options, strict=True)
    )
    return forms.ChoiceField(label=label, choices=pairs, help_text=hint)


def tick(label: Any) -> forms.BooleanField:
    """A box to tick."""
    return forms.BooleanField(label=label, required=False)


class DefinitionForm(AsTyped):
    """Everything of a definition but its fields."""

    name = needed(_("证照类型名称"))
    category = one_of(_("分类"), types.CATEGORIES)
    type_code = text(
        _("证照类型代码"),
        _("21 位：定义机构的统一社会信用代码 18 位，加 3 位流水号。没有代码的类型不能颁发。"),
        wide="medium",
    )
    share_type = one_of(_("共享类型"), types.SHARE_TYPES)
    defining_authority = needed(_("定义机构"))
    defining_authority_code = text(_("定义机构的统一社会信用代码"), wide="medium")
    defining_level = one_of(_("定义机构级别"), types.LEVELS)
    issuing_authority = needed(_("颁发机构"), _("用一句话说明由哪一级的什么机关颁发。"))
    issuing_bodies = text(
        _("可以颁发的部门"),
        _("部门的名称或者标识，用顿号隔开。不填就不限制，有证照管理岗位的部门都能颁发。"),
        most=4000,
    )
    related_items = area(_("关联事项"), _("一行一个：事项代码和名称。"), rows=2)
    paper_counterpart = tick(_("同时发纸质证照"))
    holder_category = one_of(_("持证者类别"), types.HOLDER_CATEGORIES)
    holder_code_types = forms.MultipleChoiceField(
        label=_("持证主体代码类型"),
        choices=[(code, f"{code} {name}") for code, name in HOLDER_CODE_TYPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    number_pattern = needed(
        _("编号规则"), _("大括号里的部分在颁发时填上，例如 {region}{year}{serial:6}。")
    )
    number_rule = text(_("编号规则的说明"))
    validity_kind = one_of(_("有效期"), types.words.VALIDITIES)
    validity_length = text(_("年限"), _("只用于固定年限。"), wide="short")
    validity_unit = one_of(_("单位"), ("年", "月", "日"))
    validity_lengths = text(_("分段"), _("只用于分段递增，例如 6年、10年、长期。"), wide="medium")
    validity_bands = area(
        _("年龄段"), _("只用于按年龄：一行一段，例如 0-15 5年，最后一行 46以上 长期。")
    )
    validity_basis = text(_("有效期的依据"))
    validity_renewal = text(_("怎样延续"))
    validity_note = text(_("有效期的说明"))
    periodic_months = text(_("每几个月年检一次"), _("填 0 表示不年检。"), wide="short")
    note = text(_("这次改了什么"), _("写给审核和以后查看的人。"), most=500)


class LayoutForm(AsTyped):
    """The template, as far as it is choices and words."""

    form = one_of(_("版式"), layouts.FORMS)
    orientation = one_of(_("方向"), {"": _("版式自己的方向"), **choices.ORIENTATION_LABELS})
    colour = one_of(_("颜色"), {key: pair[0] for key, pair in layouts.COLOURS.items()})
    ground = one_of(_("底色"), {key: pair[0] for key, pair in layouts.GROUNDS.items()})
    border = one_of(_("边框"), layouts.BORDERS)
    columns = one_of(_("栏数"), {"1": _("一栏"), "2": _("两栏")})
    title = text(_("标题"), _("不填就印证照类型的名称。"))
    subtitle = text(_("副标题"), _("可以用字段，例如 {KZ_ZFB}。"))
    number_label = text(_("编号的叫法"), wide="medium")
    number_place = one_of(_("编号印在"), choices.NUMBER_PLACES)
    holder_label = text(_("持证主体的叫法"), wide="medium")
    issuer_label = text(_("颁发机构的叫法"), wide="medium")
    issued_label = text(_("颁发日期的叫法"), wide="medium")
    term_label = text(_("有效期的叫法"), wide="medium")
    term = tick(_("印有效期"))
    opening = area(
        _("开头的话"),
        _("一行一段。大括号里写字段短名，例如 {KZ_XM}；右边列出了还能写哪些。"),
    )
    groups = area(
        _("内容的分组和顺序"),
        _(
            "一行一个字段，例如 KZ_ZZ = 住址；后面可以加“; 整行”或者“; 表格 名称|等级”。"
            "# 开头的一行是小标题。没有写到的字段排在最后。"
        ),
        rows=8,
    )
    closing = area(_("结尾的话"), _("一行一段。"), rows=2)
    hidden = text(_("不印的字段"), _("字段短名，用顿号隔开。"), most=2000)
    photo = one_of(_("照片"), choices.PHOTO_PLACES)
    photo_shape = one_of(_("照片的形状"), choices.PHOTO_SHAPES)
    code = one_of(_("二维码"), choices.CODE_PLACES)
    seal = one_of(_("印章"), choices.SEAL_PLACES)
    watermark = one_of(_("加注件的水印"), choices.WATERMARKS)
    notes = area(_("页脚的说明"), _("一行一条。"), rows=2)


class FieldRow(AsTyped):
    """One field of the face."""

    key = needed(_("短名"))
    name = needed(_("名称"))
    type = one_of(_("类型"), types.words.KINDS)
    mandatory = tick(_("必填"))
    values = text(_("选项"), most=20_000)
    longest = text(_("最多字数或行数"))
    pattern = text(_("格式"))
    least = text(_("最小"))
    most = text(_("最大"))
    hint = text(_("提示"))

    field_order = (
        "key", "name", "type", "mandatory", "values", "longest", "pattern", "least", "most", "hint"
    )  # fmt: skip
