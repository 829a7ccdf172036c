"""Metadata of a licence by the short names of GB/T 36903, and the form that is signed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.licences.rules.identifiers import Identifier

Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value] | None"
Metadata: TypeAlias = "dict[str, Value]"

LONG_TERM = "长期"
SEVERAL = "^"
"""Between the values of an item that has several, in documents (as published files have it)."""
STATUS_LIST = "ZZZTQD"
STATUS_PLACE = "ZTLBWZ"
"""证照状态清单、状态列表位置: our own items of documents, where the status is read."""
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "ZZLXMC": "证照类型名称",
        "ZZLXDM": "证照类型代码",
        "ZZMC": "证照名称",
        "ZZBH": "证照编号",
        "ZZBS": "证照标识",
        "ZZBBH": "证照版本号",
        "ZZBFJG": "证照颁发机构",
        "ZZBFJGDM": "证照颁发机构代码",
        "ZZBFRQ": "证照颁发日期",
        "ZZYXQQSRQ": "证照有效期起始日期",
        "ZZYXQJZRQ": "证照有效期截止日期",
        "ZZSSDQBM": "证照所属地区编码",
        "CZZT": "持证主体",
        "CZZTDM": "持证主体代码",
        "CZZTDMLX": "持证主体代码类型",
        "CZZTDMLXDM": "持证主体代码类型代码",
        "ZZDYJG": "证照定义机构",
        "ZZDYJGDM": "证照定义机构代码",
        "GLZZBS": "关联证照标识",
        "ZZBGSJ": "证照变更时间",
        "ZZBGYY": "证照变更原因",
    }
)
EXTENSION = "KZ_"
# What names a person or describes him is kept apart, sealed; the rest may lie in clear.
PERSONAL = frozenset({"ZZBH", "CZZT", "CZZTDM", "ZZBGYY"})
HOLDER_CODE_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "001": "统一社会信用代码",
        "099": "其他法人或其他组织有效证件代码",
        "111": "公民身份号码",
        "114": "中国人民解放军军官证编号",
        "115": "中国人民武装警察部队警官证编号",
        "118": "中国人民解放军士兵证编号",
        "119": "中国人民武装警察部队士兵证编号",
        "120": "中国人民解放军文职人员证编号",
        "122": "中国人民武装警察部队文职人员证编号",
        "411": "外交护照护照号",
        "412": "公务护照护照号",
        "413": "公务普通护照护照号",
        "414": "普通护照护照号",
        "511": "台湾居民来往大陆通行证号码",
        "516": "港澳居民来往内地通行证号码",
        "999": "其他自然人有效证件代码",
    }
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_PLAIN = frozenset({str, int, bool, type(None)})
LEGAL_CODE_TYPES = frozenset({"001", "099"})


@dataclass(frozen=True, slots=True)
class Holder:
    """One holder (持证主体) as the licence names him."""

    name: str
    number: str
    number_type: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the metadata say about one licence.

    `change` is there for a version that takes another's place: which, when and why.
    """

    identifier: Identifier
    type_name: str
    title: str
    number: str
    issuer_name: str
    issued_on: date
    valid_from: date
    valid_until: date | None
    region: str
    holders: tuple[Holder, ...]
    defining_authority: str
    defining_authority_code: str
    face: Mapping[str, str]
    change: Mapping[str, str] = field(default_factory=dict)


def change(*, replaces: str, at: datetime, reason: str) -> dict[str, str]:
    """What a new version says of the one whose place it takes (关联证照)."""
    return {"GLZZBS": replaces, "ZZBGSJ": at.isoformat(timespec="seconds"), "ZZBGYY": reason}


def describe(facts: Facts) -> Metadata:
    """Return the metadata by their short names; several holders stay in their order."""
    return {
        "ZZLXMC": facts.type_name,
        "ZZLXDM": facts.identifier.type_code,
        "ZZMC": facts.title,
        "ZZBH": facts.number,
        "ZZBS": str(facts.identifier),
        "ZZBBH": f"{facts.identifier.version:03d}",
        "ZZBFJG": facts.issuer_name,
        "ZZBFJGDM": facts.identifier.issuer_code,
        "ZZBFRQ": facts.issued_on.isoformat(),
        "ZZYXQQSRQ": facts.valid_from.isoformat(),
        "ZZYXQJZRQ": facts.valid_until.isoformat() if facts.valid_until else LONG_TERM,
        "ZZSSDQBM": facts.region,
        "CZZT": [holder.name for holder in facts.holders],
        "CZZTDM": [holder.number for holder in facts.holders],
        "CZZTDMLX": [HOLDER_CODE_TYPES.get(h.number_type, "") for h in facts.holders],
        "CZZTDMLXDM": [holder.number_type for holder in facts.holders],
        "ZZDYJG": facts.defining_authority,
        "ZZDYJGDM": facts.defining_authority_code,
        **facts.change,
        **facts.face,
    }


def split(whole: Mapping[str, Value]) -> tuple[Metadata, Metadata]:
    """Return what may lie in clear, and what must be sealed; together they are the whole."""
    personal = {k: v for k, v in whole.items() if k in PERSONAL or k.startswith(EXTENSION)}
    return {k: v for k, v in whole.items() if k not in personal}, personal


def custom(whole: Mapping[str, Value]) -> dict[str, str]:
    """The metadata as custom data of a document: text by short name, several joined by `^`."""
    return {
        key: SEVERAL.join(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in whole.items()
        if value not in (None, "", [])
    }


def canonical(values: Mapping[str, Value]) -> bytes:
    """Return the one form in bytes that is signed: JSON, sorted keys, no blanks, UTF-8.

    Fractions are refused (`TypeError`): two programs may print the same one differently.
    """
    _refuse_unfit(values)
    return _ENCODER.encode(values).encode("utf-8")


def _refuse_unfit(value: object) -> None:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("a key in signed metadata is text")
        inner: Iterable[object] = value.values()
    elif isinstance(value, list | tuple):
        inner = value
    elif value is None or isinstance(value, str | int):
        return
    else:
        raise TypeError(f"signed metadata cannot hold a {type(value).__name__}")
    for each in inner:
        if type(each) not in _PLAIN:
            _refuse_unfit(each)
