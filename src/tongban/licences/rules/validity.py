"""How long a licence lives, by the rule of its type."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

_LAST_YEAR = 9999
_MONTHS = 12
Unit = Literal["年", "月", "日"]


class Kind(StrEnum):
    """The kinds of validity that types have."""

    LONG_TERM = "long_term"
    FIXED = "fixed"
    BY_AGE = "by_age"
    GRADUATED = "graduated"
    PER_DOCUMENT = "per_document"
    ONE_OFF = "one_off"


class ValidityUnfit(Invalid):
    """The dates do not fit each other or the rule of the type."""

    code = "licences.validity_unfit"


@dataclass(frozen=True, slots=True)
class Length:
    """A span of validity; none at all is long term (长期)."""

    value: int
    unit: Unit = "年"


def last_day(
    rule: Mapping[str, Any], valid_from: date, *, until: date | None, born_on: date | None
) -> date | None:
    """Return the last day of validity, or None for a licence without one.

    A day that the caller gives stands, unless it lies before the first day or beyond what a fixed
    term allows (`ValidityUnfit`).  The first of a graduated series is taken: later ones are
    renewals that name their day.
    """
    longest = _by_rule(rule, valid_from, born_on)
    if until is None:
        return longest
    if until < valid_from:
        raise ValidityUnfit(fields={"valid_until": "截止日期不能早于起始日期。"})
    if rule["kind"] == Kind.FIXED and longest is not None and until > longest:
        sentence = f"这类证照最长到{longest:%Y-%m-%d}。"
        raise ValidityUnfit(fields={"valid_until": sentence})
    return until


def _by_rule(rule: Mapping[str, Any], start: date, born_on: date | None) -> date | None:
    match Kind(rule["kind"]):
        case Kind.FIXED:
            # 2026-03-13 for five years ends with 2031-03-12: the day itself begins the next term.
            return after(start, Length(rule["length"], rule["unit"])) - timedelta(days=1)
        case Kind.GRADUATED:
            return after(start, Length(int(rule["lengths"][0].rstrip("年")))) - timedelta(days=1)
        case Kind.BY_AGE:
            return _by_age(rule, start, born_on)
        case Kind.LONG_TERM | Kind.PER_DOCUMENT | Kind.ONE_OFF:
            return None


def _by_age(rule: Mapping[str, Any], start: date, born_on: date | None) -> date | None:
    """Identity cards name the same day again (2010.05.05-2020.05.05), other than licences."""
    if born_on is None or born_on > start:
        raise ValidityUnfit(fields={"valid_from": "要有持证人的出生日期才能算出有效期。"})
    age = age_on(start, born_on)
    for band in rule["bands"]:
        top = band.get("age_to")
        if band["age_from"] <= age and (top is None or age <= top):
            if band.get("kind") == Kind.LONG_TERM:
                return None
            return after(start, Length(band["length"], band["unit"]))
    raise ValidityUnfit(fields={"valid_from": "这个年龄没有对应的有效期。"})


def age_on(day: date, born_on: date) -> int:
    """Full years of age; who was born on 29 February is a year older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def after(start: date, length: Length) -> date:
    """The day `length` later; a day that the month lacks becomes its last one."""
    if length.unit == "日":
        return start + timedelta(days=length.value)
    months = length.value * (_MONTHS if length.unit == "年" else 1)
    count = start.year * _MONTHS + start.month - 1 + months
    year, month = divmod(count, _MONTHS)
    if year > _LAST_YEAR:
        raise ValidityUnfit(fields={"valid_from": "日期太晚。"})
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day)
