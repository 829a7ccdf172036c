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
    from tongban.base.actors import Actor


def rating(actor: Actor, number: str) -> Rating | None:
    """The rating of a case, if the actor may see it."""
    return Rating.objects.filter(perms.visible_to(actor), number=number).first()


def may_rate(actor: Actor, number: str) -> bool:
    """Whether the actor's case is concluded and not rated yet; raises when it is not his."""
    seen = cases.case(actor, number).case
    mine = actor.is_person and actor.principal == seen.applicant_id
    return mine and seen.state == State.CONCLUDED and rating(actor, number) is None


def rated_numbers(actor: Actor) -> frozenset[str]:
    """The case numbers the person has rated, the latest hundred."""
    rows = Rating.objects.filter(perms.visible_to(actor)).order_by("-rated_at", "id")
    return frozenset(rows.values_list("number", flat=True)[:100])


def counts(actor: Actor) -> dict[int, int]:
    """How many visible ratings there are of each grade."""
    rows = Rating.objects.filter(perms.visible_to(actor)).values("grade")
    return {row["grade"]: row["n"] for row in rows.annotate(n=Count("id")).order_by("grade")}


def latest(actor: Actor, *, after: str = "", limit: int = 20) -> Page[Rating]:
    """Visible ratings, the latest first."""
    rows = Rating.objects.filter(perms.visible_to(actor))
    return keyset(rows, by=("-rated_at", "id"), after=after, limit=limit)
