"""Questions and complaints about cases: the list, one of them, those of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from tongban.base import clock
from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.cases import queries as cases
from tongban.supervision import perms
from tongban.supervision.models import Complaint
from tongban.supervision.queries.rules import DATA
from tongban.supervision.rules import ComplaintSeen
from tongban.supervision.rules.complaints import APPLICANT, Allowance, Kind, Written

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from tongban.base.actors import Actor

MOST = 50


class ComplaintUnknown(NotFound):
    """There is no such complaint, or the actor may not know that there is."""

    code = "supervision.complaint_unknown"
    sentence = "没有找到这件咨询投诉，请核对编号。"


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """One complaint, and what the reader may do with it."""

    complaint: Complaint
    may_answer: bool


@cache
def kinds() -> dict[str, Kind]:
    """The kinds of complaints with their limits."""
    return {row["key"]: Kind(**row) for row in _data()["kinds"]}


@cache
def allowance() -> Allowance:
    """How often an applicant may write."""
    return Allowance(**_data()["again"])


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DATA / "complaints.yaml").read_text(encoding="utf-8"))
    return found


def complaints(
    actor: Actor, *, unanswered: bool = False, after: str = "", limit: int = 30
) -> Page[Complaint]:
    """Complaints that the actor may see, the latest first."""
    rows = Complaint.objects.filter(perms.complaints_visible_to(actor)).defer("words", "answer")
    if unanswered:
        rows = rows.filter(answered_at=None)
    return keyset(rows, by=("-registered_at", "id"), after=after, limit=limit)


def complaint(actor: Actor, serial: str) -> ComplaintView:
    """One complaint that the actor may see."""
    rows = Complaint.objects.filter(perms.complaints_visible_to(actor), serial=serial)
    found = rows.first()
    if found is None:
        raise ComplaintUnknown
    open_to = found.answered_at is None and perms.may_answer_complaint(actor, found)
    return ComplaintView(found, open_to and found.about != actor.name)


def own_complaints(actor: Actor, number: str = "") -> list[Complaint]:
    """What the person wrote himself about his cases or one of them, the latest first."""
    rows = _own(actor).defer("words", "answer")
    if number:
        rows = rows.filter(case_number=number)
    return list(rows.order_by("-id")[:MOST])


def own_complaint(actor: Actor, serial: str) -> Complaint:
    """One that the person wrote himself about a case of his own."""
    found = _own(actor).filter(serial=serial).first()
    if found is None:
        raise ComplaintUnknown
    return found


def written_before(actor: Actor, number: str, today: date) -> Written:
    """What the person wrote before, as far as it counts."""
    since = today - timedelta(days=allowance().within_days)
    of_case = _own(actor).filter(case_number=number)
    waits = of_case.filter(answered_at=None).values_list("serial", "answer_due_on").first()
    return Written(
        of_case.filter(received_on__gt=since).count(),
        _own(actor).filter(received_on=today).count(),
        waits,
    )


def complainant(serial: str) -> tuple[UUID, dict[str, str]] | None:
    """Whom to tell about the answer to what he wrote himself, and the facts; for jobs."""
    row = Complaint.objects.filter(serial=serial, source=APPLICANT).first()
    if row is None:
        return None
    subject, facts = cases.told(row.case_number)
    kind = kinds()[row.kind].name if row.kind in kinds() else row.kind
    return subject, {"item": facts["item"], "kind": kind, "serial": serial}


def _own(actor: Actor) -> QuerySet[Complaint]:
    numbers = cases.own_numbers(actor)
    return Complaint.objects.filter(source=APPLICANT, case_number__in=numbers)


def complaints_seen(number: str) -> tuple[ComplaintSeen, ...]:
    """The complaints about a case, as the rules see them."""
    rows = Complaint.objects.filter(case_number=number).order_by("id").defer("words", "answer")
    return tuple(
        ComplaintSeen(
            row.pk,
            row.serial,
            kinds()[row.kind].name if row.kind in kinds() else row.kind,
            row.answer_due_on,
            clock.day_of(row.answered_at) if row.answered_at else None,
        )
        for row in rows
    )


def handled_by(actor: Actor, number: str) -> tuple[str, ...]:
    """The members of staff who took a step in a case; of them somebody may be complained of."""
    steps = cases.trail(actor, number)
    return tuple(dict.fromkeys(s.actor_name for s in steps if s.actor_kind == "staff"))
