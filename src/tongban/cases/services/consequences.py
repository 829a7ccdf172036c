"""What the calendar does to a case: each thing exactly once, in the order of the days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import connection, transaction

from tongban.base import audit, clock, outbox
from tongban.base.actors import SYSTEM
from tongban.cases import events
from tongban.cases.models import Case, Consequence
from tongban.cases.queries.agenda import agenda, agendas, next_day, unplanned
from tongban.cases.queries.facts import definition_of
from tongban.cases.queries.reached import Reader
from tongban.cases.rules import NEVER, DeadlineKind, Effect, State, is_open
from tongban.cases.services import applicant, consenting, gaps, ground, intake, stopping

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base import ledger
    from tongban.cases.rules import Due

log = structlog.get_logger()


def once(case: Case, kind: str, due_on: date, now: datetime) -> bool:
    """Write down that this happens to the case; False if it has happened before.

    The same limit whose day a changed calendar moved counts as the same.  Part of a transaction:
    if what follows fails, it has not happened.
    """
    if Consequence.objects.filter(case=case, kind=kind, moved_to=due_on).exists():
        return False
    _, created = Consequence.objects.get_or_create(
        case=case, kind=kind, due_on=due_on, defaults={"at": now}
    )
    return created


@transaction.atomic
def advance(*, number: str, now: datetime) -> tuple[int, date]:
    """Let the calendar do its next thing to the case, if its day has come.

    Only what belongs to the earliest day is done.  Returns how many deemed effects there were (a
    warning is none), and the day on which the calendar acts next.
    """
    case, today = ground.locked(SYSTEM, number), clock.day_of(now)
    if case.acts_on and case.acts_on > today:  # somebody else was faster
        return 0, case.acts_on
    reader, effects = Reader(now, today), 0
    ahead = agenda(case, reader)
    first = next_day(ahead)
    if first <= today:
        for due in (each for each in ahead if each.acts_on == first):
            if once(case, due.name, due.due_on, now):
                effects += _happen(case, due, now)
        case.refresh_from_db()
        first = next_day(agenda(case, reader)) if is_open(State(case.state)) else NEVER
    if is_open(State(case.state)):
        plan([(case.pk, first)])
    return effects, first


@transaction.atomic
def look_ahead(*, now: datetime, failed: set[str]) -> int:
    """Find out when the calendar acts next on some of the cases that were changed; how many.

    The numbers of those that cannot be read are added to `failed`.
    """
    cases = unplanned(skip=failed)
    if not cases:
        return 0
    found: list[tuple[UUID, date]] = []
    for case, ahead in agendas(cases, Reader(now, clock.day_of(now))):
        if isinstance(ahead, Exception):
            failed.add(str(case.number))
            log.warning("cases.sweep_failed", number=case.number, reason=type(ahead).__name__)
        else:
            found.append((case.pk, next_day(ahead)))
    plan(found)
    return len(cases)


def plan(found: Sequence[tuple[UUID, date]]) -> None:
    """Note when the calendar acts next on cases that are held by this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case c SET acts_on = d.day FROM unnest(%s::uuid[], %s::date[])"
            " AS d (id, day) WHERE c.id = d.id",
            [[key for key, _ in found], [day for _, day in found]],
        )


def told(case: Case, due: Due, now: datetime) -> tuple[ledger.Row, events.CaseEvent]:
    """The entry and the event that say so."""
    is_near = due.effect is Effect.NEAR
    name = events.DeadlineNear.name if is_near else events.DeadlinePassed.name
    number, due_on = str(case.number), due.due_on.isoformat()
    entry = audit.entry(SYSTEM, name, number, at=now, kind=due.kind, due_on=due_on)
    fact = events.DeadlineNear if is_near else events.DeadlinePassed
    return entry, fact(number=number, kind=due.kind, due_on=due_on, key=due.key)


def is_only_told(case: Case, due: Due) -> bool:
    """Whether neither the law nor the item attaches anything to it."""
    if due.effect is Effect.NEAR:
        return True
    if due.kind in (DeadlineKind.PROMISED, DeadlineKind.LEGAL):
        decides = DeadlineKind.LEGAL if case.legal_due_on else DeadlineKind.PROMISED
        return due.kind != decides or not definition_of(case).silent_consent
    return due.kind in (DeadlineKind.STEP, DeadlineKind.DELIVERY)


def _happen(case: Case, due: Due, now: datetime) -> int:
    """Tell it, and do what the law or the item attaches to it."""
    entry, event = told(case, due, now)
    outbox.publish(event, entry)
    return 0 if is_only_told(case, due) else _take_effect(str(case.number), due, now)


def _take_effect(number: str, due: Due, now: datetime) -> int:
    if due.kind == DeadlineKind.STOP:
        return stopping.overrun(number=number, stop=int(due.key), now=now)
    if due.kind == DeadlineKind.ANSWER:
        intake.accept_silent(number=number, now=now)
    elif due.kind == DeadlineKind.CORRECTION:
        applicant.lapse(number=number, now=now)
    elif due.kind == DeadlineKind.GAP:
        gaps.lapse_gap(number=number, now=now)
    else:
        consenting.consent(number=number, now=now)
    return 1


__all__ = ["advance", "look_ahead", "once"]
