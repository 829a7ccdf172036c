"""What stands on the face of a licence (照面): fields of the type, known values, checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from tongban.base.errors import Invalid
from tongban.licences.rules import masks

_LONGEST: Mapping[str, int] = MappingProxyType(
    {
        "text": 200,
        "number": 40,
        "date": 10,
        "enum": 200,
        "longtext": 4000,
        "list": 4000,
        "image": 64,
    }
)
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)
_PICTURE = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MOST_ROWS = 50


class FieldKind(StrEnum):
    """The kinds of fields on faces."""

    TEXT = "text"
    LONGTEXT = "longtext"
    NUMBER = "number"
    DATE = "date"
    ENUM = "enum"
    LIST = "list"
    IMAGE = "image"


class FaceInvalid(Invalid):
    """The values do not fit the face of the type; `fields` names each wrong one."""

    code = "licences.face_invalid"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a face; `key` is its short name (KZ_…).

    The rest are rules of its kind: the longest text and its pattern (`masks`), the least and the
    most of a number, the first and the last day, the most rows of a list.
    """

    key: str
    name: str
    kind: FieldKind
    mandatory: bool
    values: tuple[str, ...] = ()
    longest: int | None = None
    pattern: str = ""
    least: str = ""
    most: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the office need not type again, because holder and issue say it."""

    holder_name: str = ""
    holder_number: str = ""
    number_type: str = ""
    sex: str = ""
    born_on: date | None = None
    address: str = ""
    issuer_name: str = ""
    number: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


# Names of fields that mean the same wherever they stand, by the fact that answers them.
_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "holder_name": (
            "姓名、名称、持证人、经营者名称、生产者名称、单位名称、企业名称、企业(字号)名称、机构名称、"
            "业户名称、权利人、权利人(申请人)、所有人、机动车所有人、诊疗机构名称、取水权人名称、纳税人名称、"
            "信用主体名称、使用单位名称、建设单位、采伐单位(个人)、建设单位(个人)、用地单位"
        ),
        "holder_number": "证件号码、有效身份证件号码、身份证件号码、纳税人识别号",
        "citizen_number": "公民身份号码、身份证号码、社会保障号码",
        "credit_code": "统一社会信用代码",
        "sex": "性别",
        "born": "出生日期",
        "born_in": "出生年月",
        "address": "住址、家庭住址",
        "issuer_name": "签发机关、登记机关、发证机关、认定机构、主管机关、批准用地机关",
        "number": (
            "证号、执业证号、结婚证字号、离婚证字号、登记号、报告编号、不动产权证号、不动产登记证明号"
        ),
        "issued": "签发日期、发证日期、发卡日期、登记日期",
        "valid_until": "签注有效期",
    }
)
_FACT_OF = {name: fact for fact, names in _MEANINGS.items() for name in names.split("、")}


def fields_of(definition: Sequence[Mapping[str, Any]]) -> tuple[Field, ...]:
    """The fields of a type as it was loaded."""
    return tuple(
        Field(
            row["key"],
            row["name"],
            FieldKind(row["type"]),
            row["mandatory"],
            tuple(row.get("values") or ()),
            row.get("longest"),
            row.get("pattern") or "",
            row.get("least") or "",
            row.get("most") or "",
            row.get("hint") or "",
        )
        for row in definition
    )


def filled(fields: Sequence[Field], face: Mapping[str, str], known: Known) -> dict[str, str]:
    """Return the face with what is known put where nothing was given."""
    whole = {key: value.strip() for key, value in face.items() if value.strip()}
    for field in fields:
        if field.key not in whole and (value := _known_value(field, known)):
            whole[field.key] = value
    return whole


def meaning(name: str) -> str:
    """The fact that fields of this name state on every face, or ""."""
    return _FACT_OF.get(name, "")


def _known_value(field: Field, known: Known) -> str:
    value = _facts(known).get(meaning(field.name), "")
    return value if not field.values or value in field.values else ""


def _facts(known: Known) -> dict[str, str]:
    born = known.born_on
    return {
        "holder_name": known.holder_name,
        "holder_number": known.holder_number,
        "citizen_number": known.holder_number if known.number_type == "111" else "",
        "credit_code": known.holder_number if known.number_type == "001" else "",
        "sex": known.sex,
        "born": born.isoformat() if born else "",
        "born_in": f"{born.year}年{born.month}月" if born else "",
        "address": known.address,
        "issuer_name": known.issuer_name,
        "number": known.number,
        "issued": known.issued_on.isoformat() if known.issued_on else "",
        "valid_until": known.valid_until.isoformat() if known.valid_until else "",
    }


def displayed(field: Field, value: str) -> str:
    """The value as people read it: days in words, everything else as it is."""
    if field.kind is not FieldKind.DATE:
        return value
    day = date.fromisoformat(value)
    return f"{day.year}年{day.month}月{day.day}日"


def check(fields: Sequence[Field], face: Mapping[str, str]) -> None:
    """Raise `FaceInvalid` unless the face has every mandatory field and nothing unfit.

    Pictures are never missing: portrait frames stay empty where no picture was given, and the
    code on the face is made by the platform.
    """
    by_key = {field.key: field for field in fields}
    wrong = {key: "这类证照没有这一项。" for key in face if key not in by_key}
    for field in fields:
        value = face.get(field.key, "")
        sentence = _wrong(field, value) if value else _missing(field)
        if sentence:
            wrong[field.key] = f"{field.name}：{sentence}"
    if wrong:
        raise FaceInvalid(fields=wrong)


def _missing(field: Field) -> str:
    return "请填写。" if field.mandatory and field.kind is not FieldKind.IMAGE else ""


def _wrong(field: Field, value: str) -> str:
    longest = longest_of(field)
    if len(value) > longest:
        return f"最多{longest}个字。"
    fits, sentence = _TESTS[field.kind]
    if not fits(field, value):
        return sentence or f"请从{'、'.join(field.values)}中选择。"
    return _beyond(field, value)


def longest_of(field: Field) -> int:
    """The most characters that the field takes; for lists the most rows go by the field."""
    own = field.longest if field.kind is not FieldKind.LIST else None
    return min(own or _LONGEST[field.kind], _LONGEST[field.kind])


def _beyond(field: Field, value: str) -> str:
    """The sentence for a value that breaks the rules of its own field."""
    if field.kind is FieldKind.TEXT and field.pattern and not masks.fits(field.pattern, value):
        return f"格式不对，应当是{masks.in_words(field.pattern)}。"
    if field.kind is FieldKind.LIST and field.longest and len(value.splitlines()) > field.longest:
        return f"最多{field.longest}行。"
    if field.kind is FieldKind.NUMBER:
        return _outside(field, Decimal(value), Decimal, ("不能小于", "不能大于"))
    if field.kind is FieldKind.DATE:
        return _outside(field, value, str, ("不能早于", "不能晚于"))
    return ""


def _outside(field: Field, value: Any, read: Callable[[str], Any], words: tuple[str, str]) -> str:
    if field.least and value < read(field.least):
        return f"{words[0]}{field.least}。"
    if field.most and value > read(field.most):
        return f"{words[1]}{field.most}。"
    return ""


def is_number(value: str) -> bool:
    """Whether the value is a number as faces take it."""
    return bool(_NUMBER.fullmatch(value))


def is_date(value: str) -> bool:
    """Whether the value is a day, written 2026-03-13."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_TESTS: Mapping[FieldKind, tuple[Callable[[Field, str], bool], str]] = MappingProxyType(
    {
        FieldKind.TEXT: (lambda _, value: value.isprintable(), "不能有换行或看不见的字符。"),
        FieldKind.LONGTEXT: (lambda _, value: "\0" not in value, "有不能用的字符。"),
        FieldKind.NUMBER: (lambda _, value: is_number(value), "请填写数字。"),
        FieldKind.DATE: (lambda _, value: is_date(value), "请按 2026-03-13 的样子填写日期。"),
        FieldKind.ENUM: (lambda field, value: value in field.values, ""),
        FieldKind.LIST: (lambda _, v: len(v.splitlines()) <= _MOST_ROWS, f"最多{_MOST_ROWS}行。"),
        FieldKind.IMAGE: (lambda _, value: bool(_PICTURE.fullmatch(value)), "请先上传图片。"),
    }
)
