"""Counting all open cases anew that a change of the calendar reaches (批量重算)."""

from __future__ import annotations

import json
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
from tongban.cases.queries import reached
from tongban.cases.queries.due import step_days
from tongban.cases.services.clock import count, days_of, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base.calendars.models import CalendarChange

log = structlog.get_logger()
BATCH = 1500
# What is written meanwhile waits for the index of words in one heap, and is sorted in at the end:
# sorted in each time that the usual heap is full, it takes a fourth of the whole.
_HEAP = "SET LOCAL gin_pending_list_limit = '64MB'"
_SORT_IN = "SELECT gin_clean_pending_list('case_search'), gin_clean_pending_list('casetask_search')"
_COUNTED = ("answer_due_on", "correction_due_on", "due_on", "legal_due_on", "deliver_due_on")
_COLUMNS = ("id", *_COUNTED, "next_due_on", "clock")


@dataclass(slots=True)
class Counting:
    """What one recount remembers: each clock that many cases share is counted once."""

    reader: reached.Reader
    clocks: dict[tuple[object, ...], rules.Clock] = field(default_factory=dict)
    texts: dict[tuple[object, ...], str] = field(default_factory=dict)
    last: tuple[object, ...] | None = None
    steps: dict[tuple[object, ...], date | None] = field(default_factory=dict)
    shares: dict[tuple[object, ...], int | None] = field(default_factory=dict)

    def clock_of(self, seen: rules.Facts, accepted_at: datetime) -> rules.Clock:
        """Both limits, counted once for all cases that were accepted alike."""
        hours = any(
            limit is not None and limit.unit is rules.Unit.HOURS
            for limit in (seen.promised, seen.statutory)
        )
        key = (
            id(seen.calendar), accepted_at if hours else clock.day_of(accepted_at), seen.kind,
            seen.promised, seen.statutory, seen.stops, seen.extended, seen.joint,
        )  # fmt: skip
        if key not in self.clocks:
            self.clocks[key] = rules.clock(seen, accepted_at, seen.stops)
        self.last = key
        return self.clocks[key]

    def text_of(self, case: Case) -> str | None:
        """The derivation as it is stored, written once for all that were counted alike.

        None where the derivation stays as it is, because the case is not under review.
        """
        key, self.last = self.last, None
        if key is None:
            return None
        if key not in self.texts:
            self.texts[key] = json.dumps(case.clock, ensure_ascii=False)
        return self.texts[key]

    def step_due_on(self, case: Case, task: reached.OpenTask, seen: rules.Facts) -> date | None:
        """The last day of a step, counted once for all that began alike; None while held."""
        limits = (task.role, seen.promised, seen.statutory)
        if limits not in self.shares:
            self.shares[limits] = step_days(case, task.role)
        days, opened = self.shares[limits], clock.day_of(task.opened_at)
        if days is None:
            return None
        key = (id(seen.calendar), opened, days, seen.stops)
        if key not in self.steps:
            limit = rules.Limit(days)
            found = rules.due_on(opened, limit, seen.stops, calendar=seen.calendar)
            self.steps[key] = found.due_on
        return self.steps[key]


@dataclass(slots=True)
class Outcome:
    """What one batch came to."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    tasks: list[tuple[int, date, date | None]] = field(default_factory=list)
    moved: list[tuple[UUID, dict[str, str], dict[str, str]]] = field(default_factory=list)


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
    outcome = _counted(change, reached.batch(keys), counting)
    written = _write(outcome, change, now)
    marked = _marked(outcome)
    Recount.objects.filter(pk=result.pk).update(
        reached=F("reached") + written,
        moved=F("moved") + len(outcome.moved),
        to_review=F("to_review") + marked,
    )


def _counted(change: CalendarChange, batch: reached.Batch, counting: Counting) -> Outcome:
    first, last, days = reached.changed_days(change)
    outcome = Outcome()
    for case in batch.cases:
        if not reached.reaches(case, days, first, last):
            continue
        try:
            _count(case, batch, counting, outcome)
        except Exception as wrong:  # noqa: BLE001 - one broken case must not stop the others
            log.warning("cases.recount_failed", case=str(case.pk), reason=type(wrong).__name__)
    return outcome


def _count(case: Case, batch: reached.Batch, counting: Counting, outcome: Outcome) -> None:
    """Count one case anew; nothing of it is added to the outcome unless all of it could be."""
    stops = batch.stops.get(case.pk, [])
    seen = counting.reader.facts(case, stops, batch.extended.get(case.pk, 0))
    before = days_of(case)
    running = next((s for s in stops if s.kind == "special" and s.until_on is None), None)
    count(case, seen, running.ends_by if running else None, counting.clock_of)
    text, after = counting.text_of(case), days_of(case)
    moved = before != after
    if not moved and text is None:
        return
    tasks = list(_steps(counting, case, batch.tasks.get(case.pk, []), seen))
    found = (getattr(case, name) for name in _COUNTED)
    outcome.rows.append((case.pk, *found, case.next_due_on, text, moved))
    if moved:
        outcome.moved.append((case.pk, before, after))
    outcome.tasks += tasks


def _steps(
    counting: Counting, case: Case, tasks: Iterable[reached.OpenTask], seen: rules.Facts
) -> Iterator[tuple[int, date, date | None]]:
    """The open posts of the case that stand elsewhere in lists, or whose step ends elsewhere."""
    for task in tasks:
        step = task.step_due_on
        found = counting.step_due_on(case, task, seen) if step else None
        if found is not None and case.due_on is not None:
            step = min(found, case.due_on)
        if case.next_due_on and (task.due_on, task.step_due_on) != (case.next_due_on, step):
            yield task.pk, case.next_due_on, step


_TABLE = """
CREATE TEMP TABLE recounted (id uuid, answer_due_on date, correction_due_on date, due_on date,
    legal_due_on date, deliver_due_on date, next_due_on date, clock jsonb, moved boolean)
    ON COMMIT DROP
"""
_KEEP = """
INSERT INTO cases_clockchange (case_id, at, cause, calendar_change, unit, moved, before, after)
SELECT c.id, %s, 'calendar', %s, c.unit, r.moved, {before}, {after}
  FROM recounted r JOIN cases_case c ON c.id = r.id WHERE {changed} ORDER BY c.unit, c.id
"""
# The old derivation is compared here: reading it would cost as much as counting the new one.
_CLOCK = "coalesce(r.clock, c.clock)"
_CHANGED = "(r.moved OR r.clock <> c.clock)"
_TASKS = """
UPDATE cases_casetask t SET due_on = d.due_on, step_due_on = d.step_due_on
  FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS d (id, due_on, step_due_on)
 WHERE t.id = d.id
"""


def _write(outcome: Outcome, change: CalendarChange, now: datetime) -> int:
    """Keep what was in the history, write the new days, and put work lists in order.

    Returns how many cases it changed.  `acts_on` is emptied: the next sweep asks the calendar.
    """
    if not outcome.rows:
        return 0
    sets = ", ".join(f"{name} = r.{name}" for name in _COLUMNS[1:-1])
    with connection.cursor() as cursor:
        cursor.execute(_HEAP)
        cursor.execute(_TABLE)
        _copy(cursor, "recounted", (*_COLUMNS, "moved"), outcome.rows)
        cursor.execute("ANALYZE recounted (id)")
        kept = {"before": _kept("c", "c.clock"), "after": _kept("r", _CLOCK)}
        cursor.execute(_KEEP.format(changed=_CHANGED, **kept), [now, change.pk])
        cursor.execute(
            f"UPDATE cases_case c SET {sets}, clock = {_CLOCK}, acts_on = NULL"  # noqa: S608
            f" FROM recounted r WHERE c.id = r.id AND {_CHANGED}"
        )
        written = int(cursor.rowcount)
        cursor.execute("DROP TABLE recounted")
        if outcome.tasks:
            cursor.execute(_TASKS, [list(column) for column in zip(*outcome.tasks, strict=True)])
    return written


def _kept(table: str, derivation: str) -> str:
    """The snapshot of a row, as `clock.snapshot` makes it."""
    days = ", ".join(f"'{name}', {table}.{name}" for name in _COUNTED)
    found = f"jsonb_strip_nulls(jsonb_build_object({days}))"
    return f"jsonb_build_object('days', {found}, 'clock', {derivation})"


def _copy(
    cursor: Any, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _marked(outcome: Outcome) -> int:
    """Mark what happened on days that have moved; few cases have any of it."""
    days = {key: (before, after) for key, before, after in outcome.moved}
    touched = reached.consequences(list(days))
    return sum(mark(key, *days[key]) for key in sorted(touched, key=str))


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
