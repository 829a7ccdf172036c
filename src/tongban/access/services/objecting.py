"""Objections to looks, and the answers of the offices."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import events, perms, queries
from tongban.access.models import Objection
from tongban.access.rules import objections
from tongban.base import audit, clock, outbox
from tongban.base.calendars import calendars
from tongban.base.errors import require
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base.actors import Actor

_FAR = timedelta(days=90)


@transaction.atomic
def object_to(*, actor: Actor, look_id: int, words: str, now: datetime) -> Objection:
    """Say that somebody should not have looked; the office has fifteen working days to answer.

    Said again about the same look, the first objection stays.  Declined with
    `queries.LookUnknown`, `objections.ObjectionInvalid` or `objections.NobodyAnswers`.
    """
    look = queries.look_for_change(actor, look_id)
    text = objections.check_words(words)
    unit = look.answering_unit
    if not unit:
        raise objections.NobodyAnswers
    objection, fresh = Objection.objects.get_or_create(
        look=look,
        defaults={
            "subject_id": look.subject_id,
            "unit": unit,
            "words": text,
            "account_id": actor.account,
            "made_at": now,
            "due_on": _due_on(unit, clock.day_of(now)),
        },
    )
    if fresh:
        audit.record(
            actor, events.OBJECTION_MADE, str(objection.pk), at=now, look=look_id, unit=unit
        )
        outbox.publish(events.ObjectionMade(objection=str(objection.pk)))
    return objection


@transaction.atomic
def answer_objection(
    *, actor: Actor, objection_id: UUID, verdict: str, answer: str, now: datetime
) -> Objection:
    """Answer for the office that looked; who looked himself may not.

    Declined with `queries.ObjectionUnknown`, `objections.ObjectionInvalid`, `Forbidden` or
    `objections.ObjectionAnswered`.
    """
    found = queries.objection_for_change(actor, objection_id)
    require(perms.may_answer(actor, found))
    judged, text = objections.check_answer(verdict, answer)
    if found.answered_at is not None:
        raise objections.ObjectionAnswered
    found.verdict, found.answer = judged, text
    found.answered_by_id, found.answered_at = actor.account, now
    found.save(update_fields=["verdict", "answer", "answered_by", "answered_at"])
    audit.record(actor, events.OBJECTION_ANSWERED, str(found.pk), at=now, verdict=judged.value)
    outbox.publish(events.ObjectionAnswered(objection=str(found.pk)))
    return found


def _due_on(unit: str, today: date) -> date:
    chain = directory.chain(directory.department(unit).region_id)
    return calendars.calendar_for(chain, today, today + _FAR).add(today, objections.WORKING_DAYS)
