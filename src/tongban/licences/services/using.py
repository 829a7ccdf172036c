"""Using licences: recorded first, then an annotated copy, by whatever right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import services as access
from tongban.access.rules.consents import Mode
from tongban.access.rules.looks import BasisKind
from tongban.base import audit, clock, outbox
from tongban.base.errors import Forbidden, require
from tongban.directory import queries as directory
from tongban.identity import queries as identity
from tongban.licences import events, perms, queries
from tongban.licences.models import Licence, LicenceUse
from tongban.licences.queries import opened
from tongban.licences.rules import uses
from tongban.licences.rules.face_values import fields_of
from tongban.licences.services import copying, use_leaves

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from tongban.access.models import Consent
    from tongban.base.actors import Actor
    from tongban.licences.rules.face_values import Field
    from tongban.licences.rules.uses import Stated

LONGEST_NAME = 100
LICENCE, TYPE = "licence:", "type:"


@dataclass(frozen=True, slots=True)
class User:
    """Who uses a licence: an office, or a subject by its name."""

    name: str
    subject: UUID | None = None
    unit: str = ""
    is_natural: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Everything about a use that is decided before it is written."""

    licence: Licence
    user: User
    stated: Stated
    basis: uses.Basis
    consent: Consent | None = None
    mode: str = Mode.COPY
    fields: tuple[str, ...] = ()
    expires_at: datetime
    dedupe: str = ""


def user_of(actor: Actor) -> User:
    """The office by which the actor uses licences, or the one whom he acts for."""
    post = actor.post_for(*perms.OFFICIAL) or (actor.posts[0] if actor.posts else None)
    if post is not None:
        return User(directory.department(post.unit).name, unit=post.unit)
    if actor.principal is None:
        raise Forbidden
    card = identity.subject(actor.principal)
    return User(card.name, subject=card.id, is_natural=card.is_natural)


@transaction.atomic
def use_by_consent(
    *,
    actor: Actor,
    consent_id: UUID,
    purpose: str,
    case_number: str = "",
    until: datetime | None = None,
    now: datetime,
    dedupe: str = "",
) -> LicenceUse:
    """Use a licence as its holder allowed, once; who asks again with `dedupe` gets the same use.

    `until` shortens the time for which the copy counts.  Counted, written down and told before
    anything leaves.  Declined with `ConsentUnknown`, `ConsentClosed`, `ConsentBroken` (access),
    `uses.UseInvalid` or `uses.LicenceUnusable`.
    """
    consent = access.hold_consent(actor=actor, consent_id=consent_id)
    require(perms.may_read_by_system(actor))
    word = f"consent:{consent_id}:{dedupe}" if dedupe else ""
    if (earlier := queries.use_under(word)) is not None:
        return earlier
    stated = uses.check_stated(purpose, case_number)
    access.spend_consent(consent=consent, now=now)
    licence = _allowed(consent, now)
    last = uses.last_moment(consent.until_on, now)
    last = min(last, until) if until is not None else last
    occasion = Occasion(
        licence=licence,
        user=user_of(actor),
        stated=stated,
        basis=uses.Basis.CONSENT,
        consent=consent,
        mode=consent.mode,
        fields=tuple(key for key in consent.items if key in _keys(licence)),
        expires_at=uses.expires_at(uses.Basis.CONSENT, now, last_day=last),
        dedupe=word,
    )
    return write(actor, occasion, now)


@transaction.atomic
def use_by_law(
    *,
    actor: Actor,
    identifier: str,
    purpose: str,
    case_number: str = "",
    legal_basis: str = "",
    mode: str = Mode.COPY,
    until: datetime | None = None,
    now: datetime,
) -> LicenceUse:
    """Use a licence in an official post, for a case or by a law; the holder sees it.

    `until` shortens the time for which the copy counts.  Declined with `Forbidden`,
    `uses.UseInvalid`, `LicenceUnknown` where the type is not shared with the office, or
    `uses.LicenceUnusable`.
    """
    require(perms.may_use_by_law(actor))
    stated = uses.check_stated(purpose, case_number, legal_basis)
    uses.require_ground(stated)
    licence = queries.find(Licence.objects.filter(perms.shared_for_use(actor)), identifier)
    occasion = Occasion(
        licence=licence,
        user=user_of(actor),
        stated=stated,
        basis=uses.Basis.LAW,
        mode=mode,
        expires_at=uses.expires_at(uses.Basis.LAW, now, last_day=until),
    )
    return write(actor, occasion, now)


@transaction.atomic
def use_own(
    *,
    actor: Actor,
    identifier: str,
    user_name: str,
    purpose: str,
    items: Collection[str] = (),
    days: int = 30,
    now: datetime,
) -> LicenceUse:
    """Make a copy of one's own licence that says for whom and what for, to hand over oneself.

    Declined with `LicenceUnknown`, `uses.UseInvalid` or `uses.LicenceUnusable`.
    """
    require(perms.may_authorise(actor))
    licence = queries.find(Licence.objects.filter(perms.owned_by(actor)), identifier)
    stated = _own_words(user_name, purpose, days)
    occasion = Occasion(
        licence=licence,
        user=User(user_name.strip(), subject=actor.principal),
        stated=stated,
        basis=uses.Basis.OWN,
        fields=uses.chosen(_fields(licence), items),
        expires_at=now + timedelta(days=days),
    )
    return write(actor, occasion, now)


def _own_words(user_name: str, purpose: str, days: int) -> Stated:
    wrong: dict[str, str] = {}
    if not 0 < len(user_name.strip()) <= LONGEST_NAME:
        wrong["user_name"] = f"请写明提供给谁，不超过{LONGEST_NAME}个字。"
    if not 1 <= days <= uses.LIFE[uses.Basis.OWN].days:
        wrong["days"] = f"有效天数请填1到{uses.LIFE[uses.Basis.OWN].days}。"
    try:
        stated = uses.check_stated(purpose)
    except uses.UseInvalid as refusal:
        wrong |= refusal.fields
    if wrong:
        raise uses.UseInvalid(fields=wrong)
    return stated


def write(actor: Actor, occasion: Occasion, now: datetime) -> LicenceUse:
    """Write a use and each look it is; the caller holds the locks and has asked who may.

    Declined with `uses.LicenceUnusable` or `opened.RecordBroken`.
    """
    licence = occasion.licence
    uses.require_usable(queries.standing(licence, clock.day_of(now)))
    opened.require_row(licence)
    use = _unsaved(actor, occasion, now)
    note = copying.note_of(use)
    if occasion.mode == Mode.COPY:
        made = copying.make(licence, note, case_number=use.case_number, now=now)
        use.digest, use.file_digest = made.digest, made.file_digest
    else:
        use.digest = copying.values_digest(licence, note)
    use.save(force_insert=True)
    use_leaves.used(use)
    record(actor, use, [f"电子证照：{licence.type.name}", *queries.row_of(use).items], now)
    audit.record(
        actor, events.USED, licence.identifier, at=now, purpose=use.purpose, use=str(use.pk),
        basis=use.basis_kind, case_number=use.case_number, digest=use.digest,
    )  # fmt: skip
    if occasion.basis is not uses.Basis.OWN:
        outbox.publish(events.LicenceUsed(use=str(use.pk)))
    return use


def _unsaved(actor: Actor, occasion: Occasion, now: datetime) -> LicenceUse:
    stated, user = occasion.stated, occasion.user
    return LicenceUse(
        licence=occasion.licence,
        holder_id=occasion.licence.holder_id,
        user_id=user.subject,
        unit=user.unit,
        user_name=user.name,
        account_id=actor.account,
        actor_name=actor.name,
        purpose=stated.purpose,
        case_number=stated.case_number,
        basis_kind=occasion.basis,
        basis=stated.legal_basis,
        consent=occasion.consent,
        mode=occasion.mode,
        fields=list(occasion.fields),
        expires_at=occasion.expires_at,
        at=now,
        dedupe=occasion.dedupe or None,
    )


def record(actor: Actor, use: LicenceUse, what: list[str], now: datetime) -> None:
    """One look for each holder, each of whom may object to it."""
    right = access.Right(
        kind=BasisKind(str(use.basis_kind)),
        consent=use.consent_id,
        use=use.pk,
        unit=use.licence.issuer.key,
    )
    for holder in use.licence.holders.order_by("place"):
        access.record_access(
            actor=actor,
            subject_id=holder.subject_id,
            what=what,
            purpose=use.purpose,
            case_number=use.case_number,
            basis=use.basis,
            right=right,
            now=now,
        )


def _fields(licence: Licence) -> tuple[Field, ...]:
    """The items of the type as it was when the licence was issued."""
    return fields_of(queries.type_then(licence.type, licence.issued_on).fields)


def _keys(licence: Licence) -> frozenset[str]:
    return frozenset(field.key for field in _fields(licence))


def _allowed(consent: Consent, now: datetime) -> Licence:
    """The licence that a consent is about; of a type, the newest one in force."""
    if consent.resource.startswith(LICENCE):
        identifier = consent.resource.removeprefix(LICENCE)
        rows = Licence.objects.filter(holders__subject=consent.giver_id)
        return queries.find(rows, identifier)
    key = consent.resource.removeprefix(TYPE)
    held = queries.held_by(consent.giver_id, [key], clock.day_of(now)).first()
    if held is None:
        raise uses.LicenceUnusable("对方现在没有有效的这种证照，不能使用。")
    return held
