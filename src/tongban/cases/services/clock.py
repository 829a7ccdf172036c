"""Counting a case anew from what is known of it, and keeping what it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from tongban.cases import rules
from tongban.cases.models import ClockChange
from tongban.cases.queries.batches import spread
from tongban.cases.queries.facts import facts
from tongban.cases.rules import State
from tongban.cases.services import ground, steps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.models import Case

# Cases whose days have moved alike: their keys, and their last days before and after.
Moved = tuple["Sequence[UUID]", dict[str, str], dict[str, str]]
ANSWERING = (State.SUBMITTED, State.PRECHECKED)
DAYS = ("answer_due_on", "correction_due_on", "due_on", "legal_due_on", "deliver_due_on")


def rederive(
    case: Case, now: datetime, *, cause: str = "facts", calendar_change: int | None = None
) -> bool:
    """Count every day of the case anew; the caller holds the case and keeps it.

    What it was before stays in the history, with both derivations.  What the calendar has done on
    a day that moved stays done and is marked for a human.  True if a day moved.
    """
    before = snapshot(case)
    _count_all(case, now)
    after = snapshot(case)
    if after == before:
        return False
    moved = bool(before["days"] != after["days"])
    ClockChange.objects.create(
        case=case, at=now, cause=cause, calendar_change=calendar_change, unit=case.unit,
        moved=moved, before=before, after=after,
    )  # fmt: skip
    if calendar_change is not None:
        mark([([case.pk], before["days"], after["days"])])
    return moved


def snapshot(case: Case) -> dict[str, Any]:
    """The days of a case and how they were found, as the history keeps them."""
    return {"days": days_of(case), "clock": case.clock}


def days_of(case: Case) -> dict[str, str]:
    """The last days of a case, by the names of their columns."""
    found = {name: getattr(case, name) for name in DAYS}
    return {name: day.isoformat() for name, day in found.items() if day}


def count(
    case: Case,
    seen: rules.Facts,
    ends_by: date | None,
    clock_of: Callable[[rules.Facts, datetime], rules.Clock],
) -> None:
    """Put the days that follow from the facts on the case; nothing is written."""
    if case.state in ANSWERING and seen.receipt:
        case.answer_due_on = rules.notice_due_on(seen.receipt, calendar=seen.calendar)
        case.next_due_on = case.answer_due_on
    elif case.state == State.CORRECTION and case.notice_on:
        told = rules.correction_due_on(case.notice_on, calendar=seen.calendar)
        case.correction_due_on = promised_to(case.correction_due_on, told)
        case.next_due_on = case.correction_due_on
    elif case.state in rules.UNDER_REVIEW and seen.accepted_at:
        ground.set_clock(case, clock_of(seen, seen.accepted_at), back_on=ends_by)
    elif case.decided_on and case.deliver_due_on:
        case.deliver_due_on = deliver_due_on(case.decided_on, seen.calendar)
        case.next_due_on = case.deliver_due_on


def clock_of(seen: rules.Facts, accepted_at: datetime) -> rules.Clock:
    """Both limits of an accepted case."""
    return rules.clock(seen, accepted_at, seen.stops)


def _count_all(case: Case, now: datetime) -> None:
    seen = facts(case, now)
    running = case.stops.filter(kind=rules.StopKind.SPECIAL, until_on=None).order_by("id").last()
    count(case, seen, running.ends_by if running else None, clock_of)
    if case.state in rules.UNDER_REVIEW:
        steps.rederive(case, seen.stops, seen.calendar)


def promised_to(told: date | None, counted: date) -> date:
    """A day that was told to the applicant in writing moves in his favour only."""
    return max(told, counted) if told else counted


def deliver_due_on(decided_on: date, calendar: WorkCalendar) -> date:
    """The last day on which the result is delivered (行政许可法 第四十四条)."""
    return calendar.add(decided_on, rules.DELIVER.value)


# Which day each deadline is kept in; a step has its own and is not marked.
_KINDS = {
    "answer": "answer_due_on",
    "correction": "correction_due_on",
    "promised": "due_on",
    "legal": "legal_due_on",
    "delivery": "deliver_due_on",
}


_MARK = """
UPDATE cases_consequence c SET moved_to = moved.new, reviewed_at = NULL
  FROM unnest(%s::int[], %s::text[], %s::date[], %s::date[]) AS moved (place, kind, old, new)
  JOIN unnest(%s::uuid[], %s::int[]) AS own (id, place) ON own.place = moved.place
 WHERE c.case_id = own.id AND c.due_on = moved.old AND starts_with(c.kind, moved.kind)
"""


def mark(moved: Sequence[Moved]) -> int:
    """Mark for a human what the calendar did on days that have moved; how much that is."""
    rows: list[tuple[int, str, str, str]] = []
    for place, (_cases, before, after) in enumerate(moved, 1):
        known = ((kind, before.get(name), after.get(name)) for kind, name in _KINDS.items())
        found = [(place, f"{kind}.", old, new) for kind, old, new in known if old and new]
        rows += [row for row in found if row[2] != row[3]]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _MARK, [*map(list, zip(*rows, strict=True)), *spread(one[0] for one in moved)]
        )
        return int(cursor.rowcount)
