"""Letting others use one's licences: named, for a purpose, for a time, so many times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from tongban.access import services as access
from tongban.access.rules.consents import ConsentInvalid, Terms, check_terms
from tongban.base import clock
from tongban.base.errors import require
from tongban.identity import queries as identity
from tongban.identity.rules import NATURAL_TYPES, NumberType
from tongban.licences import perms, queries
from tongban.licences.models import Licence
from tongban.licences.rules import uses
from tongban.licences.rules.face_values import fields_of
from tongban.licences.services.using import LICENCE, TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.access.models import Consent
    from tongban.base.actors import Actor
    from tongban.licences.models import LicenceType

LONGEST_NUMBER = 40
UNKNOWN = "没有找到这个名称和号码的企业或个人，请核对后再填。对方要先在平台登记过。"


@dataclass(frozen=True, slots=True)
class Review:
    """What would be allowed, judged, as the page of review shows it before anything is signed."""

    resource: str
    title: str
    receiver: UUID
    receiver_name: str
    items: tuple[str, ...]
    terms: Terms


@transaction.atomic
def authorise(
    *,
    actor: Actor,
    identifier: str = "",
    type_key: str = "",
    name: str,
    number: str,
    terms: Terms,
    now: datetime,
) -> Consent:
    """Let the one with this number use a licence, or whichever of a type is in force then.

    The user is found by number and name together, so that nobody tries out numbers.  Declined
    with `LicenceUnknown`, `uses.LicenceUnusable`, or `ConsentInvalid` with a sentence for each
    field that cannot be taken.
    """
    judged = review(
        actor=actor, identifier=identifier, type_key=type_key, name=name, number=number,
        terms=terms, now=now,
    )  # fmt: skip
    return access.give_consent(
        actor=actor,
        receiver=judged.receiver,
        resource=judged.resource,
        resource_name=judged.title,
        terms=judged.terms,
        now=now,
    )


def review(
    *,
    actor: Actor,
    identifier: str = "",
    type_key: str = "",
    name: str,
    number: str,
    terms: Terms,
    now: datetime,
) -> Review:
    """What `authorise` would do; declined as it is, and nothing is written."""
    require(perms.may_authorise(actor))
    resource, kind, title = _resource(actor, identifier, type_key, now)
    wrong, receiver = _receiver(actor, name, number)
    wrong |= _faults(terms, kind, now)
    if wrong or receiver is None:
        raise ConsentInvalid(fields=wrong)
    items = uses.chosen(fields_of(kind.fields), terms.items)
    names = {field.key: field.name for field in fields_of(kind.fields)}
    return Review(
        resource=resource,
        title=title,
        receiver=receiver,
        receiver_name=identity.masked(receiver).name,
        items=tuple(names[key] for key in items),
        terms=replace(terms, items=items),
    )


def _resource(
    actor: Actor, identifier: str, type_key: str, now: datetime
) -> tuple[str, LicenceType, str]:
    """What may be used: one licence in force of the actor's side, or a type of which he has one."""
    today = clock.day_of(now)
    if identifier:
        licence = queries.find(Licence.objects.filter(perms.owned_by(actor)), identifier)
        uses.require_usable(queries.standing(licence, today))
        kind = queries.type_then(licence.type, licence.issued_on)
        return f"{LICENCE}{licence.identifier}", kind, str(licence.metadata["ZZMC"])
    kind = queries.type_by_key(type_key)
    if actor.principal is None or not queries.held_by(actor.principal, [type_key], today).exists():
        raise uses.LicenceUnusable("您现在没有有效的这种证照，不能授权。")
    return f"{TYPE}{kind.key}", kind, kind.name


def _receiver(actor: Actor, name: str, number: str) -> tuple[dict[str, str], UUID | None]:
    """Whom the name and the number mean together, or the sentences why nobody."""
    if not name.strip() or not number.strip():
        missing = {"name": name, "number": number}
        return {key: _BLANK[key] for key, text in missing.items() if not text.strip()}, None
    found = _numbered(number) if len(number.strip()) <= LONGEST_NUMBER else None
    if found is not None and found == actor.principal:
        return {"number": "不能授权给自己。"}, None
    if found is None or identity.subject(found).name != " ".join(name.split()):
        return {"number": UNKNOWN}, None
    return {}, found


_BLANK: Mapping[str, str] = {
    "name": "请填对方的名称或者姓名。",
    "number": "请填对方的统一社会信用代码或者身份证件号码。",
}


def _numbered(number: str) -> UUID | None:
    for kind in (NumberType.CREDIT_CODE, *sorted(NATURAL_TYPES)):
        if (found := identity.find_by_number(kind, number)) is not None:
            return found
    return None


def _faults(terms: Terms, kind: LicenceType, now: datetime) -> dict[str, str]:
    wrong: dict[str, str] = {}
    try:
        check_terms(terms, today=clock.day_of(now))
    except ConsentInvalid as refusal:
        wrong |= refusal.fields
    try:
        uses.chosen(fields_of(kind.fields), terms.items)
    except uses.UseInvalid as refusal:
        wrong |= refusal.fields
    return wrong
