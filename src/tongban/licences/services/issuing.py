"""Issuing licences: numbered, typeset, signed, filed, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock, ledger, outbox
from tongban.base.errors import require
from tongban.licences import events, perms
from tongban.licences.models import Licence, LicenceHolder
from tongban.licences.rules import acts, metadata, states
from tongban.licences.services import (
    ending,
    leaves,
    making,
    ordering,
    recording,
)
from tongban.licences.services.entering import described

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.identity.queries import SubjectCard
    from tongban.licences.services.making import Made


@transaction.atomic
def issue(
    *,
    actor: Actor,
    type_key: str,
    holders: tuple[UUID, ...],
    face: Mapping[str, str],
    issuer: str,
    region: str,
    valid_from: date,
    valid_until: date | None = None,
    case_number: str = "",
    number: str = "",
    now: datetime,
    dedupe: str = "",
    trust_grade: states.TrustGrade = states.TrustGrade.ISSUED,
) -> Licence:
    """Issue a licence: number, identifier, OFD file, seal, signature, all or nothing.

    `face` needs only what holder and issue do not already say.  `number` and `valid_until` are
    formed by the rule of the type when not given.  Where an earlier licence of the same number is
    over, this one is its next version.  Asked again with the same `dedupe`, the licence that was
    issued the first time is returned.  Declined with `Forbidden`, `HolderUnfit`, `NumberTaken`,
    `TypeNotIssuable`, `face_values.FaceInvalid`, `numbers.NumberInvalid` or
    `validity.ValidityUnfit`, and with what `seals.seal_now` declines where the office has no
    seal that this job may use.
    """
    require(perms.may_issue(actor, issuer))
    if dedupe and (earlier := _issued_before(dedupe)):
        return earlier
    wish = ordering.Wish(
        type_key=type_key,
        holders=holders,
        face=face,
        issuer=issuer,
        region=region,
        valid_from=valid_from,
        valid_until=valid_until,
        case_number=case_number,
        number=number,
        now=now,
        dedupe=dedupe,
        trust_grade=trust_grade,
    )
    return _issue(actor, ordering.judged(wish))


def _issue(actor: Actor, order: ordering.Order) -> Licence:
    facts, before = ordering.numbered(order)
    if before is not None and before.state != states.State.ENDED:
        _let_lapse(actor, before, str(facts.identifier), order.wish.now)
    return make(actor, order, facts)


def make(actor: Actor, order: ordering.Order, facts: metadata.Facts) -> Licence:
    """Make, file and tell of a licence that has its number; for services of this house."""
    licence = _new(order, facts, making.make(actor, order, facts))
    _write(actor, licence, order)
    return licence


def _issued_before(dedupe: str) -> Licence | None:
    """Wait for whoever issues under the same word just now, then look."""
    ordering.alone(f"licences.issue:{dedupe}")
    return Licence.objects.select_related("type", "issuer").filter(dedupe=dedupe).first()


def _let_lapse(actor: Actor, before: Licence, successor: str, now: datetime) -> None:
    """A version that has expired gives its place to the one that is issued now."""
    decision = acts.Decision(ordering.RENEWED, states.GROUNDS[states.Ending.LAPSED])
    decided = acts.Decided(
        acts.Step.REPLACE, decision, clock.day_of(now), states.State.ENDED, waits=False
    )
    act = recording.write(actor, before, decided, now=now)
    ending.give_way(actor, before, act, successor=successor, now=now)


def _new(order: ordering.Order, facts: metadata.Facts, made: Made) -> Licence:
    wish = order.wish
    columns = described(
        facts, made.whole, kind=order.kind, office=order.office, holder=order.holder.id
    )
    return Licence(
        **columns,
        **made.columns(),
        trust_grade=wish.trust_grade,
        case_number=wish.case_number,
        dedupe=wish.dedupe or None,
        created_at=wish.now,
    )


def rows(new: Licence, cards: Iterable[SubjectCard]) -> Iterator[ledger.Row]:
    """What a new licence writes: itself, who holds it in the order of its face, and its leaf;
    for services of this house."""
    yield ledger.row_of(new)
    for place, card in enumerate(cards):
        yield ledger.row_of(LicenceHolder(licence=new, subject_id=card.id, place=place))
    yield leaves.of_issued(new)


def _write(actor: Actor, new: Licence, order: ordering.Order) -> None:
    """Write the licence and tell of it, in one statement."""
    entry = audit.entry(
        actor,
        events.ISSUED,
        new.identifier,
        at=order.wish.now,
        type=new.type.key,
        case_number=new.case_number,
        document=new.document_digest,
        key=new.key_id,
    )
    told = events.LicenceIssued(
        identifier=new.identifier,
        type_key=new.type.key,
        case_number=new.case_number,
    )
    outbox.publish(told, *rows(new, order.cards), entry)
