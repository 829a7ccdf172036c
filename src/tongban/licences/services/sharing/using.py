"""Using licences for another system: by law, by consent, or by the code a holder shows."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.access import queries as access
from tongban.access.rules.consents import Mode
from tongban.base import audit, clock
from tongban.base.actors import Actor
from tongban.base.errors import Forbidden, NotFound, require
from tongban.identity import queries as identity
from tongban.licences import events, perms, queries
from tongban.licences.models import Licence
from tongban.licences.rules import identifiers, looking, numbers, sharing, uses
from tongban.licences.rules.face_values import FieldKind, fields_of
from tongban.licences.services import presenting, using

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from tongban.licences.models import LicenceUse
    from tongban.licences.rules.metadata import Metadata

MOST = 10


class NothingFound(NotFound):
    """Nothing is filed under what was asked, or it is not shared with the caller."""

    code = "licences.nothing_found"
    sentence = "没有查到符合条件的证照。"


class NotAuthorised(Forbidden):
    """The holder did not allow the enterprise to use this, or there is no such licence."""

    code = "licences.not_authorised"
    sentence = "持证人没有授权您使用这本证照，或者授权已经到期、用完、撤回。"


@dataclass(frozen=True, slots=True)
class Asked:
    """Why a system asks, in the words of its request, and who sits before it."""

    purpose: str
    case_number: str = ""
    legal_basis: str = ""
    creator: str = ""

    def by(self, actor: Actor) -> Actor:
        """The system, with the person for whom it says it asks; the holder reads both names."""
        creator = self.creator.strip()
        if len(creator) > sharing.LONGEST_CREATOR:
            words = f"制作者不超过{sharing.LONGEST_CREATOR}个字。"
            raise sharing.AskedWrongly(fields={"certificateCopyCreator": words})
        name = f"{actor.name[: 99 - len(creator)]} {creator}" if creator else actor.name
        known: dict[str, Any] = {each.name: getattr(actor, each.name) for each in fields(Actor)}
        return Actor(**{**known, "name": name})


@dataclass(frozen=True, slots=True)
class Shared:
    """What one use gave out: all metadata, and the items of the face that may be read."""

    use: UUID
    identifier: str
    status: tuple[str, str]
    values: Metadata
    expires_at: datetime
    digest: str


@transaction.atomic
def by_identifier(*, actor: Actor, identifier: str, asked: Asked, now: datetime) -> Shared:
    """The facts of one licence for its reader, recorded for the holder first (证照查询).

    Declined with `Forbidden`, `uses.UseInvalid`, `LicenceUnknown`, `NotAuthorised` or
    `uses.LicenceUnusable`.
    """
    require(perms.may_share(actor))
    return shared(use_of(actor, identifier, asked, mode=Mode.VIEW, now=now), now)


@transaction.atomic
def by_holder(
    *,
    actor: Actor,
    holder: tuple[str, str],
    type_code: str,
    number: str = "",
    asked: Asked,
    now: datetime,
) -> tuple[Shared, ...]:
    """The facts of the licences of one type that somebody has in force, at most ten.

    `holder` is the kind of the number and the number.  Each licence is a use of its own.  What is
    found or not is in the trail.  Declined as `by_identifier` is, and with `NothingFound`.
    """
    require(perms.may_share(actor))
    _checked(actor, asked)
    found = _in_force(actor, holder, type_code, number, now)
    audit.record(
        actor, events.LIBRARY_SEARCHED, "", at=now, purpose=asked.purpose.strip(),
        by=str(looking.By.HOLDER), found=len(found), case_number=asked.case_number.strip(),
    )  # fmt: skip
    if not found:
        raise NothingFound
    if not actor.posts:
        found = found[:1]
    return tuple(shared(use_of(actor, one, asked, mode=Mode.VIEW, now=now), now) for one in found)


@transaction.atomic
def by_code(
    *, actor: Actor, token: str, type_codes: Collection[str] = (), asked: Asked, now: datetime
) -> Shared:
    """The facts of the licence whose code the holder shows; showing it is his consent.

    `type_codes` says which kinds of licence the caller can use; with another one the code is not
    spent.  Declined as `services.redeem` is, and with `NothingFound`.
    """
    require(perms.may_share(actor))
    use = presenting.redeem(
        actor=asked.by(actor),
        token=token,
        purpose=asked.purpose,
        case_number=asked.case_number,
        now=now,
    )
    if type_codes and use.licence.type.type_code not in set(type_codes):
        raise NothingFound("对方出示的不是您要的那种证照。")
    return shared(use, now)


def use_of(
    actor: Actor,
    identifier: str,
    asked: Asked,
    *,
    mode: str,
    until: datetime | None = None,
    now: datetime,
) -> LicenceUse:
    """The use, written down: by law for an office, else by a consent that covers this licence."""
    behind = asked.by(actor)
    if actor.posts:
        return using.use_by_law(
            actor=behind, identifier=identifier, purpose=asked.purpose, until=until, mode=mode,
            case_number=asked.case_number, legal_basis=asked.legal_basis, now=now,
        )  # fmt: skip
    uses.check_stated(asked.purpose, asked.case_number, asked.legal_basis)
    consent = access.consent_for_use(actor, *_covered(identifier), clock.day_of(now))
    if consent is None:
        raise NotAuthorised
    use = using.use_by_consent(
        actor=behind, consent_id=consent.pk, purpose=asked.purpose, until=until,
        case_number=asked.case_number, now=now,
    )  # fmt: skip
    if use.licence.identifier != identifiers.normalised(identifier):
        raise NotAuthorised
    return use


def shared(use: LicenceUse, now: datetime) -> Shared:
    """What a use gave out, by short names; pictures stand in the copy only."""
    licence = use.licence
    face = fields_of(queries.type_then(licence.type, licence.issued_on).fields)
    readable = {field.key for field in face if field.kind is not FieldKind.IMAGE}
    given = set(use.fields) & readable if use.fields else readable
    values: Metadata = {
        key: value
        for key, value in licence.whole_metadata.items()
        if key in given or not key.startswith("KZ_")
    }
    standing = queries.standing(licence, clock.day_of(now))
    return Shared(
        use=use.pk,
        identifier=licence.identifier,
        status=sharing.status(standing, licence.ended_kind),
        values=values,
        expires_at=use.expires_at,
        digest=use.digest,
    )


def _checked(actor: Actor, asked: Asked) -> None:
    stated = uses.check_stated(asked.purpose, asked.case_number, asked.legal_basis)
    if actor.posts:
        uses.require_ground(stated)


def _covered(identifier: str) -> tuple[tuple[UUID, ...], tuple[str, ...]]:
    """The holders of a licence, and by what names a consent may cover it."""
    licence = queries.issued(identifiers.normalised(identifier)[: identifiers.LONGEST])
    if licence is None:
        raise NotAuthorised
    names = (f"{using.LICENCE}{licence.identifier}", f"{using.TYPE}{licence.type.key}")
    holders = licence.holders.order_by("place").values_list("subject_id", flat=True)
    return tuple(holders), names


def _in_force(
    actor: Actor, holder: tuple[str, str], type_code: str, number: str, now: datetime
) -> list[str]:
    """Identifiers of what the holder has in force of a type that is shared with the caller."""
    who = identity.find_by_number(*holder)
    kind = queries.types_by_code([type_code]).get(type_code)
    if who is None or kind is None:
        return []
    rows = queries.held_by(who, [kind.key], clock.day_of(now))
    if actor.posts:
        rows = rows.filter(pk__in=Licence.objects.filter(perms.shared_for_use(actor)).values("pk"))
    if number:
        rows = rows.filter(number_index__in=queries.number_indexes(numbers.normalised(number)))
    return [licence.identifier for licence in rows[:MOST]]
