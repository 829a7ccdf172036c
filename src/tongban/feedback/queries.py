"""Reads of ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from tongban.base.paging import Page, keyset
from tongban.cases import queries as cases
from tongban.cases.rules import State
from tongban.feedback import perms
from tongban.feedback.models import Rating

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

LOOKED_THROUGH = 50


def rating(actor: Actor, number: str) -> Rating | None:
    """The rating of a case, if the actor may see it."""
    return Rating.objects.filter(perms.visible_to(actor), number=number).first()


def may_rate(actor: Actor, number: str) -> bool:
    """Whether the actor's case is concluded and not rated yet; raises when it is not his."""
    seen = cases.case(actor, number).case
    mine = actor.is_person and actor.principal == seen.applicant_id
    return mine and seen.state == State.CONCLUDED and rating(actor, number) is None


def unrated(actor: Actor) -> list[Case]:
    """The person's latest concluded cases that wait for a rating."""
    found = cases.concluded(actor, most=LOOKED_THROUGH)
    known = Rating.objects.filter(number__in=[case.number for case in found])
    rated = set(known.values_list("number", flat=True))
    return [case for case in found if case.number not in rated]


def counts(actor: Actor, *, since: datetime) -> dict[int, int]:
    """How many visible ratings of each grade were given since then."""
    rows = Rating.objects.filter(perms.visible_to(actor), rated_at__gte=since).values("grade")
    return {row["grade"]: row["n"] for row in rows.annotate(n=Count("id")).order_by("grade")}


def latest(actor: Actor, *, grade: int = 0, after: str = "", limit: int = 20) -> Page[Rating]:
    """Visible ratings, the latest first; of one grade if it is given."""
    rows = Rating.objects.filter(perms.visible_to(actor))
    if grade:
        rows = rows.filter(grade=grade)
    return keyset(rows, by=("-rated_at", "id"), after=after, limit=limit)
