"""After a decision on a promise (告知承诺): check it in time, order to correct, annul on breach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, outbox
from tongban.base.actors import SYSTEM
from tongban.base.errors import Invalid, require
from tongban.cases import events, perms, rules
from tongban.cases.queries.facts import calendar_of, definition_of
from tongban.cases.rules import AcceptForm, acceptance_papers
from tongban.cases.services import broken, correcting, ground, promising
from tongban.cases.services.intake import COURT, REVIEW_OFFICE
from tongban.cases.services.papers import add
from tongban.licences import services as licences
from tongban.licences.rules import acts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case, CaseDocument, CasePromise

LONGEST_FINDINGS, LONGEST_GROUND = 2_000, 200
ANNULLABLE = frozenset({rules.State.DELIVERING, rules.State.CONCLUDED})


class NotDecidedYet(rules.StepNotAllowed):
    """The result has not been handed out; there is nothing to annul."""

    code = "cases.not_decided_yet"

    def __init__(self, case: Case) -> None:
        super().__init__(rules.State(case.state), rules.Step.GRANT)
        self.detail = "结果还没有作出或者还在制作，请在送达或者办结以后再核查、撤销。"


@transaction.atomic
def open_check(*, number: str, now: datetime) -> None:
    """Set the day by which the office has checked the promise; done once, after the decision."""
    case = ground.locked(SYSTEM, number)
    signed = promising.standing(case, AcceptForm.PROMISE)
    if case.accept_form != AcceptForm.PROMISE or signed is None or case.decided_on is None:
        return
    if signed.due_on is not None or not case.granted:
        return
    within = int(signed.terms.get("check_within", rules.CHECK_DAYS))
    signed.due_on = calendar_of(case, timezone.localdate(now)).add(case.decided_on, within)
    signed.save(update_fields=["due_on"])
    audit.record(
        SYSTEM, events.PROMISE_CHECK_OPENED, number, at=now, due_on=signed.due_on.isoformat()
    )


@transaction.atomic
def check_promise(
    *,
    actor: Actor,
    number: str,
    kept: bool,
    findings: str,
    correct_by: date | None = None,
    now: datetime,
) -> CasePromise:
    """Write down what the check found: kept, or not and to be put right by a day.

    Declined with `NoPromise` where nothing is to be checked, with `ReasonMissing`, or with
    `Invalid` when a promise was not kept and no day within thirty working days is named.
    """
    case, signed = _to_check(actor, number)
    words = ground.fitting(findings, LONGEST_FINDINGS, "findings")
    if not words:
        raise rules.ReasonMissing("核查的情况")
    signed.findings, signed.checked_by_name = words, actor.name
    correcting.judge(signed, now)
    if kept:
        signed.outcome, signed.closed_at = "kept", now
        if signed.correct_by is not None:
            outbox.publish(events.CorrectionSettled(number=number))
    else:
        signed.correct_by = signed.due_on = _day(case, correct_by, now)
        turn = correcting.order(signed)
        outbox.publish(events.CorrectionOrdered(number=number, turn=turn))
    signed.save()
    ground.keep(case, now)
    audit.record(actor, events.PROMISE_CHECKED, number, at=now, kept=kept)
    return signed


@transaction.atomic
def revoke_promised(
    *, actor: Actor, number: str, reasons: Sequence[str], legal_ground: str = "", now: datetime
) -> CaseDocument:
    """Annul what was decided on a broken promise: decision document, licence, register.

    The licence ends today with the document's number; its holder is told.  Declined with
    `NoPromise`, `ReasonMissing`, `NotDecidedYet`, or the refusals of `licences.act`.
    """
    case, signed = _to_check(actor, number)
    require(perms.may_revoke_promised(actor, case))
    if case.state not in ANNULLABLE or not case.granted:
        raise NotDecidedYet(case)
    each = tuple(ground.fitting(one, LONGEST_FINDINGS, "reasons") for one in reasons)
    kept = tuple(one for one in each if one)
    if not kept:
        raise rules.ReasonMissing("撤销的理由")
    law = ground.fitting(legal_ground, LONGEST_GROUND, "legal_ground")
    law = law or acts.GROUNDS[acts.Step.ANNUL]
    document = _decision(case, kept, law, actor, now)
    if case.licence:
        decision = acts.Decision(
            "；".join(kept)[:acts.LONGEST_NAME], law, document.number, document.title,
            case_number=number,
        )  # fmt: skip
        licences.act(
            actor=actor, identifier=case.licence, step=acts.Step.ANNUL, decision=decision, now=now
        )
    correcting.judge(signed, now)
    signed.outcome, signed.closed_at = "broken", now
    signed.findings, signed.checked_by_name = "；".join(kept), actor.name
    signed.save()
    broken.enter(case, AcceptForm.PROMISE, "；".join(kept), now)
    ground.keep(case, now)
    audit.record(actor, events.PromiseRevoked.name, number, at=now, document=document.number)
    outbox.publish(events.PromiseRevoked(number=number))
    return document


def _to_check(actor: Actor, number: str) -> tuple[Case, CasePromise]:
    case = ground.locked(actor, number)
    require(perms.may_judge_promise(actor, case))
    signed = promising.standing(case, AcceptForm.PROMISE)
    if signed is None or signed.due_on is None or signed.closed_at is not None:
        raise rules.NoPromise
    return case, signed


def _day(case: Case, chosen: date | None, now: datetime) -> date:
    today = timezone.localdate(now)
    latest = calendar_of(case, today).add(today, rules.CORRECT_AT_MOST)
    if chosen is None or not today < chosen <= latest:
        sentence = f"请选明天以后、{latest.year}年{latest.month}月{latest.day}日以前的一天。"
        raise Invalid(fields={"correct_by": sentence})
    return chosen


def _decision(
    case: Case, reasons: tuple[str, ...], law: str, actor: Actor, now: datetime
) -> CaseDocument:
    return add(
        case, acceptance_papers.Revocation, actor=actor, now=now,
        granted_on=case.decided_on, decided_on=timezone.localdate(now),
        licence_name=definition_of(case).result.name if case.licence else "",
        reasons=reasons, legal_ground=law, review_office=REVIEW_OFFICE, court=COURT,
    )  # fmt: skip
