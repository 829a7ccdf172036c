"""On which day a limit reaches a threshold; no I/O.

Everything is turned into days, so that nobody has to look at a case before its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tongban.cases.rules import Light
from tongban.supervision.rules.words import Basis, Check, Measure

if TYPE_CHECKING:
    from tongban.base.calendars.rules import WorkCalendar
    from tongban.supervision.rules.facts import LimitSeen, StopSeen

ONE_DAY = timedelta(days=1)
ORDER = list(Light)
PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of supervision (监察规则) as it is in force.

    `code` and `light` name it: a rule may warn in yellow and later in red.  `amount` are working
    days, percent or a count, as `check` and `measure` say.  `answer_days` are the working days
    within which the office has to answer the card; 0 for none.
    """

    code: str
    light: Light
    title: str
    check: Check
    basis: Basis | None = None
    measure: Measure | None = None
    amount: int = 0
    told: tuple[str, ...] = ()
    answer_days: int = 0
    version: int = 0
    starts_on: date | None = None

    @property
    def turns_light(self) -> bool:
        """Whether the case itself shows the light while the rule holds."""
        return self.check is Check.LIMIT


def reached_on(
    rule: Rule,
    limit: LimitSeen,
    stops: tuple[StopSeen, ...],
    *,
    calendar: WorkCalendar,
    on_the_spot: bool = False,
) -> date:
    """Return the day on which the limit reaches the threshold of the rule.

    1. `overdue >= n`: the n-th working day after the last day; n = 0 is the very next day.
    2. `remaining <= n`: the first day on which at most n working days are left.
    3. `used >= p`: the first day on which at most the rest of the share is left.
    4. A case decided on the spot (即办件) is not warned about before its day ends.
    """
    last = _inside(limit.due_on, calendar)
    after = limit.due_on + ONE_DAY
    if rule.measure is Measure.OVERDUE:
        return _nth_after(rule.amount, last, calendar) if rule.amount else after
    left = rule.amount
    if rule.measure is Measure.USED:
        left = _left_of_share(rule.amount, limit, stops, calendar)
    found = _first_with(left, last, calendar)
    return max(found, after) if on_the_spot else found


def _left_of_share(
    percent: int, limit: LimitSeen, stops: tuple[StopSeen, ...], calendar: WorkCalendar
) -> int:
    """How many working days are left once so many percent of the limit are used."""
    since, last = _inside(limit.since, calendar), _inside(limit.due_on, calendar)
    total = calendar.count(since, last) - held_days(stops, since, last, calendar=calendar)
    used = -(-total * percent // PERCENT)
    return total - used


def _nth_after(count: int, last: date, calendar: WorkCalendar) -> date:
    """The so-many-th working day after the last one, at most where the calendar ends."""
    day = last
    while count and day < calendar.last:
        day += ONE_DAY
        count -= calendar.is_working(day)
    return day + ONE_DAY if count else day


def _first_with(left: int, last: date, calendar: WorkCalendar) -> date:
    """The first day on which at most so many working days are left up to the last one."""
    day, passed = last, 0
    while day > calendar.first:
        passed += calendar.is_working(day)
        if passed > left:
            return day
        day -= ONE_DAY
    return day


def held_days(stops: tuple[StopSeen, ...], a: date, b: date, *, calendar: WorkCalendar) -> int:
    """Return the working days in (a, b] that closed stops took out; no day counts twice."""
    days = {
        stop.from_on + ONE_DAY * i
        for stop in stops
        if stop.holds and stop.until_on is not None
        for i in range(1, (stop.until_on - stop.from_on).days + 1)
    }
    return sum(calendar.is_working(day) for day in days if a < day <= b)


def remaining_at_stop(
    stop: StopSeen, due_on: date, stops: tuple[StopSeen, ...], *, calendar: WorkCalendar
) -> int:
    """Return the working days that were left when a stop began.

    The due day has moved with each closed stop since, so what they took out is not counted.
    """
    if due_on <= stop.from_on:
        return 0
    a, b = _inside(stop.from_on, calendar), _inside(due_on, calendar)
    return calendar.count(a, b) - held_days(stops, a, b, calendar=calendar)


def _inside(day: date, calendar: WorkCalendar) -> date:
    """A day outside the calendar is far away or long over: its edge says the same."""
    return max(calendar.first, min(day, calendar.last))
