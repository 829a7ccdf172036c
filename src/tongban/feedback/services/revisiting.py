"""Revisiting (回访) bad ratings: called for, tried, answered by the applicant himself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from tongban.access import queries as access
from tongban.access import services as recording
from tongban.access.rules import Role
from tongban.base import audit, outbox
from tongban.base.errors import require
from tongban.cases import queries as cases
from tongban.feedback import events, perms, queries, rules
from tongban.feedback.models import Rating, Revisit
from tongban.feedback.rules import Outcome, RevisitState, Way
from tongban.identity import queries as identity
from tongban.notices import services as notices

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.identity.queries import SubjectCard

PURPOSE: Final = "差评回访"


@transaction.atomic
def call_for_revisit(*, actor: Actor, number: str, due_on: date, now: datetime) -> None:
    """Have a bad rating revisited by a day, as what was put right was confirmed; once.

    The heads of the department that answers for it are told.
    """
    rating = _locked(actor, number)
    require(perms.may_call_for_revisit(actor))
    if rating.grade not in rules.BAD or rating.revisit != RevisitState.NONE:
        return
    rating.revisit, rating.handled_at, rating.revisit_due_on = RevisitState.OWED, now, due_on
    rating.save(update_fields=["revisit", "handled_at", "revisit_due_on"])
    audit.record(actor, events.REVISIT_OWED, number, at=now, due_on=due_on.isoformat())
    day = f"{due_on:%Y年%-m月%-d日}"
    _tell_heads(rating, "revisit.owed", now, item=queries.rated_thing(rating), day=day)


@transaction.atomic
def revisit(
    *,
    actor: Actor,
    number: str,
    way: str,
    outcome: str = "",
    words: str = "",
    put_right: str = "",
    now: datetime,
) -> Revisit:
    """Write down one try to reach the applicant, or ask him by a message to answer online.

    Declined with `RevisitTooEarly`, `RevisitOver`, `RevisitAsked` or `RevisitInvalid`.
    """
    rating = _locked(actor, number)
    require(perms.may_revisit(actor, rating))
    said = rules.revisited(
        state=rating.revisit, asked=queries.waits_for_answer(rating), way=way, outcome=outcome,
        words=words, put_right=put_right,
    )  # fmt: skip
    row = _keep(rating, said, actor, now)
    if said.way is Way.MESSAGE:
        _ask(rating, row, now)
    return row


@transaction.atomic
def answer_revisit(
    *, actor: Actor, number: str, outcome: str, words: str = "", now: datetime
) -> Revisit:
    """Answer online whether one is satisfied now, after a message asked for it.

    Declined with `RevisitNotAsked` or `RevisitInvalid`.  The heads hear who is not satisfied.
    """
    rating = _locked(actor, number)
    require(perms.may_answer_revisit(actor, rating))
    said = rules.answered(asked=queries.waits_for_answer(rating), outcome=outcome, words=words)
    row = _keep(rating, said, actor, now)
    if said.outcome is Outcome.DISSATISFIED:
        _tell_heads(rating, "revisit.dissatisfied", now, row.pk, item=queries.rated_thing(rating))
    return row


@transaction.atomic
def show_contact(*, actor: Actor, number: str, now: datetime) -> SubjectCard:
    """Whom to call, for whoever revisits; the look is written down before it is shown.

    Only while there is somebody to call: a rating that needs no revisit shows nobody.
    """
    view = queries.rating_view(actor, number)
    require(view.may_revisit)
    subject = view.rating.applicant_id
    recording.record_access(
        actor=actor, subject_id=subject, what=("姓名", "电话"), purpose=PURPOSE,
        case_number=number, now=now,
    )  # fmt: skip
    return identity.subject(subject)


def _keep(rating: Rating, said: rules.Said, actor: Actor, now: datetime) -> Revisit:
    """Add the try to what was written before, and tell what it comes to."""
    row = Revisit.objects.create(
        rating=rating, way=said.way, outcome=said.outcome, words=said.words,
        put_right=said.put_right, by_name="" if actor.is_person else actor.name, at=now,
    )  # fmt: skip
    if said.state is not None:
        rating.revisit = said.state
        rating.save(update_fields=["revisit"])
    number = rating.number
    case = number if rating.case_id else cases.answering_case(number)
    way, outcome = str(said.way), str(said.outcome)
    audit.record(actor, events.RatingRevisited.name, number, at=now, way=way, outcome=outcome)
    outbox.publish(events.RatingRevisited(number=number, case=case, way=way, outcome=outcome))
    return row


def _ask(rating: Rating, row: Revisit, now: datetime) -> None:
    root = "/cases" if rating.case_id else "/events/cases"
    notices.tell(
        subject_id=rating.applicant_id,
        template_key="rating.revisit",
        context={"item": queries.rated_thing(rating), "number": rating.number},
        link=f"{root}/{rating.number}/rating/thanks/",
        now=now,
        dedupe=f"rating.revisit:{row.pk}",
    )


def _tell_heads(
    rating: Rating, template: str, now: datetime, turn: object = "", **facts: str
) -> None:
    notices.tell_staff(
        accounts=access.holders(Role.APPROVER, unit=rating.unit),
        template_key=template,
        context={"number": rating.number} | facts,
        link=f"/desk/ratings/{rating.number}/",
        now=now,
        dedupe=f"{template}:{rating.number}:{turn}",
    )


def _locked(actor: Actor, number: str) -> Rating:
    rows = Rating.objects.filter(perms.visible_to(actor), number=number)
    rating = rows.select_for_update(of=("self",)).first()
    if rating is None:
        raise queries.RatingUnknown
    return rating
