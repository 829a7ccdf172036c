"""A holder's objection to what a licence says, and the answer of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from tongban.base import audit, clock, outbox
from tongban.base.errors import Forbidden, require
from tongban.licences import events, perms, queries
from tongban.licences.models import Licence, Objection
from tongban.licences.rules import acts, objections
from tongban.licences.services import changing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.licences.services.recording import Document

SAY_WHAT = "请写明哪里不对、应当是什么，不超过1000个字。"
SAY_WHY = "请写明答复，说清理由，不超过1000个字。"


@transaction.atomic
def object_to(*, actor: Actor, identifier: str, words: str, now: datetime) -> Objection:
    """Let a holder say what is wrong on his licence; its office has to answer.

    Declined with `LicenceUnknown`, `objections.WordsMissing` or `objections.AlreadyObjected`.
    """
    licence = queries.find(Licence.objects.filter(perms.owned_by(actor)), identifier)
    if actor.principal is None:
        raise Forbidden
    said = objections.words(words, "words", SAY_WHAT)
    try:
        with transaction.atomic():
            made = Objection.objects.create(
                licence=licence,
                issuer=licence.issuer,
                subject_id=actor.principal,
                words=said,
                made_at=now,
            )
    except IntegrityError:
        raise objections.AlreadyObjected from None
    audit.record(actor, events.OBJECTED, licence.identifier, at=now, objection=made.pk)
    return made


@transaction.atomic
def refuse_objection(*, actor: Actor, objection_id: int, answer: str, now: datetime) -> Objection:
    """Leave the licence as it is, and say why; the holder is told.

    Declined with `ObjectionUnknown`, `objections.WordsMissing` or `objections.AlreadyAnswered`.
    """
    found = _open(actor, objection_id)
    found.outcome = objections.Outcome.REFUSED
    return _answer(actor, found, answer, now)


@transaction.atomic
def correct(
    *,
    actor: Actor,
    objection_id: int,
    decision: acts.Decision,
    face: Mapping[str, str],
    holders: tuple[UUID, ...] = (),
    answer: str,
    document: Document | None = None,
    now: datetime,
) -> Licence:
    """Give the holder who objected a corrected version (更正), and tell him.

    Declined as `refuse_objection` and `change` are.
    """
    found = _open(actor, objection_id)
    if decision.effective_on is not None and decision.effective_on > clock.day_of(now):
        sentence = "更正从今天起生效，不用另外写以后的日期。"
        raise acts.DecisionIncomplete(fields={"effective_on": sentence})
    licence = changing.change(
        actor=actor,
        identifier=found.licence.identifier,
        step=acts.Step.CORRECT,
        decision=decision,
        face=face,
        holders=holders,
        document=document,
        now=now,
    )
    found.outcome, found.successor = objections.Outcome.CORRECTED, licence.identifier
    _answer(actor, found, answer, now)
    return licence


def _open(actor: Actor, objection_id: int) -> Objection:
    rows = Objection.objects.filter(perms.objections_for(actor), pk=objection_id)
    found = rows.select_related("licence__issuer").select_for_update(of=("self",)).first()
    if found is None:
        raise queries.ObjectionUnknown
    require(perms.may_act_upon(actor, found.licence.issuer.key))
    if found.outcome != objections.Outcome.OPEN:
        raise objections.AlreadyAnswered
    return found


def _answer(actor: Actor, found: Objection, answer: str, now: datetime) -> Objection:
    found.answer = objections.words(answer, "answer", SAY_WHY)
    found.answered_at, found.answered_by = now, actor.account
    found.save(update_fields=["answer", "outcome", "answered_at", "answered_by", "successor"])
    audit.record(
        actor,
        events.OBJECTION_ANSWERED,
        found.licence.identifier,
        at=now,
        objection=found.pk,
        outcome=found.outcome,
    )
    outbox.publish(events.ObjectionAnswered(objection=found.pk))
    return found
