"""Reads of ratings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from django.db.models import Count, Q

from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.cases import queries as cases
from tongban.cases.rules import State
from tongban.cases.rules.bundles import BundleState
from tongban.feedback import perms, rules
from tongban.feedback.models import Rating, Revisit
from tongban.feedback.rules import RevisitState

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Bundle, Case

DATA = Path(__file__).parent / "data"
LOOKED_THROUGH = 50
RATED = frozenset({BundleState.DONE, BundleState.PARTLY, BundleState.FAILED})


class RatingUnknown(NotFound):
    """There is no such rating, or the actor may not know that there is."""

    code = "feedback.rating_unknown"
    sentence = "没有找到这条评价。"


@dataclass(frozen=True, slots=True)
class RatingView:
    """One rating with what was done about it, and what the reader may do."""

    rating: Rating
    revisits: tuple[Revisit, ...]
    asked: bool
    may_revisit: bool
    may_answer: bool


def rating(actor: Actor, number: str) -> Rating | None:
    """The rating of a case or of a life event, if the actor may see it."""
    return Rating.objects.filter(perms.visible_to(actor), number=number).first()


def answered_for(actor: Actor, number: str) -> tuple[Rating, ...]:
    """The ratings for which a case answers, the worst first: its own, and that of the life event
    that it leads."""
    known = (number, cases.led_by(number))
    rows = Rating.objects.filter(perms.visible_to(actor), number__in=[one for one in known if one])
    return tuple(rows.order_by("grade", "id"))


def answered_by(actor: Actor, number: str) -> Rating | None:
    """The worst of them, by which supervision judges and counts the case."""
    return next(iter(answered_for(actor, number)), None)


def may_rate(actor: Actor, number: str) -> bool:
    """Whether the actor's case is concluded and not rated yet; raises when it is not his."""
    seen = cases.case_alone(actor, number)
    mine = actor.is_person and actor.principal == seen.applicant_id
    return mine and is_over(seen) and rating(actor, number) is None


def is_over(case: Case) -> bool:
    """Whether the case is concluded, and not only referred up to an office that still decides."""
    return case.state == State.CONCLUDED and not cases.undecided_above(case)


def may_rate_bundle(actor: Actor, number: str) -> bool:
    """Whether the actor's life event is over and not rated yet; raises when it is not his."""
    bundle = cases.bundle(actor, number).bundle
    mine = actor.is_person and actor.principal in {bundle.applicant_id, bundle.made_id}
    return mine and bundle.state in RATED and rating(actor, number) is None


def unrated(actor: Actor) -> list[Case]:
    """The person's latest concluded cases that wait for a rating.

    What belongs to a life event is asked about once, with the whole.
    """
    found = [one for one in cases.concluded(actor, most=LOOKED_THROUGH) if one.bundle_id is None]
    rated = _rated([str(case.number) for case in found])
    return [case for case in found if case.number not in rated]


def unrated_bundles(actor: Actor) -> list[Bundle]:
    """The person's life events that are over and wait for a rating."""
    found = [one for one in cases.my_bundles(actor) if one.state in RATED]
    rated = _rated([str(bundle.number) for bundle in found])
    return [bundle for bundle in found if bundle.number not in rated]


def _rated(numbers: list[str]) -> set[str]:
    return set(Rating.objects.filter(number__in=numbers).values_list("number", flat=True))


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


def rating_view(actor: Actor, number: str) -> RatingView:
    """One rating that the actor may see, with every try to revisit it, the oldest first."""
    found = rating(actor, number)
    if found is None:
        raise RatingUnknown
    tries = tuple(found.revisits.order_by("id"))
    asked = rules.waits_for_answer(each.outcome for each in tries)
    wanted = found.revisit not in (RevisitState.NONE, RevisitState.SATISFIED)
    return RatingView(
        found,
        tries,
        asked,
        may_revisit=wanted and perms.may_revisit(actor, found),
        may_answer=asked and perms.may_answer_revisit(actor, found),
    )


def waits_for_answer(found: Rating) -> bool:
    """Whether the applicant was asked by a message and has not answered since."""
    outcomes = found.revisits.order_by("id").values_list("outcome", flat=True)
    return rules.waits_for_answer(outcomes)


def to_revisit(
    actor: Actor, state: RevisitState, *, after: str = "", limit: int = 20
) -> Page[Rating]:
    """Visible ratings by how their revisit stands, the one whose day comes first first."""
    rows = Rating.objects.filter(perms.visible_to(actor), revisit=state)
    return keyset(rows, by=("revisit_due_on", "id"), after=after, limit=limit)


def revisits_owed(actor: Actor, today: date) -> tuple[int, int]:
    """How many visible ratings wait for a revisit, and how many of them longer than they should."""
    rows = Rating.objects.filter(perms.visible_to(actor), revisit=RevisitState.OWED)
    found = rows.aggregate(owed=Count("id"), late=Count("id", filter=Q(revisit_due_on__lt=today)))
    return found["owed"], found["late"]


@cache
def revisit_within() -> int:
    """The working days within which a bad rating is revisited once it was put right."""
    return int(yaml.safe_load((DATA / "revisit.yaml").read_text(encoding="utf-8"))["days"])


def rated_thing(found: Rating) -> str:
    """The name of the item or life event that was rated; for messages."""
    if found.case_id:
        return cases.told(found.number)[1]["item"]
    return cases.told_of_bundle(found.number)[1]["event"]
