"""Giving a rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, outbox
from tongban.base.errors import Forbidden
from tongban.cases import queries as cases
from tongban.cases.rules import State
from tongban.feedback import events, rules
from tongban.feedback.models import Rating

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.base.actors import Actor


@transaction.atomic
def rate(
    *,
    actor: Actor,
    number: str,
    grade: int,
    options: Sequence[str] = (),
    text: str = "",
    now: datetime,
) -> Rating:
    """Rate a concluded case of one's own, once.

    Declined with `NotConcluded`, `RatedAlready`, `RatingInvalid`; only the applicant rates, no
    office does it for him (国办发〔2019〕51号).
    """
    case = cases.case(actor, number).case
    if not actor.is_person or actor.principal != case.applicant_id:
        raise Forbidden
    given = rules.rate(
        grade=grade,
        options=tuple(options),
        text=text,
        concluded=case.state == State.CONCLUDED,
    )
    rating, created = Rating.objects.get_or_create(
        number=number,
        defaults={
            "case_id": case.pk,
            "applicant_id": case.applicant_id,
            "unit": case.unit,
            "item_key": case.item_key,
            "grade": given.grade,
            "options": list(given.options),
            "text": given.text,
            "channel": actor.channel,
            "rated_at": now,
        },
    )
    if not created:
        raise rules.RatedAlready
    audit.record(actor, events.CaseRated.name, number, at=now, grade=int(given.grade))
    outbox.publish(events.CaseRated(number=number, grade=int(given.grade)))
    return rating
