"""Reads of what was done to licences, and of what waits to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.licences import perms
from tongban.licences.models import Licence, LicenceAct, Objection, WaitingAct
from tongban.licences.queries.licences import standing
from tongban.licences.rules import acts, findings, objections, states

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base.actors import Actor


class ObjectionUnknown(NotFound):
    """There is no such objection, or it is another office's to answer."""

    code = "licences.objection_unknown"
    sentence = "没有找到这条异议。"


class ActUnknown(NotFound):
    """There is no such act, or it does not wait for its day any more."""

    code = "licences.act_unknown"
    sentence = "没有找到这项办理，或者它已经生效、取消。"


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act as it is shown on the page of a licence."""

    id: int
    identifier: str
    version: int
    place: int
    step: str
    reason: str
    legal_ground: str
    document_number: str
    document_name: str
    document_digest: str
    case_number: str
    effective_on: date
    decided_at: datetime
    actor: str
    details: dict[str, object]
    waits: bool
    dropped_because: str


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection as the one who made it and the office that answers it read it."""

    id: int
    identifier: str
    title: str
    subject: UUID
    words: str
    made_at: datetime
    outcome: str
    answer: str
    answered_at: datetime | None
    successor: str

    @property
    def outcome_label(self) -> str:
        return objections.LABELS[objections.Outcome(self.outcome)]

    @property
    def is_open(self) -> bool:
        return self.outcome == objections.Outcome.OPEN


def facts(licence: Licence, today: date) -> acts.Facts:
    """What a decision about the licence depends on."""
    return acts.Facts(
        state=states.State(licence.state),
        standing=standing(licence, today),
        origin=states.Origin(licence.origin),
        issued_on=licence.issued_on,
        suspended_on=licence.suspended_on,
        today=today,
    )


def steps_open_to(actor: Actor, licence: Licence, today: date) -> tuple[acts.Step, ...]:
    """The acts that the actor may choose from today."""
    if not perms.may_act_upon(actor, licence.issuer.key):
        return ()
    return acts.possible(facts(licence, today))


def acts_of(licence: Licence) -> tuple[ActRow, ...]:
    """Everything done to any version of the licence, the newest first; the caller asked who may."""
    rows = LicenceAct.objects.filter(
        licence__type=licence.type_id,
        licence__issuer=licence.issuer_id,
        licence__serial=licence.serial,
    )
    rows = rows.select_related("licence", "waiting").order_by("-decided_at", "-id")
    return tuple(_act(one) for one in rows[:200])


def versions_of(licence: Licence) -> tuple[Licence, ...]:
    """All versions of the licence, the newest first."""
    rows = Licence.objects.filter(
        type=licence.type_id, issuer=licence.issuer_id, serial=licence.serial
    )
    return tuple(rows.select_related("type", "issuer").order_by("-version", "id")[:100])


def found(facts: findings.PublicFacts, licence: Licence, today: date) -> findings.Finding:
    """What anybody learns about a licence that is truly ours."""
    end = None
    if licence.ended_on is not None:
        end = findings.End(
            licence.ended_kind, licence.ended_reason, licence.ended_on, licence.replaced_by
        )
    now = standing(licence, today)
    return findings.of_licence(
        facts,
        now,
        end,
        suspended_on=licence.suspended_on,
        is_check_overdue=states.is_check_overdue(now, licence.check_due_on, today),
    )


def told(identifier: str, place: int) -> tuple[tuple[UUID, ...], str, dict[str, str]]:
    """The holders of a licence, the words for an act upon it, and what the words need."""
    one = LicenceAct.objects.select_related("licence").get(
        licence__identifier=identifier, place=place
    )
    step = acts.Step(one.step)
    day = one.effective_on
    said = {
        "licence": str(one.licence.metadata["ZZMC"]),
        "step": str(step),
        "day": f"{day.year}年{day.month}月{day.day}日",
        "reason": f"{one.reason}（{one.legal_ground}）",
    }
    holders = one.licence.holders.order_by("id").values_list("subject_id", flat=True)
    return tuple(holders), acts.NOTICES[step], said


def act_of_office(actor: Actor, act_id: int) -> LicenceAct:
    """An act upon a licence that the actor's office keeps, or `ActUnknown`."""
    kept = Licence.objects.filter(perms.kept_by(actor))
    found_one = LicenceAct.objects.filter(pk=act_id, licence__in=kept).first()
    if found_one is None:
        raise ActUnknown
    return found_one


def waiting_for_change(actor: Actor, act_id: int) -> WaitingAct:
    """An act that waits for its day, locked with its licence; others' are `ActUnknown`."""
    offices = [] if actor.is_system else actor.units(*perms.KEEPERS)
    rows = WaitingAct.objects.filter(act=act_id, done_at=None)
    if not actor.is_system:
        rows = rows.filter(act__licence__issuer__key__in=offices)
    found_one = rows.select_related("act").select_for_update(of=("self",)).first()
    if found_one is None:
        raise ActUnknown
    return found_one


def holder_ids(licence: Licence) -> tuple[UUID, ...]:
    """Who holds the licence, in the order of its face."""
    rows = licence.holders.order_by("place").values_list("subject_id", flat=True)
    return tuple(rows)


def expired_untold(today: date, limit: int) -> list[UUID]:
    """Licences in force whose last day has passed and of which nobody was told yet."""
    rows = Licence.objects.filter(valid_until__lt=today, expiry_told_on=None)
    rows = rows.filter(state__in=[states.State.VALID, states.State.SUSPENDED])
    return list(rows.order_by("valid_until", "id").values_list("id", flat=True)[:limit])


def due(today: date, limit: int) -> list[int]:
    """Acts whose effect day has come, the earliest first."""
    rows = WaitingAct.objects.filter(done_at=None, due_on__lte=today)
    return list(rows.order_by("due_on", "id").values_list("act_id", flat=True)[:limit])


def objections_to_answer(
    actor: Actor, *, is_open: bool = True, after: str = "", limit: int = 50
) -> Page[ObjectionRow]:
    """What holders say against licences of the actor's office, the oldest first."""
    rows = Objection.objects.filter(perms.objections_for(actor)).select_related("licence")
    if is_open:
        rows = rows.filter(outcome=objections.Outcome.OPEN)
    page = keyset(rows, by=("made_at", "id"), after=after, limit=limit)
    return page.map(_objection)


def objection_to_answer(actor: Actor, objection_id: int) -> ObjectionRow:
    """One of them, or `ObjectionUnknown`."""
    rows = Objection.objects.filter(perms.objections_for(actor), pk=objection_id)
    one = rows.select_related("licence").first()
    if one is None:
        raise ObjectionUnknown
    return _objection(one)


def own_objections(actor: Actor, identifier: str) -> tuple[ObjectionRow, ...]:
    """What the one for whom the actor acts said against a licence, the newest first."""
    if not actor.is_person or actor.principal is None:
        return ()
    rows = Objection.objects.filter(subject=actor.principal, licence__identifier=identifier)
    rows = rows.select_related("licence").order_by("-made_at", "-id")
    return tuple(_objection(one) for one in rows[:50])


def answered(objection_id: int) -> tuple[UUID, str, dict[str, str]]:
    """Whom to tell about an answer, the licence, and what the words need."""
    one = Objection.objects.select_related("licence").get(pk=objection_id)
    said = {
        "licence": str(one.licence.metadata["ZZMC"]),
        "outcome": objections.LABELS[objections.Outcome(one.outcome)],
        "answer": one.answer,
    }
    return one.subject_id, one.successor or one.licence.identifier, said


def _objection(one: Objection) -> ObjectionRow:
    return ObjectionRow(
        id=one.pk,
        identifier=one.licence.identifier,
        title=str(one.licence.metadata["ZZMC"]),
        subject=one.subject_id,
        words=one.words,
        made_at=one.made_at,
        outcome=one.outcome,
        answer=one.answer,
        answered_at=one.answered_at,
        successor=one.successor,
    )


def _act(one: LicenceAct) -> ActRow:
    waiting = getattr(one, "waiting", None)
    return ActRow(
        id=one.pk,
        identifier=one.licence.identifier,
        version=one.licence.version,
        place=one.place,
        step=one.step,
        reason=one.reason,
        legal_ground=one.legal_ground,
        document_number=one.document_number,
        document_name=one.document_name,
        document_digest=one.document_digest,
        case_number=one.case_number,
        effective_on=one.effective_on,
        decided_at=one.decided_at,
        actor=one.actor_name or "系统",
        details=one.details,
        waits=waiting is not None and waiting.done_at is None,
        dropped_because=waiting.dropped_because if waiting else "",
    )
