"""Numbers of cases and documents: built, taken apart and checked; series are `base.numbering`.

The case number (办件编号) is what people read over the telephone, so it has digits only:

    230102 261121 000042 07
    region date   serial check

The two check digits are ISO 7064 MOD 97-10 (GB/T 17710): the whole number leaves 1 when divided by
97.  Every single wrong digit and every swap of two neighbours is caught, and 96 of 97 other slips.
A serial above 999,999 makes the number longer, it never repeats one.

The exchange number (project_no) is implementation code 31 + YYYYMMDD + serial of at least four
digits, as in the provincial sets; above 9,999 cases a day it grows, up to the 50 places it has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tongban.base.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

SERIAL_WIDTH = 6
PROJECT_SERIAL_WIDTH = 4
MODULUS = 97

CASE = re.compile(r"(?P<region>\d{6})(?P<day>\d{6})(?P<serial>0\d{5}|[1-9]\d{5,9})\d{2}", re.ASCII)
PROJECT = re.compile(
    r"(?P<code>[0-9A-Z]{31})(?P<day>\d{8})(?P<serial>0\d{3}|[1-9]\d{3,10})", re.ASCII
)
DOCUMENT = re.compile(
    r"(?P<title>[^\s〔〕0-9]+)〔(?P<year>[0-9]{4})〕(?P<serial>[1-9][0-9]*)号", re.ASCII
)


class NumberInvalid(Refusal):
    """What was given is not a number of this kind, or was mistyped."""

    code = "cases.number_invalid"
    status = 422
    sentence = "编号不正确，请核对后重新输入。"


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """The number that people use for a case."""

    region: str
    day: date
    serial: int

    def __str__(self) -> str:
        body = f"{self.region}{self.day:%y%m%d}{self.serial:0{SERIAL_WIDTH}d}"
        return body + _check_digits(body)


@dataclass(frozen=True, slots=True)
class ProjectNumber:
    """The number under which a case is exchanged with other platforms."""

    implement_code: str
    day: date
    serial: int

    def __str__(self) -> str:
        return f"{self.implement_code}{self.day:%Y%m%d}{self.serial:0{PROJECT_SERIAL_WIDTH}d}"


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """文号: office short name and kind, year, serial, as in 道里市监许受〔2026〕12号."""

    title: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.title}〔{self.year}〕{self.serial}号"


def case_number(region: str, day: date, serial: int) -> str:
    """Return the number of a case; the serial comes from the series of region and day."""
    return _sound(str(CaseNumber(region, day, serial)), parse_case_number)


def parse_case_number(text: str) -> CaseNumber:
    """Take a case number apart; blanks and hyphens between digits do not matter.

    Raises `NumberInvalid`; a mistyped digit and two swapped neighbours never pass.
    """
    text = re.sub(r"[\s-]", "", text)
    found = CASE.fullmatch(text)
    if found is None or text[-2:] != _check_digits(text[:-2]):
        raise NumberInvalid
    return CaseNumber(found["region"], _day("20" + found["day"]), int(found["serial"]))


def project_number(implement_code: str, day: date, serial: int) -> str:
    """Return the exchange number; the serial comes from the series of item and day."""
    return _sound(str(ProjectNumber(implement_code, day, serial)), parse_project_number)


def parse_project_number(text: str) -> ProjectNumber:
    """Take an exchange number apart; it has no check digit, so only its shape is checked."""
    found = PROJECT.fullmatch(text)
    if found is None:
        raise NumberInvalid
    return ProjectNumber(found["code"], _day(found["day"]), int(found["serial"]))


def document_number(office: str, kind: str, year: int, serial: int) -> str:
    """Return the number of a document: office short name + kind + 〔year〕 + serial + 号."""
    return _sound(str(DocumentNumber(office + kind, year, serial)), parse_document_number)


def parse_document_number(text: str) -> DocumentNumber:
    """Take the number of a document apart."""
    found = DOCUMENT.fullmatch(text)
    if found is None:
        raise NumberInvalid
    return DocumentNumber(found["title"], int(found["year"]), int(found["serial"]))


def _check_digits(body: str) -> str:
    return f"{MODULUS + 1 - int(body + '00') % MODULUS:02d}"


def _day(digits: str) -> date:
    try:
        return date(int(digits[:-4]), int(digits[-4:-2]), int(digits[-2:]))
    except ValueError as wrong:
        raise NumberInvalid from wrong


def _sound(text: str, parse: Callable[[str], object]) -> str:
    """Return a number that can be read back, or raise `ValueError` if its parts are wrong."""
    try:
        parse(text)
    except NumberInvalid as wrong:
        raise ValueError(f"{text!r} cannot be read back") from wrong
    return text
