"""Consents as both sides see them, and whether they are what was signed."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F

from tongban.access import perms
from tongban.access.models import Consent
from tongban.access.rules import consents
from tongban.base import clock
from tongban.base.crypto import keys, sm2
from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import Q

    from tongban.base.actors import Actor

BY = ("-given_at", "id")


class ConsentUnknown(NotFound):
    """There is no such consent, or it is between others."""

    code = "access.consent_unknown"
    sentence = "没有找到这份授权。"


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent as either side reads it."""

    id: UUID
    giver: UUID
    receiver: UUID
    giver_name: str
    receiver_name: str
    resource: str
    resource_name: str
    purpose_code: str
    purpose: str
    items: tuple[str, ...]
    mode: str
    since_on: date
    until_on: date
    uses_allowed: int
    uses_made: int
    given_at: datetime
    revoked_at: datetime | None
    standing: consents.Standing

    @property
    def is_open(self) -> bool:
        return self.standing is consents.Standing.OPEN

    @property
    def may_be_revoked(self) -> bool:
        return self.standing in {consents.Standing.OPEN, consents.Standing.PENDING}

    @property
    def standing_label(self) -> str:
        return consents.STANDING_LABELS[self.standing]

    @property
    def mode_label(self) -> str:
        return consents.MODE_LABELS[self.mode]

    @property
    def purpose_label(self) -> str:
        return consents.PURPOSE_LABELS[self.purpose_code]

    @property
    def uses_left(self) -> int:
        return self.uses_allowed - self.uses_made


def consents_given(actor: Actor, *, after: str = "", limit: int = 20) -> Page[ConsentRow]:
    """What the one whom the actor acts for allowed to others, newest first."""
    return _page(perms.consents_given_by(actor), after, limit)


def consents_received(actor: Actor, *, after: str = "", limit: int = 20) -> Page[ConsentRow]:
    """What others allowed to the one whom the actor acts for, newest first."""
    return _page(perms.consents_received_by(actor), after, limit)


def consent(actor: Actor, consent_id: UUID) -> ConsentRow:
    """One consent for either side of it; anybody else's is `ConsentUnknown`."""
    return next(iter(_rows([_between(actor, consent_id)])))


def consent_for_use(
    actor: Actor, givers: Iterable[UUID], resources: Iterable[str], today: date
) -> Consent | None:
    """The consent in force, soonest over, by which the actor may use one of the resources."""
    rows = Consent.objects.filter(
        perms.consents_received_by(actor),
        giver__in=tuple(givers), resource__in=tuple(resources), revoked_at=None,
        since_on__lte=today, until_on__gte=today, uses_made__lt=F("uses_allowed"),
    )  # fmt: skip
    return rows.order_by("until_on", "given_at", "id").first()


def consent_file(actor: Actor, consent_id: UUID) -> dict[str, Any]:
    """The signed artefact of a consent, for either side, as it can be kept and checked."""
    found = _between(actor, consent_id)
    require_genuine(found)
    return {
        "consent": json.loads(found.artefact),
        "signature": {
            "algorithm": "SM2-SM3",
            "key_id": found.key_id,
            "public_key": keys.store().public(found.key_id).point.hex(),
            "value": base64.b64encode(bytes(found.signature)).decode(),
        },
    }


def consent_told(consent_id: UUID) -> ConsentRow:
    """A consent for the messages about it; who is told is one of its sides."""
    found = Consent.objects.filter(pk=consent_id).first()
    if found is None:
        raise ConsentUnknown
    return next(iter(_rows([found])))


def consent_for_change(side: Q, consent_id: UUID) -> Consent:
    """The consent, locked, among those of a side, or `ConsentUnknown`."""
    rows = Consent.objects.select_for_update(of=("self",)).filter(side, pk=consent_id)
    found = rows.first()
    if found is None:
        raise ConsentUnknown
    return found


def require_standing(consent_id: UUID) -> None:
    """Wait for whoever takes the consent back, then raise `consents.ConsentClosed` if he did."""
    rows = Consent.objects.select_for_update(of=("self",)).filter(pk=consent_id)
    if rows.values_list("revoked_at", flat=True).get() is not None:
        consents.require_open(consents.Standing.REVOKED)


def require_genuine(found: Consent) -> None:
    """Raise `consents.ConsentBroken` unless the row says what was signed."""
    try:
        key = keys.store().public(found.key_id)
        sm2.verify(key, consents.message(found.artefact), bytes(found.signature))
    except (sm2.InvalidSignature, keys.KeyUnknown):
        raise consents.ConsentBroken from None
    agrees = consents.says(
        found.artefact,
        reference=str(found.pk),
        resource=found.resource,
        terms=terms_of(found),
        parties={str(found.giver_id), str(found.receiver_id)},
    )
    if not agrees:
        raise consents.ConsentBroken


def terms_of(found: Consent) -> consents.Terms:
    """What the row says was allowed."""
    return consents.Terms(
        found.purpose_code, found.purpose, tuple(found.items), found.mode,
        found.since_on, found.until_on, found.uses_allowed,
    )  # fmt: skip


def standing_of(found: Consent, today: date) -> consents.Standing:
    """Where a consent stands on a day."""
    return consents.standing(
        since_on=found.since_on,
        until_on=found.until_on,
        allowed=found.uses_allowed,
        made=found.uses_made,
        revoked=found.revoked_at is not None,
        today=today,
    )


def _between(actor: Actor, consent_id: UUID) -> Consent:
    sides = perms.consents_given_by(actor) | perms.consents_received_by(actor)
    found = Consent.objects.filter(sides, pk=consent_id).first()
    if found is None:
        raise ConsentUnknown
    return found


def _page(side: Q, after: str, limit: int) -> Page[ConsentRow]:
    page = keyset(Consent.objects.filter(side), by=BY, after=after, limit=limit)
    return Page(_rows(page.items), page.next)


def _rows(found: Iterable[Consent]) -> list[ConsentRow]:
    found = list(found)
    sides = {side for one in found for side in (one.giver_id, one.receiver_id)}
    names = {key: one.name for key, one in identity.masked_many(sides).items()} if sides else {}
    today = clock.today()
    return [
        ConsentRow(
            id=one.pk, giver=one.giver_id, receiver=one.receiver_id,
            giver_name=names[one.giver_id], receiver_name=names[one.receiver_id],
            resource=one.resource, resource_name=one.resource_name,
            purpose_code=one.purpose_code, purpose=one.purpose, items=tuple(one.items),
            mode=one.mode, since_on=one.since_on, until_on=one.until_on,
            uses_allowed=one.uses_allowed, uses_made=one.uses_made, given_at=one.given_at,
            revoked_at=one.revoked_at, standing=standing_of(one, today),
        )
        for one in found
    ]  # fmt: skip
