"""The law of the clock once more, written from the text of the law and without looking at the code.

Slow and simple: one walk from day to day.  A day is (date, worked, held).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pause:
    """The clock stands still on the days after `begun` up to `ended`; None while it lasts."""

    begun: date
    ended: date | None = None

    def covers(self, day: date) -> bool:
        return day > self.begun and (self.ended is None or day <= self.ended)


def last_day(
    accepted: date,
    number: int,
    pauses: Sequence[Pause],
    works: Callable[[date], bool],
    *,
    working_days: bool = True,
    extended: int = 0,
) -> date | None:
    """The last day of a limit; None when it cannot be known, because a pause is still open."""
    day: date | None = _walk(accepted, number, pauses, works if working_days else _every_day)
    if not working_days and day is not None:
        moved = _walk(day - DAY, 1, pauses, works)
        day = moved if number else day
    return _walk(day, extended, pauses, works) if day is not None else None


def _walk(
    day: date, number: int, pauses: Sequence[Pause], counts: Callable[[date], bool]
) -> date | None:
    """The day on which so many days that count have passed; None when one never comes."""
    while number:
        day += DAY
        if _never_ends(pauses, day):
            return None
        if counts(day) and not any(pause.covers(day) for pause in pauses):
            number -= 1
    return day


def _every_day(_: date) -> bool:
    return True


def _never_ends(pauses: Sequence[Pause], day: date) -> bool:
    return any(pause.ended is None and pause.covers(day) for pause in pauses)
