"""Giving consents, taking them back, and counting their uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from tongban.access import events, perms, queries
from tongban.access.models import Consent
from tongban.access.rules import consents
from tongban.base import audit, clock, outbox
from tongban.base.crypto import keys
from tongban.base.errors import require
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.identity.queries import SubjectCard

KEY: str = "documents"


@transaction.atomic
def give_consent(
    *,
    actor: Actor,
    receiver: UUID,
    resource: str,
    resource_name: str,
    terms: consents.Terms,
    now: datetime,
) -> Consent:
    """Let another subject use something of the one whom the actor acts for; the whole is signed.

    Whether the giver has that something, the caller has found out.  Declined with
    `consents.ConsentInvalid`.
    """
    require(perms.may_consent(actor))
    terms = consents.check_terms(terms, today=clock.day_of(now))
    if actor.principal is None or receiver == actor.principal:
        raise consents.ConsentInvalid(fields={"number": "不能授权给自己。"})
    consent = Consent(
        giver_id=actor.principal, receiver_id=receiver, account_id=actor.account,
        resource=resource, resource_name=resource_name, purpose_code=terms.purpose_code,
        purpose=terms.purpose, items=list(terms.items), mode=terms.mode, since_on=terms.since_on,
        until_on=terms.until_on, uses_allowed=terms.uses, given_at=now,
    )  # fmt: skip
    _sign(actor, consent, terms)
    consent.save(force_insert=True)
    audit.record(
        actor, events.CONSENT_GIVEN, str(consent.pk), at=now,
        resource=resource, uses=terms.uses, until_on=terms.until_on.isoformat(),
    )  # fmt: skip
    outbox.publish(events.ConsentGiven(consent=str(consent.pk)))
    return consent


def _sign(actor: Actor, consent: Consent, terms: consents.Terms) -> None:
    """Write down what the consent says, and sign it with the key of the node's documents."""
    giver, receiver = _cards(actor, consent.receiver_id)
    by_agent = actor.subject is not None and actor.subject != actor.principal
    written = consents.canonical(
        consents.artefact(
            reference=str(consent.pk),
            given_at=consent.given_at.isoformat(timespec="seconds"),
            giver=_party(giver),
            agent=str(actor.subject) if by_agent else "",
            receiver=_party(receiver),
            provider=settings.TONGBAN.address,
            resource=(consent.resource, consent.resource_name),
            terms=terms,
        )
    )
    signed = keys.store().sign(KEY, consents.message(written))
    consent.artefact, consent.key_id, consent.signature = written, signed.key_id, signed.value


def _cards(actor: Actor, receiver: UUID) -> tuple[SubjectCard, SubjectCard]:
    """Giver and receiver, or `SubjectUnknown`."""
    found = identity.subjects([each for each in (actor.principal, receiver) if each])
    if actor.principal not in found or receiver not in found:
        raise identity.SubjectUnknown
    return found[actor.principal], found[receiver]


def _party(card: SubjectCard) -> consents.Party:
    """A side by name; the whole number stands there only where it is public anyway."""
    number = card.masked_number if card.is_natural else card.number
    return consents.Party(str(card.id), card.name, card.number_type, number)


@transaction.atomic
def revoke_consent(*, actor: Actor, consent_id: UUID, now: datetime) -> Consent:
    """Take a consent back, at once; one that is revoked already stays as it is.

    Whoever uses it at this moment is waited for, and is the last.  Declined with
    `queries.ConsentUnknown`.
    """
    found = queries.consent_for_change(perms.consents_given_by(actor), consent_id)
    if found.revoked_at is None:
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
        audit.record(
            actor, events.CONSENT_REVOKED, str(found.pk), at=now,
            resource=found.resource, uses_made=found.uses_made,
        )  # fmt: skip
        outbox.publish(events.ConsentRevoked(consent=str(found.pk)))
    return found


@transaction.atomic
def hold_consent(*, actor: Actor, consent_id: UUID) -> Consent:
    """A consent that the actor's side received, locked until the transaction ends.

    Declined with `queries.ConsentUnknown`.
    """
    return queries.consent_for_change(perms.consents_received_by(actor), consent_id)


def spend_consent(*, consent: Consent, now: datetime) -> None:
    """Count one use of a consent that is held; the caller records the use.

    Declined with `consents.ConsentClosed`, or `consents.ConsentBroken` where the row is not what
    was signed.
    """
    queries.require_genuine(consent)
    consents.require_open(queries.standing_of(consent, clock.day_of(now)))
    consent.uses_made += 1
    consent.save(update_fields=["uses_made"])
