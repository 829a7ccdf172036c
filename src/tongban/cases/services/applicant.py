"""What the applicant does with a case he has handed in: supplement it, take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, outbox
from tongban.base.actors import SYSTEM
from tongban.base.errors import Invalid, require
from tongban.cases import events, perms, rules
from tongban.cases.queries.facts import calendar_of, facts
from tongban.cases.rules.materials import Source
from tongban.cases.services import ending, gaps, ground, promising, telling
from tongban.cases.services.materials import NotOpenForMaterials, add_file

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case, CaseMaterial

LONGEST_REASON = 500


@transaction.atomic
def bring(
    *, actor: Actor, number: str, material_key: str, content: bytes, name: str, now: datetime
) -> Case:
    """Add a file to a material that was asked for, or that may follow later (容缺后补).

    A correction waits until all has come and is handed in by `supplement`.
    """
    case, _ = _wanted(actor, number, material_key)
    added = add_file(case, material_key, content, name, now)
    audit.record(
        actor, events.MATERIAL_HANDED_IN, number, at=now, key=material_key, digest=added.digest
    )
    gaps.follow(case, now)
    ground.keep(case, now)
    return case


@transaction.atomic
def bring_paper(*, actor: Actor, number: str, material_key: str, now: datetime) -> Case:
    """Note at the counter that a material that was asked for, or may follow, came in on paper."""
    case, material = _wanted(actor, number, material_key)
    require(actor.is_staff)
    material.source, material.trust = Source.PAPER, "C"
    material.brought_on, material.verdict = timezone.localdate(now), ""
    material.save()
    audit.record(actor, events.MATERIAL_HANDED_IN, number, at=now, key=material_key)
    gaps.follow(case, now)
    ground.keep(case, now)
    return case


@transaction.atomic
def supplement(*, actor: Actor, number: str, now: datetime, version: int | None = None) -> Case:
    """Hand the correction in; the clock of the office runs on.

    Declined with `Invalid` that names each piece still missing, or `CorrectionTooLate`.
    """
    case = _in_correction(actor, number, version=version)
    asked = {row.key: row for row in case.materials.exclude(asked="")}
    today = timezone.localdate(now)
    calendar = calendar_of(case, today)
    received_on = rules.receipt_day(now, calendar=calendar)
    brought = {key: _came_in(row, received_on) for key, row in asked.items() if row.brought_on}
    decided = rules.supplement(facts(case, now), frozenset(asked), brought)
    if decided.missing:
        raise Invalid(fields=dict.fromkeys(decided.missing, "请先上传这项材料，再提交补正。"))
    before = case.state
    case.state = decided.state
    case.completed_on = decided.receipt.completed_on
    ground.run_clock(case, rules.StopKind.CORRECTION, min(today, case.completed_on or today))
    case.answer_due_on = rules.notice_due_on(decided.receipt, calendar=calendar)
    ground.wait_for(case, "clerk", "", "核对补正材料", now=now, due_on=case.answer_due_on)
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.SUPPLEMENT, before=before, now=now)
    audit.record(actor, events.CaseSupplemented.name, number, at=now, keys=sorted(asked))
    outbox.publish(events.CaseSupplemented(number=number))
    telling.corrected(case, actor=actor, now=now)
    return case


def _came_in(material: CaseMaterial, received_on: date) -> date:
    """The day a piece came in: an upload when it is handed in, paper when the clerk took it."""
    taken = material.source == Source.PAPER and material.brought_on is not None
    return material.brought_on if taken and material.brought_on else received_on


def _wanted(actor: Actor, number: str, material_key: str) -> tuple[Case, CaseMaterial]:
    """The case and the material, if it may be brought now."""
    case = ground.locked(actor, number)
    require(perms.may_take(actor, case, rules.Step.SUPPLEMENT))
    material = ground.material_of(case, material_key)
    asked = case.state == rules.State.CORRECTION and material.asked
    late = material.late_due_on is not None or not material.source
    late = late and case.state in rules.UNDER_REVIEW
    if not (asked or late):
        raise NotOpenForMaterials
    return case, material


def _in_correction(actor: Actor, number: str, *, version: int | None = None) -> Case:
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.SUPPLEMENT))
    if case.state != rules.State.CORRECTION:
        raise rules.StepNotAllowed(rules.State(case.state), rules.Step.SUPPLEMENT)
    return case


@transaction.atomic
def withdraw(
    *, actor: Actor, number: str, reason: str, now: datetime, version: int | None = None
) -> Case:
    """Take the case back before it is decided."""
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.WITHDRAW))
    kept = ground.fitting(reason, LONGEST_REASON, "reason")
    decided = rules.withdraw(facts(case, now), kept)
    before = case.state
    case.state = decided.state
    ending.end(case, decided.finish_kind, decided.reason, now)
    ground.note(case, actor, rules.Step.WITHDRAW, before=before, now=now, words=decided.reason)
    audit.record(actor, events.CaseWithdrawn.name, number, at=now)
    outbox.publish(events.CaseWithdrawn(number=number))
    return case


@transaction.atomic
def terminate(
    *,
    actor: Actor,
    number: str,
    reason: str,
    kind: rules.FinishKind = rules.FinishKind.RETURNED,
    now: datetime,
    version: int | None = None,
) -> Case:
    """End a case without a decision (终止), for example as void because it was entered twice."""
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.TERMINATE))
    kept = ground.fitting(reason, LONGEST_REASON, "reasons")
    decided = rules.terminate(facts(case, now), kept, kind=kind)
    before = case.state
    case.state = decided.state
    ending.end(case, decided.finish_kind, decided.reason, now)
    ground.note(case, actor, rules.Step.TERMINATE, before=before, now=now, words=decided.reason)
    audit.record(actor, events.CaseTerminated.name, number, at=now)
    outbox.publish(events.CaseTerminated(number=number))
    return case


@transaction.atomic
def lapse(*, number: str, now: datetime) -> Case:
    """End a case whose correction did not come in time (补正不来办结)."""
    case = ground.locked(SYSTEM, number)
    decided = rules.lapse(facts(case, now))
    before = case.state
    case.state = decided.state
    ending.end(case, decided.finish_kind, decided.reason, now)
    ground.note(case, SYSTEM, rules.Step.LAPSE, before=before, now=now, words=decided.reason)
    audit.record(SYSTEM, events.CaseWithdrawn.name, number, at=now, lapsed=True)
    outbox.publish(events.CaseWithdrawn(number=number))
    return case


@transaction.atomic
def take_back_promise(
    *, actor: Actor, number: str, now: datetime, version: int | None = None
) -> Case:
    """Take a promise (告知承诺) back before the decision.

    Before the acceptance the case goes on the normal way, and what the promise stood for is owed
    again.  An accepted case was accepted on the promise alone, so it ends as withdrawn.  Declined
    with `NoPromise`, or with `PromiseTooLate` after the decision.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.WITHDRAW))
    signed = promising.standing(case, rules.AcceptForm.PROMISE)
    if case.accept_form != rules.AcceptForm.PROMISE or signed is None:
        raise rules.NoPromise
    if case.state not in rules.UNDECIDED:
        raise rules.PromiseTooLate
    signed.taken_back_at = now
    signed.save(update_fields=["taken_back_at"])
    if case.state in rules.UNDER_REVIEW:
        reason = "申请人在决定作出前收回承诺"
        return withdraw(actor=actor, number=number, reason=reason, now=now)
    case.accept_form = rules.AcceptForm.NORMAL
    promising.uncover(case)
    ground.keep(case, now)
    audit.record(actor, events.PROMISE_TAKEN_BACK, number, at=now)
    return case


__all__ = [
    "bring",
    "bring_paper",
    "lapse",
    "supplement",
    "take_back_promise",
    "terminate",
    "withdraw",
]
