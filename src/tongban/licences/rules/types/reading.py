"""The file of licence types: read, judged, and all of it taken or nothing."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from tongban.base.errors import Invalid
from tongban.licences.rules.metadata import HOLDER_CODE_TYPES
from tongban.licences.rules.validity import Kind

LARGEST = 8 * 1024 * 1024
DEEPEST = 12
_MOST_TOLD = 20
_KEY = r"^[a-z][a-z0-9_]{0,39}$"
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
    "too_short": "至少要有一项。",
    "string_too_short": "不能为空。",
    "string_too_long": "太长。",
    "model_type": "应当由“名称: 值”组成。",
}


class TypesRefused(Invalid):
    """The file has at least one fault; nothing of it was taken.

    `fields` maps the path of each fault to its sentence; the first is in the text.
    """

    code = "licences.types_refused"

    def __init__(self, file_name: str, faults: dict[str, str]) -> None:
        path, sentence = next(iter(faults.items()))
        more = f"（另有{len(faults) - 1}处）" if len(faults) > 1 else ""
        place = f"{path}：" if path else ""
        told = dict(list(faults.items())[:_MOST_TOLD])
        super().__init__(f"{file_name}：{place}{sentence}{more}没有导入任何内容。", fields=told)


def _code_type(code: str) -> str:
    if code not in HOLDER_CODE_TYPES:
        raise ValueError("没有这种持证主体代码类型。")
    return code


Name = Annotated[str, Field(min_length=1, max_length=200)]
Credit = Annotated[str, Field(pattern=r"^[0-9A-HJ-NP-RTUW-Y]{18}$")]
TypeCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{21}$")]
HolderCodeType = Annotated[str, AfterValidator(_code_type)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Band(_Row):
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


class Validity(_Row):
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
        if kind is Kind.GRADUATED and not self._has_lengths():
            raise ValueError("分段的有效期要写 lengths，例如 6年。")
        return self

    def _has_lengths(self) -> bool:
        given = self.lengths or []
        return bool(given) and given[0] != "长期" and all(map(_GRADUATED.fullmatch, given))


class FaceField(_Row):
    """One field of the face beyond the metadata that all licences have."""

    key: str = Field(pattern=r"^KZ_[A-Z0-9]{1,30}$")
    name: Name
    type: Literal["text", "longtext", "number", "date", "enum", "list", "image"]
    mandatory: bool
    values: list[Name] | None = None

    @model_validator(mode="after")
    def _lists_its_values(self) -> Self:
        if (self.type == "enum") != bool(self.values):
            raise ValueError("enum 要列出 values，其他类型不能有 values。")
        return self


class TypeRow(_Row):
    """One licence type of the file."""

    id: str = Field(pattern=_KEY)
    name: Name
    name_en: str = ""
    category: Literal["证件", "证明", "执照", "许可", "资质", "批文"]
    type_code: TypeCode | None
    type_code_certainty: str | None = None
    sample_type_code: TypeCode | None = None
    defining_authority: Name
    defining_authority_uscc: Credit | None = None
    defining_authority_uscc_certainty: str | None = None
    issuing_authority: Name
    holder_category: Literal["自然人", "法人和其他组织", "自然人、法人和其他组织"]
    holder_code_types: list[HolderCodeType] = Field(min_length=1)
    number_rule: str
    validity: Validity
    periodic_check: bool
    paper_counterpart: bool
    default_share_type: Literal["无条件共享", "有条件共享", "不予共享"]
    fields: list[FaceField] = Field(min_length=1)
    certainty: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _names_each_field_once(self) -> Self:
        keys = [field.key for field in self.fields]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"字段 {'、'.join(twice)} 写了两次。")
        return self


class _Authority(_Row):
    name: Name
    uscc: Credit


class _File(_Row):
    version: Literal[1]
    sample_defining_authority: _Authority | None = None
    holder_code_types: dict[str, str] = {}
    licence_types: list[TypeRow] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_each_type_once(self) -> Self:
        for field in ("id", "type_code", "sample_type_code"):
            given = [value for row in self.licence_types if (value := getattr(row, field))]
            twice = sorted({value for value in given if given.count(value) > 1})
            if twice:
                raise ValueError(f"{field} {'、'.join(twice)} 出现了两次。")
        return self


def read(content: bytes, file_name: str) -> tuple[TypeRow, ...]:
    """Return the types of a file, or raise `TypesRefused` with the place of every fault."""
    values = _values(content, file_name)
    try:
        return tuple(_File.model_validate(values).licence_types)
    except ValidationError as wrong:
        faults = {
            _spell(error["loc"], values): _sentence(error)
            for error in wrong.errors(include_url=False)
        }
        raise TypesRefused(file_name, faults) from None


def _values(content: bytes, file_name: str) -> object:
    if len(content) > LARGEST:
        raise TypesRefused(file_name, {"": f"文件超过 {LARGEST // 1024 // 1024} MB。"})
    try:
        text = content.decode("utf-8-sig")
        _refuse_tricks(text, file_name)
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except UnicodeDecodeError:
        raise TypesRefused(file_name, {"": "文件不是 UTF-8 编码。"}) from None
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark
        place = "" if mark is None else f"第 {mark.line + 1} 行"
        sentence = "这里的写法读不懂，请检查缩进、冒号和引号。"
        raise TypesRefused(file_name, {place: sentence}) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        raise TypesRefused(file_name, {"": "文件里有读不懂的字符或数值。"}) from None


def _refuse_tricks(text: str, file_name: str) -> None:
    """A reference inside a referenced part could unfold to more than memory holds."""
    depth = 0
    anchored = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            anchored = anchored or (depth if event.anchor else 0)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchored = 0 if anchored == depth else anchored
            depth -= 1
        if depth > DEEPEST or (isinstance(event, yaml.AliasEvent) and anchored):
            raise TypesRefused(file_name, {f"第 {line} 行": "层次太深，或引用里又有引用。"})


def _spell(place: tuple[int | str, ...], values: object) -> str:
    """The path as people read it: `licence_types[3](residence_permit).validity.unit`."""
    spelled = ""
    here: Any = values
    for step in place:
        here = _inside(here, step)
        spelled += f"[{step}]" if isinstance(step, int) else f"{'.' if spelled else ''}{step}"
        if isinstance(step, int) and isinstance(here, dict) and isinstance(here.get("id"), str):
            spelled += f"({here['id'][:40]})"
    return spelled


def _inside(value: Any, step: int | str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _sentence(error: Any) -> str:
    if error["type"] == "value_error":
        return str(error["msg"]).removeprefix("Value error, ")
    return _SENTENCES.get(error["type"], "这个值不能用。")
