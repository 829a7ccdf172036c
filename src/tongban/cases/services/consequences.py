"""What the calendar does to a case: each thing exactly once, in the order of the days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import connection, transaction

from tongban.base import audit, clock, outbox
from tongban.base.actors import SYSTEM
from tongban.cases import events, rules
from tongban.cases.models import Case, Consequence
from tongban.cases.queries.agenda import agenda, next_day, plans, unplanned
from tongban.cases.queries.facts import calendar_of, definition_of
from tongban.cases.queries.reached import Reader
from tongban.cases.rules import DeadlineKind, Effect, State
from tongban.cases.services import applicant, consenting, gaps, ground, intake, stopping

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

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
def advance(*, number: str, now: datetime) -> int:
    """Let the calendar do its next thing to the case, if its day has come.

    Only what belongs to the earliest day is done; the rest waits for its turn among the other
    cases.  Returns how many deemed effects there were: a warning is none.
    """
    case = ground.locked(SYSTEM, number)
    today = clock.day_of(now)
    ahead = agenda(case, today, calendar_of(case, today))
    first = next_day(ahead)
    if first > today:
        return plan(case, first)
    effects = 0
    for due in (each for each in ahead if each.acts_on == first):
        if once(case, due.name, due.due_on, now):
            effects += _happen(case, due, now)
    case.refresh_from_db()
    if rules.is_open(State(case.state)):
        plan(case, next_day(agenda(case, today, calendar_of(case, today))))
    return effects


@transaction.atomic
def look_ahead(*, now: datetime, failed: set[str]) -> int:
    """Find out when the calendar acts next on some of the cases that were changed; how many.

    The numbers of those that cannot be read are added to `failed`.
    """
    today = clock.day_of(now)
    cases = unplanned(skip=failed)
    found: list[tuple[UUID, date]] = []
    for case, day in plans(cases, Reader(now, today), today):
        if isinstance(day, Exception):
            failed.add(str(case.number))
            log.warning("cases.sweep_failed", number=case.number, reason=type(day).__name__)
        else:
            found.append((case.pk, day))
    _plan_all(found)
    return len(cases)


def _plan_all(found: list[tuple[UUID, date]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case c SET acts_on = d.day FROM unnest(%s::uuid[], %s::date[])"
            " AS d (id, day) WHERE c.id = d.id",
            [[key for key, _ in found], [day for _, day in found]],
        )


def plan(case: Case, day: date) -> int:
    """Note when the calendar acts next on a case that is held by this transaction."""
    Case.objects.filter(pk=case.pk).update(acts_on=day)
    return 0


def _happen(case: Case, due: Due, now: datetime) -> int:
    """Tell it, and do what the law or the item attaches to it."""
    number = str(case.number)
    is_near = due.effect is Effect.NEAR
    told = events.DeadlineNear.name if is_near else events.DeadlinePassed.name
    audit.record(SYSTEM, told, number, at=now, kind=due.kind, due_on=due.due_on.isoformat())
    fact = events.DeadlineNear if is_near else events.DeadlinePassed
    outbox.publish(fact(number=number, kind=due.kind, due_on=due.due_on.isoformat(), key=due.key))
    if is_near:
        return 0
    if due.kind == DeadlineKind.ANSWER:
        intake.accept_silent(number=number, now=now)
        return 1
    if due.kind == DeadlineKind.CORRECTION:
        applicant.lapse(number=number, now=now)
        return 1
    if due.kind == DeadlineKind.GAP:
        gaps.lapse_gap(number=number, now=now)
        return 1
    return _while_running(case, due, now)


def _while_running(case: Case, due: Due, now: datetime) -> int:
    if due.kind == DeadlineKind.STOP:
        return stopping.overrun(number=str(case.number), stop=int(due.key), now=now)
    decides = DeadlineKind.LEGAL if case.legal_due_on else DeadlineKind.PROMISED
    if due.kind == decides and definition_of(case).silent_consent:
        consenting.consent(number=str(case.number), now=now)
        return 1
    return 0


__all__ = ["advance", "look_ahead", "once"]
