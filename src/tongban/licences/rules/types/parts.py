"""The parts that a definition of a licence type is made of."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tongban.licences.rules import identifiers, masks
from tongban.licences.rules.face_values import is_date, is_number
from tongban.licences.rules.metadata import HOLDER_CODE_TYPES
from tongban.licences.rules.validity import Kind

CATEGORIES = ("证件", "证明", "执照", "许可", "资质", "批文")
HOLDER_CATEGORIES = ("自然人", "法人和其他组织", "自然人、法人和其他组织")
SHARE_TYPES = ("无条件共享", "有条件共享", "不予共享")
LEVELS = ("国家级", "省级", "市级", "县级")
_GRADUATED = re.compile(r"\d{1,2}年|长期")
_SENTENCES = {
    "missing": "缺少这一项。",
    "extra_forbidden": "没有这一项，请检查名称有没有写错。",
    "string_pattern_mismatch": "格式不对。",
    "literal_error": "不是允许的值。",
    "enum": "不是允许的值。",
    "string_type": "应当是文字，数字代码请加引号。",
    "int_type": "应当是整数。",
    "bool_type": "应当是 true 或 false。",
    "list_type": "应当是列表。",
    "tuple_type": "应当是列表。",
    "int_parsing": "请填写整数。",
    "int_from_float": "请填写整数。",
    "greater_than_equal": "这个数太小。",
    "less_than_equal": "这个数太大。",
    "too_long": "太多了。",
    "too_short": "至少要有一项。",
    "string_too_short": "不能为空。",
    "string_too_long": "太长。",
    "model_type": "应当由“名称: 值”组成。",
}


def one_of(choices: Sequence[str]) -> AfterValidator:
    """One of a few words."""

    def check(word: str) -> str:
        if word not in choices:
            raise ValueError(f"请从{'、'.join(choices)}中选择。")
        return word

    return AfterValidator(check)


def twice(given: Iterable[str]) -> list[str]:
    """What is there more than once."""
    seen: set[str] = set()
    return sorted({each for each in given if each in seen or seen.add(each)})  # type: ignore[func-returns-value]


def sentence_of(error: Any) -> str:
    """What one fault that the library found is, in words."""
    if error["type"] == "value_error":
        return str(error["msg"]).removeprefix("Value error, ")
    return _SENTENCES.get(error["type"], "这个值不能用。")


def _code_type(code: str) -> str:
    if code not in HOLDER_CODE_TYPES:
        raise ValueError("没有这种持证主体代码类型。")
    return code


def _type_code_checked(code: str) -> str:
    if not identifiers.is_type_code(code):
        raise ValueError("前 18 位应当是定义机构的统一社会信用代码，它的校验码不对。")
    return code


def _credit_checked(code: str) -> str:
    if not identifiers.is_credit_code(code):
        raise ValueError("统一社会信用代码的校验码不对，请逐位核对。")
    return code


Name = Annotated[str, Field(min_length=1, max_length=200)]
Credit = Annotated[
    str, Field(pattern=r"^[0-9A-HJ-NP-RTUW-Y]{18}$"), AfterValidator(_credit_checked)
]
TypeCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{21}$"), AfterValidator(_type_code_checked)]
HolderCodeType = Annotated[str, AfterValidator(_code_type)]


class Row(BaseModel):
    """A part of a definition: nothing unknown in it, nothing guessed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Band(Row):
    """One band of ages; without a length it is for life."""

    age_from: int = Field(ge=0, le=150)
    age_to: int | None = Field(None, ge=0, le=150)
    kind: Literal["long_term"] | None = None
    length: int | None = Field(None, ge=1, le=99)
    unit: Literal["年", "月", "日"] | None = None

    @model_validator(mode="after")
    def _has_an_end_or_none(self) -> Self:
        if (self.kind is None) == (self.length is None or self.unit is None):
            raise ValueError("要么写年限（length、unit），要么写 kind: long_term。")
        return self


def _follow(bands: Sequence[Band]) -> bool:
    """Whether each band begins where the one before ended."""
    pairs = itertools.pairwise(bands)
    fit = all(one.age_to is not None and two.age_from == one.age_to + 1 for one, two in pairs)
    return fit and all(band.age_to is None or band.age_from <= band.age_to for band in bands)


class Validity(Row):
    """How long licences of the type live."""

    kind: Literal["long_term", "fixed", "by_age", "graduated", "per_document", "one_off"]
    length: int | None = Field(None, ge=1, le=99)
    unit: Literal["年", "月", "日"] | None = None
    bands: list[Band] | None = None
    lengths: list[str] | None = None
    renewal: str | None = None
    basis: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        kind = Kind(self.kind)
        if kind is Kind.FIXED and (self.length is None or self.unit is None):
            raise ValueError("固定年限要写 length 和 unit。")
        if kind is Kind.BY_AGE and not self.bands:
            raise ValueError("按年龄确定的有效期要写 bands。")
        if self.bands and not _follow(self.bands):
            raise ValueError("年龄段要从小到大，前后相接，只有最后一段可以没有上限。")
        if kind is Kind.GRADUATED and not self._has_lengths():
            raise ValueError("分段的有效期要写 lengths，例如 6年。")
        return self

    def _has_lengths(self) -> bool:
        given = self.lengths or []
        return bool(given) and given[0] != "长期" and all(map(_GRADUATED.fullmatch, given))


_LONGEST: Mapping[str, int] = MappingProxyType({"text": 200, "longtext": 4000, "list": 50})


class FaceField(Row):
    """One field of the face beyond the metadata that all licences have.

    `longest` counts characters of a text and rows of a list; `least` and `most` bound a number or
    a date; `pattern` is a mask of a short text (`masks`).
    """

    key: str = Field(pattern=r"^KZ_[A-Z0-9]{1,30}$")
    name: Name
    type: Literal["text", "longtext", "number", "date", "enum", "list", "image"]
    mandatory: bool
    values: list[Name] | None = Field(None, max_length=200)
    longest: int | None = Field(None, ge=1)
    pattern: str | None = None
    least: str | None = Field(None, max_length=40)
    most: str | None = Field(None, max_length=40)
    hint: str | None = Field(None, max_length=100)

    @model_validator(mode="after")
    def _lists_its_values(self) -> Self:
        if (self.type == "enum") != bool(self.values):
            raise ValueError("选项（enum）要列出可选的内容，其他类型不能有选项。")
        if again := twice(self.values or ()):
            raise ValueError(f"选项 {'、'.join(again)} 写了两次。")
        return self

    @model_validator(mode="after")
    def _has_only_rules_of_its_kind(self) -> Self:
        if self.longest is not None and self.longest > _LONGEST.get(self.type, 0):
            most = _LONGEST.get(self.type)
            raise ValueError(f"最多 {most}。" if most else "这种类型没有长度的规则。")
        if self.pattern:
            if self.type != "text":
                raise ValueError("只有文字可以规定格式。")
            masks.check(self.pattern)
        self._check_bounds()
        return self

    def _check_bounds(self) -> None:
        bounds = [bound for bound in (self.least, self.most) if bound]
        if bounds and self.type not in {"number", "date"}:
            raise ValueError("只有数字和日期可以规定最小和最大。")
        if self.type == "date" and not all(map(is_date, bounds)):
            raise ValueError("日期的范围请写成 2026-03-13 的样子。")
        if self.type == "number" and not all(map(is_number, bounds)):
            raise ValueError("数字的范围请填写数字。")
        if len(bounds) > 1 and _ordered(self.type, bounds[0]) > _ordered(self.type, bounds[1]):
            raise ValueError("最小的不能大于最大的。")


def _ordered(kind: str, bound: str) -> Any:
    return Decimal(bound) if kind == "number" else bound
