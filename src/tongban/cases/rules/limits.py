"""When a time limit ends, and the derivation that explains it line by line.

Four units are known.
工作日: working days, the limits of the 行政许可法 (第八十二条).
日 and 月: calendar days and months, as other laws write them.  A last day on which offices are
closed moves to the next working day (民法典 第二百零三条; from knowledge, so `Policy` can switch it
off).
小时: hours inside office hours; that is our assumption, so `Policy` holds the hours.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING

from tongban.cases.rules.derivations import Derivation, Explanation
from tongban.cases.rules.stops import Stop, is_held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongban.base.calendars.rules import WorkCalendar

BEIJING = timezone(timedelta(hours=8))
ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """In what a limit is counted."""

    WORKING_DAYS = "工作日"
    DAYS = "日"
    MONTHS = "月"
    HOURS = "小时"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as a law or a promise states it; 0 means decided on the spot."""

    value: int
    unit: Unit = Unit.WORKING_DAYS

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("a limit is not negative")

    def __str__(self) -> str:
        return f"{self.value}{'个' if self.unit is not Unit.DAYS else ''}{self.unit}"


DECIDE = Limit(20)  # 行政许可法 第四十二条第一款
JOINT = Limit(45)  # 行政许可法 第四十二条第二款：统一、联合、集中办理
EXTENSION, JOINT_EXTENSION = 10, 15  # working days, once, the same article
DELIVER = Limit(10)  # 行政许可法 第四十四条


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When an office works on a working day; local, so a setting."""

    morning: tuple[time, time] = (time(8, 30), time(11, 30))
    afternoon: tuple[time, time] = (time(13, 30), time(17, 0))

    @property
    def closing(self) -> time:
        """The end of the office day."""
        return self.afternoon[1]

    def on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield the two spans of a working day as moments."""
        for opens, closes in (self.morning, self.afternoon):
            yield (
                datetime.combine(day, opens, BEIJING),
                datetime.combine(day, closes, BEIJING),
            )


@dataclass(frozen=True, slots=True)
class Policy:
    """What no law fixes for every place."""

    hours: OfficeHours = OfficeHours()
    last_day_moves: bool = True


POLICY = Policy()


def due_on(
    accepted_on: date,
    limit: Limit,
    stops: tuple[Stop, ...] = (),
    *,
    calendar: WorkCalendar,
    policy: Policy = POLICY,
    extended: int = 0,
) -> Derivation:
    """Return the day on which a limit of days or months ends, and how it was found.

    1. The day of acceptance is not counted (民法典 第二百零一条).
    2. Days on which the clock is held are not counted: those in (a, b] of each stop.
    3. Working days count only when worked; calendar days all count, months become days.
    4. While a stop is still open no day can be named: `due_on` is None, `remaining` stands.
    5. An approved extension adds `extended` working days after that, whatever the unit.
    """
    told = Explanation(accepted_on, limit, calendar, stops, extended)
    if limit.value == 0:
        return told.on_the_spot(calendar.working_from(accepted_on))
    day, left = _last_day(accepted_on, limit, stops, calendar)
    if left:
        return told.still_held(left, extended)
    moved = day
    moves = policy.last_day_moves and limit.unit is not Unit.WORKING_DAYS
    while moves and not _runs(moved, stops, calendar):
        if _stays_held(stops, moved):
            return told.still_held(0, extended)
        moved += ONE_DAY
    final, left = _last_day(moved, Limit(extended), stops, calendar)
    return told.still_held(0, left) if left else told.ends(day, moved, final)


def _last_day(
    start: date, limit: Limit, stops: tuple[Stop, ...], calendar: WorkCalendar
) -> tuple[date, int]:
    """Count a limit down; what is left is not 0 when a stop that is still open is met first."""
    if limit.unit is Unit.HOURS:
        raise ValueError("hours need the moment of acceptance: use due_at or derive")
    left = limit.value if limit.unit is not Unit.MONTHS else _days_of_months(start, limit)
    day = start
    while left and not _stays_held(stops, day + ONE_DAY):
        day += ONE_DAY
        if is_held(stops, day):
            continue
        left -= calendar.is_working(day) if limit.unit is Unit.WORKING_DAYS else 1
    return day, left


def due_at(
    accepted_at: datetime,
    limit: Limit,
    stops: tuple[Stop, ...] = (),
    *,
    calendar: WorkCalendar,
    policy: Policy = POLICY,
) -> Derivation:
    """Return the moment at which a limit of hours ends; only office hours count.

    The clock is held on whole days, those in (a, b] of each stop.
    """
    accepted_at = accepted_at.astimezone(BEIJING)
    told = Explanation(accepted_at.date(), limit, calendar, stops)
    left, day = timedelta(hours=limit.value), accepted_at.date()
    while True:
        if _stays_held(stops, day):
            return told.still_held(-(-left // timedelta(hours=1)))
        if _runs(day, stops, calendar):
            for opens, closes in policy.hours.on(day):
                opened = max(opens, accepted_at)
                open_for = max(closes - opened, timedelta())
                if left <= open_for:
                    return told.ends_at(opened + left)
                left -= open_for
        day += ONE_DAY


def derive(
    accepted_at: datetime,
    limit: Limit,
    stops: tuple[Stop, ...] = (),
    *,
    calendar: WorkCalendar,
    policy: Policy = POLICY,
    extended: int = 0,
) -> Derivation:
    """Return when a limit of any unit ends; `accepted_at` is an aware moment in any zone.

    A limit of hours is never extended.
    """
    if limit.unit is Unit.HOURS and limit.value:
        return due_at(accepted_at, limit, stops, calendar=calendar, policy=policy)
    day = accepted_at.astimezone(BEIJING).date()
    return due_on(day, limit, stops, calendar=calendar, policy=policy, extended=extended)


def remaining(due: date, today: date, *, calendar: WorkCalendar) -> int:
    """Return the working days left until a due day; negative by the working days it is late."""
    return calendar.count(today, due)


def _runs(day: date, stops: tuple[Stop, ...], calendar: WorkCalendar) -> bool:
    return calendar.is_working(day) and not is_held(stops, day)


def _stays_held(stops: tuple[Stop, ...], day: date) -> bool:
    return any(s.holds and s.held_until is None and day > s.from_on for s in stops)


def _days_of_months(start: date, limit: Limit) -> int:
    # 民法典 第二百零二条: the same day of the later month, or its last day if there is none.
    years, month = divmod(start.month - 1 + limit.value, 12)
    year, month = start.year + years, month + 1
    last = monthrange(year, month)[1]
    return (date(year, month, min(start.day, last)) - start).days
