"""Giving a rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, outbox
from tongban.base.errors import Forbidden
from tongban.cases import queries as cases
from tongban.feedback import events, rules
from tongban.feedback.models import Rating
from tongban.feedback.queries import RATED, is_over

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
    case = cases.case_alone(actor, number)
    if not actor.is_person or actor.principal != case.applicant_id:
        raise Forbidden
    given = rules.rate(
        grade=grade,
        options=tuple(options),
        text=text,
        concluded=is_over(case),
    )
    rating = _keep(
        number, given, actor, now, case_id=case.pk, applicant_id=case.applicant_id,
        unit=case.unit, item_key=case.item_key,
    )  # fmt: skip
    audit.record(actor, events.CaseRated.name, number, at=now, grade=int(given.grade))
    outbox.publish(events.CaseRated(number=number, grade=int(given.grade)))
    return rating


@transaction.atomic
def rate_bundle(
    *,
    actor: Actor,
    number: str,
    grade: int,
    options: Sequence[str] = (),
    text: str = "",
    now: datetime,
) -> Rating:
    """Rate a life event of one's own as a whole, once, when all of it has ended.

    The lead department answers for it.  Declined as `rate` is.
    """
    bundle = cases.bundle(actor, number).bundle
    if not actor.is_person or actor.principal not in {bundle.applicant_id, bundle.made_id}:
        raise Forbidden
    given = rules.rate(
        grade=grade, options=tuple(options), text=text, concluded=bundle.state in RATED
    )
    rating = _keep(
        number, given, actor, now, bundle_id=bundle.pk, applicant_id=bundle.applicant_id,
        unit=bundle.unit, item_key=bundle.event_key,
    )  # fmt: skip
    audit.record(actor, events.BundleRated.name, number, at=now, grade=int(given.grade))
    case = cases.answering_case(number)
    outbox.publish(events.BundleRated(number=number, grade=int(given.grade), case=case))
    return rating


def _keep(number: str, given: rules.Given, actor: Actor, now: datetime, **of: object) -> Rating:
    """Write the rating down unless there is one."""
    said = {
        "grade": given.grade, "options": list(given.options), "text": given.text,
        "channel": actor.channel, "rated_at": now,
    }  # fmt: skip
    rating, created = Rating.objects.get_or_create(number=number, defaults=of | said)
    if not created:
        raise rules.RatedAlready
    return rating
