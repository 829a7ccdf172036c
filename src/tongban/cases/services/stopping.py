"""Special procedures (特别程序): the clock stops, and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, outbox
from tongban.base.errors import Invalid, require
from tongban.cases import events, perms, rules
from tongban.cases.models import ClockStop
from tongban.cases.queries.facts import definition_of, facts
from tongban.cases.rules import papers
from tongban.cases.services import ground
from tongban.cases.services.papers import add

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

LONGEST_NAME, LONGEST_BASIS, LONGEST_REASON = 64, 200, 500


@transaction.atomic
def suspend(
    *,
    actor: Actor,
    number: str,
    name: str,
    reason: str,
    legal_basis: str = "",
    until_on: date | None = None,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Begin a special procedure (特别程序); the clock is held where the law or the item says so."""
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.SUSPEND))
    name = ground.fitting(name, LONGEST_NAME, "name")
    if not name:
        raise Invalid(fields={"name": "请选择或写明是哪一种特别程序。"})
    reason = ground.fitting(reason, LONGEST_REASON, "reason")
    legal_basis = ground.fitting(legal_basis, LONGEST_BASIS, "legal_basis")
    if until_on is not None and until_on < timezone.localdate(now):
        raise Invalid(fields={"until_on": "预计结束日不能早于今天。"})
    published = {p.name: p.stops_clock for p in definition_of(case).special_procedures}
    holds = published.get(name, rules.stops_clock(name, legal_basis))
    decided = rules.suspend(
        facts(case, now), name=name, reason=reason, holds=holds, legal_basis=legal_basis
    )
    before = case.state
    case.state = decided.state
    ClockStop.objects.create(
        case=case, kind=decided.stop.kind, name=name, holds=holds, legal_basis=legal_basis,
        from_on=decided.stop.from_on, planned_until_on=until_on, reason=decided.reason,
    )  # fmt: skip
    ground.set_clock(case, decided.clock, back_on=until_on)
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.SUSPEND, before=before, now=now, words=decided.reason)
    _suspension_paper(case, decided, until_on, actor, now)
    audit.record(actor, events.CaseSuspended.name, number, at=now, name=name, holds=holds)
    outbox.publish(events.CaseSuspended(number=number, turn=_turn(case)))
    return case


def _suspension_paper(
    case: Case,
    decided: rules.Suspension,
    until_on: date | None,
    actor: Actor,
    now: datetime,
) -> None:
    add(
        case,
        papers.Suspension,
        actor=actor,
        now=now,
        accepted_on=case.accepted_on,
        procedure=decided.stop.title,
        reason=decided.reason,
        starts_on=decided.stop.from_on,
        time_needed=f"预计到{until_on:%Y年%-m月%-d日}" if until_on else "以实际需要的时间为准",
        stops_clock=decided.stop.holds,
        ends_on=until_on,
    )


@transaction.atomic
def resume(*, actor: Actor, number: str, now: datetime, version: int | None = None) -> Case:
    """End the special procedure; the limits count on from tomorrow."""
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.RESUME))
    decided = rules.resume(facts(case, now))
    before = case.state
    case.state = decided.state
    ground.run_clock(case, rules.StopKind.SPECIAL, timezone.localdate(now))
    ground.set_clock(case, decided.clock)
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.RESUME, before=before, now=now)
    audit.record(actor, events.CaseResumed.name, number, at=now, due_on=str(case.due_on))
    outbox.publish(events.CaseResumed(number=number, turn=_turn(case)))
    return case


def _turn(case: Case) -> int:
    """How many special procedures the case has had so far."""
    return case.stops.filter(kind=rules.StopKind.SPECIAL).count()
