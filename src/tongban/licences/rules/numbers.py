"""The number on the face of a licence (证照编号): patterns by type, and how they are filled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from datetime import date

LONGEST = 128
DEFAULT = "{region}{year}{serial:6}"
HOLDER = "{holder}"
# Patterns of types whose rule is known well enough; all others take DEFAULT.  A choice like
# {KZ_ZTYT?…} writes the place of the face's value in the list that follows, from 1 on.
PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "resident_id": HOLDER,
        "driving_licence": HOLDER,
        "farm_vehicle_licence": HOLDER,
        "social_security_card": HOLDER,
        "business_licence": HOLDER,
        "private_non_enterprise": HOLDER,
        "social_group": HOLDER,
        "public_institution": HOLDER,
        "law_firm_licence": HOLDER,
        "special_operation_certificate": "T{holder}",
        "marriage_certificate": "J{region}-{year}-{serial:6}",
        "divorce_certificate": "L{region}-{year}-{serial:6}",
        "food_business_licence": (
            "JY{KZ_ZTYT?食品销售经营者|餐饮服务经营者|集中用餐单位食堂}{region}{serial:6}{check}"
        ),
        "employment_record": "{region}{year:2}{serial:8}",
        "tobacco_retail_licence": "{region}{serial:6}",
        "construction_land_planning": "地字第{region}{year}{serial:5}号",
        "construction_works_planning": "建字第{region}{year}{serial:5}号",
    }
)
_PART = re.compile(r"\{(?P<name>[A-Za-z_]+)(?:\?(?P<choices>[^}]*)|:(?P<width>\d+))?\}")
_TEN = 10


class NumberInvalid(Invalid):
    """The number of the licence cannot be formed, or is no number."""

    code = "licences.number_invalid"


@dataclass(frozen=True, slots=True)
class Source:
    """What a number may be made of."""

    serial: int
    issued_on: date
    region: str
    holder_number: str
    face: Mapping[str, str]


def pattern_for(type_key: str) -> str:
    """The pattern of a type."""
    return PATTERNS.get(type_key, DEFAULT)


def is_yearly(pattern: str) -> bool:
    """Whether the series may begin anew each year, because the number names the year."""
    return "{year" in pattern


def form(pattern: str, source: Source) -> str:
    """Return the number; `{check}` is the digit of MOD 11,10 over the digits before it."""
    made = ""
    at = 0
    for part in _PART.finditer(pattern):
        made += pattern[at : part.start()]
        made += _part(part, made, source)
        at = part.end()
    return made + pattern[at:]


def _part(part: re.Match[str], before: str, source: Source) -> str:
    width = int(part["width"] or 0)
    match part["name"]:
        case "region":
            return source.region[:6]
        case "year":
            return str(source.issued_on.year)[-width or None :]
        case "serial":
            return str(source.serial).zfill(width)
        case "holder":
            return source.holder_number
        case "check":
            return check_digit(re.sub(r"\D", "", before))
        case field:
            return _choice(field, (part["choices"] or "").split("|"), source)


def _choice(field: str, choices: list[str], source: Source) -> str:
    value = source.face.get(field, "")
    if value not in choices:
        raise NumberInvalid(fields={field: "编号要用到这一项，请从列出的内容中选择。"})
    return str(choices.index(value) + 1)


def check_digit(digits: str) -> str:
    """The check digit of ISO 7064 MOD 11,10 (GB/T 17710), as on food licences."""
    product = _TEN
    for digit in digits:
        product = 2 * ((product + int(digit)) % _TEN or _TEN) % (_TEN + 1)
    return str((_TEN + 1 - product) % _TEN)


def normalised(number: str) -> str:
    """The number as it is compared: half width, capitals, no blanks."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def checked(number: str) -> str:
    """A number that an office gives itself, or `NumberInvalid`."""
    text = number.strip()
    if not 0 < len(normalised(text)) <= LONGEST or not text.isprintable():
        raise NumberInvalid(fields={"number": f"请填写证照编号，不超过{LONGEST}个字符。"})
    return text
