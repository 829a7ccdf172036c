"""Formats of single values: numbers with check digits, dates that may not be in the future."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from jsonschema import FormatChecker
from stdnum.cn import ric, uscc

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLE_DIVISION = "99"
_SAMPLE_PHONE = re.compile(r"(100[0-9]{8}|000-[0-9]{8})\Z", re.ASCII)
_CITIZEN = re.compile(r"[0-9]{17}[0-9Xx]\Z", re.ASCII)
_USCC = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}\Z", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
_EARLIEST = date(1850, 1, 1)
_LATEST = date(2200, 1, 1)

_PATTERNS: dict[str, re.Pattern[str]] = {
    "month": re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])\Z", re.ASCII),
    "time": re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z", re.ASCII),
    "mobile": re.compile(r"1[3-9][0-9]{9}\Z", re.ASCII),
    "phone": re.compile(r"(0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?|1[3-9][0-9]{9})\Z", re.ASCII),
    "email": re.compile(r"[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}\Z"),
    "bank-account": re.compile(r"[0-9]{12,30}\Z", re.ASCII),
    "plate": re.compile(r"[\u4e00-\u9fff][A-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]\Z"),
    "vin": re.compile(r"[A-HJ-NPR-Z0-9]{17}\Z", re.ASCII),
}


def is_citizen_number(value: str, *, today: date, sample_allowed: bool) -> bool:
    """Whether it is a citizen number (GB 11643) of somebody who is already born.

    Numbers of the division 99, which does not exist, belong to sample people.
    """
    if not _CITIZEN.match(value):
        return False
    number = value.upper()
    if number[-1] != ric.calc_check_digit(number):
        return False
    if number.startswith(SAMPLE_DIVISION) and not sample_allowed:
        return False
    born = read_date(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    return born is not None and born <= today


def is_credit_code(value: str, *, sample_allowed: bool) -> bool:
    """Whether it is a unified social credit code (GB 32100)."""
    code = value.upper()
    if not _USCC.match(code) or code[-1] != uscc.calc_check_digit(code):
        return False
    return sample_allowed or code[2:4] != SAMPLE_DIVISION


def read_date(value: str) -> date | None:
    """The day that is written, if there is such a day within living memory or planning."""
    if not _DATE.match(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if _EARLIEST <= day < _LATEST else None


def is_clean(value: str, *, lines: bool) -> bool:
    """Whether the text holds no control or broken characters; `lines` allows more than one line."""
    allowed = "\n\r\t" if lines else ""
    return all(c in allowed or unicodedata.category(c) not in {"Cc", "Cs", "Co"} for c in value)


def checker(*, today: date, sample_allowed: bool) -> FormatChecker:
    """The formats as they stand today."""
    made = FormatChecker(formats=())
    simple: dict[str, Callable[[str], bool]] = {
        "date": lambda value: read_date(value) is not None,
        "past-date": lambda value: (day := read_date(value)) is not None and day <= today,
        "future-date": lambda value: (day := read_date(value)) is not None and day >= today,
        "citizen-number": lambda value: is_citizen_number(
            value, today=today, sample_allowed=sample_allowed
        ),
        "uscc": lambda value: is_credit_code(value, sample_allowed=sample_allowed),
        "line": lambda value: is_clean(value, lines=False),
        "text": lambda value: is_clean(value, lines=True),
    }
    for name, pattern in _PATTERNS.items():
        simple[name] = _matching(pattern)
    if sample_allowed:
        for name in ("mobile", "phone"):
            simple[name] = _matching(_PATTERNS[name], _SAMPLE_PHONE)
    for name, check in simple.items():
        made.checkers[name] = (_on_text(check), ())
    return made


def _matching(*patterns: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: any(pattern.match(value) for pattern in patterns)


def _on_text(check: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or check(value)
