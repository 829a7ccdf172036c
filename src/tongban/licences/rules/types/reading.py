"""The file of licence types: read, judged, and all of it taken or nothing."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from tongban.base.errors import Invalid
from tongban.licences.rules.types.parts import (
    CATEGORIES,
    HOLDER_CATEGORIES,
    SHARE_TYPES,
    Credit,
    FaceField,
    HolderCodeType,
    Name,
    Row,
    TypeCode,
    Validity,
    one_of,
    sentence_of,
    twice,
)

LARGEST = 8 * 1024 * 1024
DEEPEST = 12
_MOST_TOLD = 20
KEY = r"^[a-z][a-z0-9_]{0,39}$"


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


class TypeRow(Row):
    """One licence type of the file."""

    id: str = Field(pattern=KEY)
    name: Name
    name_en: str = ""
    category: Annotated[str, one_of(CATEGORIES)]
    type_code: TypeCode | None
    type_code_certainty: str | None = None
    sample_type_code: TypeCode | None = None
    defining_authority: Name
    defining_authority_uscc: Credit | None = None
    defining_authority_uscc_certainty: str | None = None
    issuing_authority: Name
    holder_category: Annotated[str, one_of(HOLDER_CATEGORIES)]
    holder_code_types: list[HolderCodeType] = Field(min_length=1)
    number_rule: str
    validity: Validity
    periodic_check: bool
    paper_counterpart: bool
    default_share_type: Annotated[str, one_of(SHARE_TYPES)]
    fields: list[FaceField] = Field(min_length=1)
    certainty: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _names_each_field_once(self) -> Self:
        if again := twice(field.key for field in self.fields):
            raise ValueError(f"字段 {'、'.join(again)} 写了两次。")
        return self


class _Authority(Row):
    name: Name
    uscc: Credit


class _File(Row):
    version: Literal[1]
    sample_defining_authority: _Authority | None = None
    holder_code_types: dict[str, str] = {}
    licence_types: list[TypeRow] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_each_type_once(self) -> Self:
        for field in ("id", "type_code", "sample_type_code"):
            given = (value for row in self.licence_types if (value := getattr(row, field)))
            if again := twice(given):
                raise ValueError(f"{field} {'、'.join(again)} 出现了两次。")
        return self


def read(content: bytes, file_name: str) -> tuple[TypeRow, ...]:
    """Return the types of a file, or raise `TypesRefused` with the place of every fault."""
    values = _values(content, file_name)
    try:
        return tuple(_File.model_validate(values).licence_types)
    except ValidationError as wrong:
        faults = {
            _spell(error["loc"], values): sentence_of(error)
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
