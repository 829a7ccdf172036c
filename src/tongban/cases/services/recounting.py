"""Counting all open cases anew that a change of the calendar reaches (批量重算)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from django.db import connection, transaction
from django.db.models import F

from tongban.base import audit, clock
from tongban.base.actors import SYSTEM
from tongban.base.calendars import changing
from tongban.cases import events, rules
from tongban.cases.models import Case, Recount
from tongban.cases.queries import batches, reached
from tongban.cases.services.clock import Moved, count, days_of, mark
from tongban.cases.services.counting import Counting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base.calendars.models import CalendarChange
    from tongban.cases.queries.batches import Alike

log = structlog.get_logger()
BATCH = 1500
# What is written meanwhile waits for the index of words in one heap, and is sorted in at the end:
# sorted in each time that the usual heap is full, it takes a fourth of the whole.
_HEAP = "SET LOCAL gin_pending_list_limit = '64MB'"
_SORT_IN = "SELECT gin_clean_pending_list('case_search'), gin_clean_pending_list('casetask_search')"
_COUNTED = ("answer_due_on", "correction_due_on", "due_on", "legal_due_on", "deliver_due_on")


@dataclass(slots=True)
class Outcome:
    """What one batch came to: what is true of cases that are alike, and the keys of each."""

    found: list[tuple[Any, ...]] = field(default_factory=list)
    keys: list[Sequence[UUID]] = field(default_factory=list)
    tasks: list[tuple[Sequence[int], date, date | None]] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)


def recount(*, change: int, now: datetime, lanes: int = 1) -> Recount:
    """Count anew every open case that the change reaches; asked again, it does nothing.

    In batches, each in its own transaction: one that breaks off is gone on with.  Both derivations
    stay in the history; what the calendar has done already stays done and is marked for a human.
    With several `lanes` one batch is counted while the database writes another.
    """
    found = changing.change(change)
    result, _ = Recount.objects.get_or_create(calendar_change=change, defaults={"started_at": now})
    if result.finished_at is not None:
        return result
    keys = reached.open_cases(found)
    batches = [keys[begin : begin + BATCH] for begin in range(0, len(keys), BATCH)]
    if lanes == 1 or connection.in_atomic_block:  # others would not see what is not committed
        _lane(found, result, now, batches)
    else:
        with ThreadPoolExecutor(lanes) as pool:
            shares = [batches[lane::lanes] for lane in range(lanes)]
            list(pool.map(partial(_own_lane, found, result, now), shares))
    return _finish(result, now)


def _own_lane(
    change: CalendarChange, result: Recount, now: datetime, batches: Iterable[list[UUID]]
) -> None:
    """A lane with a connection of its own, given back at the end."""
    try:
        _lane(change, result, now, batches)
    finally:
        connection.close()


def _lane(
    change: CalendarChange, result: Recount, now: datetime, batches: Iterable[list[UUID]]
) -> None:
    counting = Counting(reached.Reader(now, clock.day_of(now)))
    for keys in batches:
        _batch(change, result, counting, keys, now)


@transaction.atomic
def _batch(
    change: CalendarChange, result: Recount, counting: Counting, keys: list[UUID], now: datetime
) -> None:
    outcome = _counted(change, batches.batch(keys), counting)
    written = _write(outcome, change, now)
    Recount.objects.filter(pk=result.pk).update(
        reached=F("reached") + written,
        moved=F("moved") + sum(len(keys) for keys, _, _ in outcome.moved),
        to_review=F("to_review") + mark(outcome.moved),
    )


def _counted(change: CalendarChange, found: list[Alike], counting: Counting) -> Outcome:
    first, last, days = reached.changed_days(change)
    outcome = Outcome()
    over = [alike for alike in found if reached.reaches(alike.case, days, first, last)]
    steps = batches.steps(over)
    for place, alike in enumerate(over, 1):
        try:
            _count(alike, steps.get(place, []), counting, outcome)
        except Exception as wrong:  # noqa: BLE001 - one broken case must not stop the others
            cases = [str(key) for key in alike.keys]
            log.warning("cases.recount_failed", cases=cases, reason=type(wrong).__name__)
    return outcome


def _count(
    alike: Alike, steps: Iterable[batches.Steps], counting: Counting, outcome: Outcome
) -> None:
    """Count them anew; nothing of them is added to the outcome unless all of it could be."""
    case = alike.case
    seen = counting.reader.facts(case, alike.stops, alike.extended)
    before = days_of(case)
    running = next((s for s in alike.stops if s.kind == "special" and s.until_on is None), None)
    count(case, seen, running.ends_by if running else None, counting.clock_of)
    text, after = counting.text_of(case), days_of(case)
    moved = before != after
    if not moved and text is None:
        return
    tasks = list(_steps(counting, case, steps, seen))
    found = (getattr(case, name) for name in _COUNTED)
    outcome.found.append((*found, case.next_due_on, text, moved))
    outcome.keys.append(alike.keys)
    if moved:
        outcome.moved.append((alike.keys, before, after))
    outcome.tasks += tasks


def _steps(
    counting: Counting, case: Case, steps: Iterable[batches.Steps], seen: rules.Facts
) -> Iterator[tuple[Sequence[int], date, date | None]]:
    """The open posts of the cases that stand elsewhere in lists, or whose step ends elsewhere."""
    for task in steps:
        step = task.step_due_on
        found = counting.step_due_on(case, task, seen) if step else None
        if found is not None and case.due_on is not None:
            step = min(found, case.due_on)
        if case.next_due_on and (task.due_on, task.step_due_on) != (case.next_due_on, step):
            yield task.keys, case.next_due_on, step


_FOUND = """
WITH found AS MATERIALIZED (
    SELECT * FROM unnest(%s::date[], %s::date[], %s::date[], %s::date[], %s::date[], %s::date[],
                         %s::jsonb[], %s::boolean[]) WITH ORDINALITY
        AS f (answer_due_on, correction_due_on, due_on, legal_due_on, deliver_due_on, next_due_on,
              clock, moved, place)
), own AS MATERIALIZED (SELECT * FROM unnest(%s::uuid[], %s::int[]) AS o (id, place)),
"""
# Both halves see the cases as they were.  The old derivation is compared here: reading it would
# cost as much as counting the new one.
_CHANGED = """
  FROM own JOIN found f ON f.place = own.place {case} WHERE own.id = c.id
   AND (f.moved OR f.clock <> c.clock)
"""
_WRITTEN = """
{found} kept AS (
    INSERT INTO cases_clockchange (case_id, at, cause, calendar_change, unit, moved, before, after)
    SELECT c.id, %s, 'calendar', %s, c.unit, f.moved, {before}, {after} {joined}
     ORDER BY c.unit, c.id
) UPDATE cases_case c SET {sets}, clock = {clock}, acts_on = NULL {changed}
"""
_TASKS = """
UPDATE cases_casetask t SET due_on = d.due_on, step_due_on = d.step_due_on
  FROM unnest(%s::date[], %s::date[]) WITH ORDINALITY AS d (due_on, step_due_on, place)
  JOIN unnest(%s::bigint[], %s::int[]) AS own (id, place) ON own.place = d.place
 WHERE t.id = own.id
"""


def _write(outcome: Outcome, change: CalendarChange, now: datetime) -> int:
    """Keep what was in the history, write the new days, and put work lists in order.

    Returns how many cases it changed.  `acts_on` is emptied: the next sweep asks the calendar.
    """
    if not outcome.found:
        return 0
    columns = [list(column) for column in zip(*outcome.found, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_HEAP)
        cursor.execute(_statement(), [*columns, *batches.spread(outcome.keys), now, change.pk])
        written = int(cursor.rowcount)
        if outcome.tasks:
            keys, due, step = zip(*outcome.tasks, strict=True)
            ids, places = batches.spread(keys)
            cursor.execute(_TASKS, [list(due), list(step), ids, places])
    return written


def _statement() -> str:
    clock = "coalesce(f.clock, c.clock)"
    return _WRITTEN.format(
        found=_FOUND,
        before=_kept("c", "c.clock"),
        after=_kept("f", clock),
        joined=_CHANGED.format(case=", cases_case c"),
        sets=", ".join(f"{name} = f.{name}" for name in (*_COUNTED, "next_due_on")),
        clock=clock,
        changed=_CHANGED.format(case=""),
    )


def _kept(table: str, derivation: str) -> str:
    """The snapshot of a row, as `clock.snapshot` makes it."""
    days = ", ".join(f"'{name}', {table}.{name}" for name in _COUNTED)
    found = f"jsonb_strip_nulls(jsonb_build_object({days}))"
    return f"jsonb_build_object('days', {found}, 'clock', {derivation})"


@transaction.atomic
def _finish(result: Recount, now: datetime) -> Recount:
    with connection.cursor() as cursor:
        cursor.execute(_SORT_IN)
    result.refresh_from_db()
    result.finished_at = now
    result.save(update_fields=["finished_at"])
    audit.record(
        SYSTEM, events.RECOUNTED, str(result.calendar_change), at=now,
        reached=result.reached, moved=result.moved, to_review=result.to_review,
    )  # fmt: skip
    return result
