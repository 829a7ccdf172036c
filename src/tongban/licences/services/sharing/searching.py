"""Searching the directory by holder (证照检索): which licences there are, not what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.db import transaction
from django.db.models import Q

from tongban.access import queries as consents
from tongban.access import services as access
from tongban.access.rules.looks import BasisKind
from tongban.base import audit, clock
from tongban.base.errors import require
from tongban.identity import queries as identity
from tongban.licences import events, perms, queries
from tongban.licences.models import Licence, LicenceHolder
from tongban.licences.rules import looking, numbers, sharing, uses
from tongban.licences.services import using

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from tongban.base.actors import Actor
    from tongban.licences.rules.metadata import Metadata
    from tongban.licences.services.sharing.using import Asked

MOST = 100
Hit: TypeAlias = "tuple[Licence, UUID | None]"
"""A licence, and the consent by which it was seen if that was the right."""


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the directory: nothing of the face, and no name."""

    identifier: str
    number: str
    status: tuple[str, str]
    public: Metadata


@transaction.atomic
def search(
    *,
    actor: Actor,
    holder: tuple[str, str],
    type_code: str = "",
    number: str = "",
    asked: Asked,
    now: datetime,
) -> tuple[Found, ...]:
    """The licences of somebody that are shared with the caller, newest first, at most a hundred.

    `holder` is the kind of the number and the number.  An enterprise finds what the holder allowed
    it to use, and nothing else.  Found or not, it is in the trail; the holder reads of it.
    Declined with `Forbidden` or `uses.UseInvalid`.
    """
    require(perms.may_search_by_system(actor))
    stated = uses.check_stated(asked.purpose, asked.case_number, asked.legal_basis)
    if actor.posts:
        uses.require_ground(stated)
    behind = asked.by(actor)
    who = identity.find_by_number(*holder)
    found = _found(actor, who, type_code, number, clock.day_of(now)) if who else []
    audit.record(
        actor, events.LIBRARY_SEARCHED, "", at=now, purpose=stated.purpose,
        by=str(looking.By.HOLDER), found=len(found), case_number=stated.case_number,
    )  # fmt: skip
    if who is not None:
        for right, names in _rights(found).items():
            access.record_access(
                actor=behind, subject_id=who, what=[f"证照目录：{name}" for name in names],
                purpose=stated.purpose, case_number=stated.case_number,
                basis=stated.legal_basis, right=right, now=now,
            )  # fmt: skip
    return tuple(_line(one, clock.day_of(now)) for one, _consent in found)


def _rights(found: Sequence[Hit]) -> dict[access.Right, list[str]]:
    """By what right which types were seen: the law, or one of the holder's consents."""
    seen: dict[access.Right, list[str]] = {}
    for one, consent in found:
        kind = BasisKind.LAW if consent is None else BasisKind.CONSENT
        right = access.Right(kind=kind, consent=consent, unit=one.issuer.key)
        names = seen.setdefault(right, [])
        if one.type.name not in names:
            names.append(one.type.name)
    return seen


def _found(actor: Actor, who: UUID, type_code: str, number: str, today: date) -> list[Hit]:
    held = LicenceHolder.objects.filter(subject=who).values("licence")
    allowed = perms.shared_for_use(actor) if actor.posts else Q()
    rows = Licence.objects.filter(allowed, pk__in=held)
    if type_code:
        rows = rows.filter(type__type_code=type_code)
    if number:
        rows = rows.filter(number_index__in=queries.number_indexes(numbers.normalised(number)))
    rows = rows.select_related("type", "issuer").order_by("-issued_on", "-version", "id")[:MOST]
    if actor.posts:
        return [(one, None) for one in rows]
    return _consented(actor, who, rows, today)


def _consented(actor: Actor, who: UUID, rows: QuerySet[Licence], today: date) -> list[Hit]:
    """Of these, the ones the holder allowed the enterprise to use today."""
    kept: list[Hit] = []
    for one in rows:
        names = (f"{using.LICENCE}{one.identifier}", f"{using.TYPE}{one.type.key}")
        consent = consents.consent_for_use(actor, [who], names, today)
        if consent is not None:
            kept.append((one, consent.pk))
    return kept


def _line(licence: Licence, today: date) -> Found:
    return Found(
        identifier=licence.identifier,
        number=licence.number,
        status=sharing.status(queries.standing(licence, today), licence.ended_kind),
        public=dict(licence.metadata),
    )
