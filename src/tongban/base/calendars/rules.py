"""Counting working days; knows no database and no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class CalendarTooShort(LookupError):
    """A day was asked for that lies outside the span the calendar was read for.

    Counting on with what was not read could promise a wrong day, so it is an error.
    """


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that was announced: off, or worked although it is a weekend."""

    is_off: bool
    label: str = ""


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Announced days in a row that are alike, first and last included."""

    first: date
    last: date
    is_off: bool
    label: str


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked between `first` and `last`, both included.

    A day is worked if it was announced as worked, or if it is a Monday to Friday that was not
    announced as off.  In years outside `published` nobody has announced anything yet: they are
    counted Monday to Friday, and `guessed` names them so that people can be told.
    """

    first: date
    last: date
    special: Mapping[date, SpecialDay] = field(default_factory=lambda: MappingProxyType({}))
    published: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on that day."""
        if not self.first <= day <= self.last:
            raise CalendarTooShort(f"{day} is outside {self.first} to {self.last}")
        announced = self.special.get(day)
        if announced is not None:
            return not announced.is_off
        return day.weekday() < SATURDAY

    def add(self, start: date, n: int) -> date:
        """Return the last day of a limit of `n` working days; the day of the start is not counted.

        A limit of no days ends on the day of the start itself.
        """
        if n < 0:
            raise ValueError("a limit is not negative")
        day = start
        while n:
            day += ONE_DAY
            n -= self.is_working(day)
        return day

    def count(self, a: date, b: date) -> int:
        """Return the number of working days in (a, b]; negative when `b` comes before `a`."""
        if b < a:
            return -self.count(b, a)
        days = ((a + timedelta(days=i)) for i in range(1, (b - a).days + 1))
        return sum(self.is_working(day) for day in days)

    def next_working(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self.add(day, 1)

    def working_from(self, day: date) -> date:
        """Return `day` itself if it is worked, else the first working day after it."""
        return day if self.is_working(day) else self.next_working(day)

    @property
    def closed(self) -> frozenset[date]:
        """Every day of the span on which no office works."""
        days = (self.first + timedelta(days=i) for i in range((self.last - self.first).days + 1))
        return frozenset(day for day in days if not self.is_working(day))

    @property
    def unpublished(self) -> tuple[int, ...]:
        """The years of the whole span that had to be guessed."""
        return self.guessed(self.first, self.last)

    def guessed(self, a: date, b: date) -> tuple[int, ...]:
        """Return the years between two days whose schedule nobody has published yet."""
        return tuple(year for year in range(a.year, b.year + 1) if year not in self.published)

    def announced(self, a: date, b: date) -> tuple[DaySpan, ...]:
        """Return what was announced for (a, b], neighbouring days of one kind put together."""
        spans: list[DaySpan] = []
        for day in sorted(day for day in self.special if a < day <= b):
            kind = self.special[day]
            before = spans[-1] if spans else None
            if before and (before.is_off, before.label, before.last + ONE_DAY) == (
                kind.is_off,
                kind.label,
                day,
            ):
                spans[-1] = DaySpan(before.first, day, before.is_off, before.label)
            else:
                spans.append(DaySpan(day, day, kind.is_off, kind.label))
        return tuple(spans)


def guess_sentence(year: int) -> str:
    """Return the sentence that tells people a year had to be guessed."""
    return f"{year}年放假安排尚未公布，暂按周一至周五计算"
