"""Special procedures (特别程序): the clock stops, goes on, or outlasts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, files, outbox
from tongban.base.actors import SYSTEM
from tongban.base.errors import Invalid, require
from tongban.cases import events, perms, rules
from tongban.cases.models import ClockStop
from tongban.cases.queries.facts import calendar_of, definition_of, facts
from tongban.cases.queries.special import procedure
from tongban.cases.rules import papers
from tongban.cases.services import ground, steps
from tongban.cases.services.clock import rederive
from tongban.cases.services.papers import add

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

LONGEST_NAME, LONGEST_BASIS, LONGEST_REASON = 64, 200, 500
LONGEST_FILE_NAME = 200


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
    """Begin a special procedure (特别程序); the clock is held where the law or the item says so.

    `until_on` is announced to the applicant; without it the procedure's own limit is.  Declined
    with `LongerThanAllowed` where it lies beyond that limit.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.SUSPEND))
    name = ground.fitting(name, LONGEST_NAME, "name")
    if not name:
        raise Invalid(fields={"name": "请选择或写明是哪一种特别程序。"})
    reason = ground.fitting(reason, LONGEST_REASON, "reason")
    legal_basis = ground.fitting(legal_basis, LONGEST_BASIS, "legal_basis")
    seen, ends_by = facts(case, now), _ends_by(case, name, until_on, now)
    holds, basis = _cover(case, name, legal_basis)
    decided = rules.suspend(seen, name=name, reason=reason, holds=holds, legal_basis=basis)
    before = case.state
    case.state = decided.state
    ClockStop.objects.create(
        case=case, kind=decided.stop.kind, name=name, holds=holds, legal_basis=basis,
        from_on=decided.stop.from_on, planned_until_on=until_on, ends_by=ends_by,
        reason=decided.reason,
    )  # fmt: skip
    ground.set_clock(case, decided.clock, back_on=ends_by)
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.SUSPEND, before=before, now=now, words=decided.reason)
    _suspension_paper(case, decided, ends_by, actor, now)
    audit.record(actor, events.CaseSuspended.name, number, at=now, name=name, holds=holds)
    outbox.publish(events.CaseSuspended(number=number, turn=_turn(case), holds=holds))
    return case


def _ends_by(case: Case, name: str, until_on: date | None, now: datetime) -> date | None:
    """The day by which the procedure is to end, if anything says so."""
    today = timezone.localdate(now)
    if until_on is not None and until_on < today:
        raise Invalid(fields={"until_on": "预计结束日不能早于今天。"})
    calendar = calendar_of(case, max(today, until_on or today))
    return procedure(name).ends_by(today, until_on, calendar=calendar)


def _cover(case: Case, name: str, legal_basis: str) -> tuple[bool, str]:
    """Whether the clock is held, and the law that covers it."""
    published = {p.name: p.stops_clock for p in definition_of(case).special_procedures}
    basis = legal_basis or procedure(name).legal_basis
    return published.get(name, rules.stops_clock(name, basis)), basis


def _suspension_paper(
    case: Case,
    decided: rules.Suspension,
    ends_by: date | None,
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
        time_needed=f"最晚到{ends_by:%Y年%-m月%-d日}" if ends_by else "以实际需要的时间为准",
        stops_clock=decided.stop.holds,
        ends_on=ends_by,
    )


@transaction.atomic
def resume(
    *,
    actor: Actor,
    number: str,
    finding: str = "",
    evidence: bytes = b"",
    evidence_name: str = "",
    now: datetime,
    version: int | None = None,
) -> Case:
    """End the special procedure with what proves it; the limits count on from tomorrow.

    Declined with `EvidenceMissing` where the kind of procedure ends with a paper, or with what
    `files.store` says of the file.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.RESUME))
    decided = rules.resume(facts(case, now))
    words = ground.fitting(finding, LONGEST_REASON, "finding")
    before = case.state
    case.state = decided.state
    digest = _prove(case, words, evidence, evidence_name)
    ground.run_clock(case, rules.StopKind.SPECIAL, timezone.localdate(now))
    ground.set_clock(case, decided.clock)
    steps.rederive(case, decided.stops, calendar_of(case, timezone.localdate(now)))
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.RESUME, before=before, now=now, words=words)
    audit.record(
        actor, events.CaseResumed.name, number, at=now, due_on=str(case.due_on), digest=digest
    )
    outbox.publish(events.CaseResumed(number=number, turn=_turn(case)))
    return case


def _prove(case: Case, finding: str, evidence: bytes, name: str) -> str:
    """Keep what ended the open procedure with it; the digest of its paper, "" without one."""
    stop = case.stops.filter(kind=rules.StopKind.SPECIAL, until_on=None).order_by("id").last()
    if stop is None:
        return ""
    procedure(stop.name).check_evidence(given=bool(evidence))
    stop.finding = finding
    if evidence:
        stop.evidence = files.store(evidence, name=name).digest
        stop.evidence_name = name[-LONGEST_FILE_NAME:]
    stop.save(update_fields=["finding", "evidence", "evidence_name"])
    return stop.evidence


@transaction.atomic
def overrun(*, number: str, stop: int, now: datetime) -> int:
    """Let the clock run on where a procedure is over its own limit and its kind says so.

    1 if the clock runs on from now, 0 if it stays held: that the limit has passed is told anyway.
    """
    case = ground.locked(SYSTEM, number)
    row = case.stops.filter(pk=stop, until_on=None, capped_on=None, holds=True).first()
    if row is None or row.ends_by is None or not procedure(row.name).runs_on:
        return 0
    row.capped_on = row.ends_by
    row.save(update_fields=["capped_on"])
    rederive(case, now, cause="overrun")
    ground.keep(case, now)
    return 1


@transaction.atomic
def open_evidence(*, actor: Actor, number: str, stop: int, now: datetime) -> tuple[bytes, str]:
    """The paper that ended a procedure, and its name; `CaseUnknown` for one that is not to be seen.

    A look at it is written down.
    """
    case = ground.locked(actor, number)
    require(actor.is_staff)
    row = case.stops.filter(pk=stop).exclude(evidence="").first()
    if row is None:
        raise ground.CaseUnknown
    audit.record(actor, events.EVIDENCE_OPENED, number, at=now, stop=stop, digest=row.evidence)
    return files.read(row.evidence), row.evidence_name


def _turn(case: Case) -> int:
    """How many special procedures the case has had so far."""
    return case.stops.filter(kind=rules.StopKind.SPECIAL).count()
