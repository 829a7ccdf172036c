"""What holds the clock of a case, and what only looks as if it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.base.calendars.rules import WorkCalendar


class StopKind(StrEnum):
    """Kinds that statistics keep apart."""

    CORRECTION = "correction"
    SPECIAL = "special"
    HOLD = "hold"
    REFERRED = "referred"


NAMES = {
    StopKind.CORRECTION: "补正",
    StopKind.SPECIAL: "特别程序",
    StopKind.HOLD: "挂起",
    StopKind.REFERRED: "转报",
}

# 行政许可法 第四十五条.  A site check (现场核查) or a public notice (公示) is not in it: such a
# stop holds the clock only where a catalogue says so and names its legal basis.
ARTICLE_45 = frozenset({"听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"})


@dataclass(frozen=True, slots=True)
class Stop:
    """A span in which the clock may be held: the days in (`from_on`, `until_on`].

    `until_on` is None while it lasts.  `name` is what people read, for example 专家评审.
    `holds` is False for a procedure that lacks legal cover: it is shown, the clock runs on.
    `capped_on` is the last day of its own limit, where the rule of the procedure lets the clock
    of the case run on after it though the procedure lasts.
    """

    kind: StopKind
    from_on: date
    until_on: date | None = None
    name: str = ""
    holds: bool = True
    legal_basis: str = ""
    capped_on: date | None = None

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError("a stop does not end before it begins")

    @property
    def title(self) -> str:
        """What people read."""
        return self.name or NAMES[self.kind]

    def covers(self, day: date) -> bool:
        """Tell whether the day lies in the span, whether or not the clock is held."""
        return self.from_on < day and (self.until_on is None or day <= self.until_on)

    @property
    def held_until(self) -> date | None:
        """The last day on which it may hold the clock; None while nobody knows."""
        known = [day for day in (self.until_on, self.capped_on) if day is not None]
        return min(known, default=None)

    def holds_on(self, day: date) -> bool:
        """Tell whether the clock stands still on that day because of it."""
        return self.holds and self.covers(day) and not self._is_capped(day)

    def _is_capped(self, day: date) -> bool:
        return self.capped_on is not None and day > self.capped_on


def is_held(stops: tuple[Stop, ...], day: date) -> bool:
    """Tell whether the clock is held on that day by any stop."""
    return any(stop.holds_on(day) for stop in stops)


def held_days(stops: tuple[Stop, ...], a: date, b: date, *, calendar: WorkCalendar) -> int:
    """Return the working days in (a, b] on which the clock is held; no day counts twice."""
    return sum(calendar.is_working(day) for day in held_dates(stops, a, b))


def held_dates(stops: tuple[Stop, ...], a: date, b: date) -> tuple[date, ...]:
    """Return the days in (a, b] on which the clock is held."""
    days = (a + timedelta(days=i) for i in range(1, (b - a).days + 1))
    return tuple(day for day in days if is_held(stops, day))


def stops_clock(name: str, legal_basis: str = "") -> bool:
    """Tell whether a special procedure of that name holds the clock.

    Article 45 covers it, or the catalogue names another legal basis.
    """
    return name in ARTICLE_45 or bool(legal_basis.strip())
