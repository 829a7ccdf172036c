"""New versions of a licence (变更、换发、延续、更正): the old one ends, pointing to the new."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from tongban.base import clock
from tongban.base.errors import require
from tongban.identity import queries as identity
from tongban.licences import perms, queries
from tongban.licences.rules import acts, face_values, states
from tongban.licences.services import acting, ending, issuing, ordering, recording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.licences.models import Licence, LicenceAct
    from tongban.licences.services.recording import Document


@transaction.atomic
def change(
    *,
    actor: Actor,
    identifier: str,
    step: str,
    decision: acts.Decision,
    face: Mapping[str, str] | None = None,
    holders: tuple[UUID, ...] = (),
    valid_until: date | None = None,
    document: Document | None = None,
    now: datetime,
) -> Licence:
    """Put a new version in the place of a licence: same number, same serial, version +1.

    `face` names only the items that change; without `holders` they stay.  变更 and 更正 keep the
    days of validity, 换发 and 延续 begin anew on the effect day.  Returns the new version; where
    the effect day lies ahead, the present one, which the sweep replaces on that day.  Declined with
    `LicenceUnknown`, `Forbidden`, `acts.DecisionIncomplete`, `acts.StepNotPossible`, and whatever
    `issue` declines.
    """
    licence = queries.for_change(actor, identifier)
    require(perms.may_act_upon(actor, licence.issuer.key))
    if step not in acts.NEW_VERSION:
        raise acts.StepNotPossible
    decided = acts.decide(step, queries.facts(licence, clock.day_of(now)), decision)
    wish = _said(face or {}, holders, valid_until)
    order = _ordered(licence, decided, wish, now)
    written = recording.write(actor, licence, decided, document=document, now=now)
    if not decided.waits:
        return _replace(actor, order, written, now)
    ordering.face_of(order, licence.number)
    acting.wait(actor, written, wish=wish, now=now)
    return licence


def carry_out(
    actor: Actor, licence: Licence, act: LicenceAct, wish: Mapping[str, Any], now: datetime
) -> Licence:
    """Make the new version that waited for its day."""
    decision = acts.Decision(act.reason, act.legal_ground, case_number=act.case_number)
    decided = acts.Decided(
        acts.Step(act.step), decision, act.effective_on, states.State.ENDED, waits=False
    )
    return _replace(actor, _ordered(licence, decided, wish, now), act, now)


def _replace(actor: Actor, order: ordering.Order, act: LicenceAct, now: datetime) -> Licence:
    before = order.wish.replaces
    if before is None:
        raise ValueError("a new version takes somebody's place")
    facts, _before = ordering.numbered(order)
    ending.give_way(actor, before, act, successor=str(facts.identifier), now=now)
    return issuing.make(actor, order, facts)


def _ordered(
    licence: Licence, decided: acts.Decided, wish: Mapping[str, Any], now: datetime
) -> ordering.Order:
    """What is to be issued: the present face without what follows from holder and issue."""
    keeps_days = decided.step in {acts.Step.CHANGE, acts.Step.CORRECT}
    until = date.fromisoformat(wish["valid_until"]) if wish.get("valid_until") else None
    given = tuple(UUID(holder) for holder in wish["holders"])
    return ordering.judged(
        ordering.Wish(
            type_key=licence.type.key,
            holders=given or queries.holder_ids(licence),
            face={**_own_face(licence), **wish["face"]},
            issuer=licence.issuer.key,
            region=licence.region_id,
            valid_from=licence.valid_from if keeps_days else decided.effective_on,
            valid_until=licence.valid_until if keeps_days else until,
            case_number=decided.decision.case_number,
            number=licence.number,
            now=now,
            dedupe="",
            trust_grade=states.TrustGrade.ISSUED,
            replaces=licence,
            because=f"{decided.step}：{decided.decision.reason}",
        )
    )


def _own_face(licence: Licence) -> dict[str, str]:
    """The items that somebody once entered; the others follow from holder, number and days."""
    card = identity.subject(licence.holder_id)
    derived = face_values.filled(
        face_values.fields_of(licence.type.fields),
        {},
        face_values.Known(
            holder_name="、".join(licence.holder_names),
            holder_number=str(licence.personal["CZZTDM"][0]),
            number_type=str(licence.metadata["CZZTDMLXDM"][0]),
            sex=ordering.SEXES.get(card.sex, ""),
            born_on=card.birth_on,
            issuer_name=str(licence.metadata["ZZBFJG"]),
            number=licence.number,
            issued_on=licence.issued_on,
            valid_until=licence.valid_until,
        ),
    )
    return {key: value for key, value in licence.face.items() if derived.get(key) != value}


def _said(
    face: Mapping[str, str], holders: tuple[UUID, ...], valid_until: date | None
) -> dict[str, Any]:
    """What the new version is to say, in the form in which it can wait for its day."""
    return {
        "face": {key: value.strip() for key, value in face.items()},
        "holders": [str(holder) for holder in holders],
        "valid_until": valid_until.isoformat() if valid_until else "",
    }
