"""The lights of supervision (监察): green, blue, yellow, red, by thresholds that are data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tongban.cases.rules.limits import BEIJING, remaining

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.calendars.rules import WorkCalendar


class Light(StrEnum):
    """How urgent a case is."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


LIGHT_LABELS = {
    Light.GREEN: "正常",
    Light.BLUE: "提醒",
    Light.YELLOW: "预警",
    Light.RED: "超期",
}


class Basis(StrEnum):
    """Against which limit a threshold is held."""

    PROMISED = "promised"
    STATUTORY = "statutory"


@dataclass(frozen=True, slots=True)
class Threshold:
    """One rule of supervision: `light` is due once `remaining` working days or fewer are left.

    `remaining` None means: once the limit has passed.  No national threshold exists.
    """

    basis: Basis
    light: Light
    remaining: int | None = None


THRESHOLDS = (
    Threshold(Basis.PROMISED, Light.RED),
    Threshold(Basis.STATUTORY, Light.RED),
    Threshold(Basis.PROMISED, Light.YELLOW, remaining=2),
    Threshold(Basis.STATUTORY, Light.YELLOW, remaining=2),
)


@dataclass(frozen=True, slots=True)
class Watched:
    """What supervision looks at: the due days of one accepted case.

    `due_at` and `legal_due_at` are given for limits of hours only.  `held` says that the clock
    stands still; such a case keeps the light it had `last`.
    """

    due_on: date | None = None
    legal_due_on: date | None = None
    due_at: datetime | None = None
    legal_due_at: datetime | None = None
    on_the_spot: bool = False
    held: bool = False
    last: Light = Light.GREEN


def light(
    watched: Watched,
    *,
    now: datetime,
    calendar: WorkCalendar,
    thresholds: tuple[Threshold, ...] = THRESHOLDS,
) -> Light:
    """Return the most urgent light that any threshold asks for.

    A case decided on the spot (即办件) is not warned about before its day ends.
    """
    if watched.held:
        return watched.last
    order = list(Light)
    due = [rule.light for rule in thresholds if _reached(rule, watched, now, calendar)]
    return max(due, key=order.index, default=Light.GREEN)


def _reached(rule: Threshold, watched: Watched, now: datetime, calendar: WorkCalendar) -> bool:
    promised = rule.basis is Basis.PROMISED
    due_on = watched.due_on if promised else watched.legal_due_on
    due_at = watched.due_at if promised else watched.legal_due_at
    if due_on is None:
        return False
    today = now.astimezone(BEIJING).date()
    if rule.remaining is None:
        return now > due_at if due_at else today > due_on
    # A limit outside the calendar is far away or long over: its edge says the same.
    near = max(calendar.first, min(due_on, calendar.last))
    warned_too_early = watched.on_the_spot and today <= due_on
    return not warned_too_early and remaining(near, today, calendar=calendar) <= rule.remaining
