"""Verifying information (证照信息核验): whether what somebody says is what the licence says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import queries as consents
from tongban.access import services as access
from tongban.access.rules.looks import BasisKind
from tongban.base import clock
from tongban.base.errors import require
from tongban.licences import perms, queries
from tongban.licences.models import Licence
from tongban.licences.queries import opened
from tongban.licences.rules import identifiers, sharing, uses
from tongban.licences.services import using
from tongban.licences.services.sharing.using import NotAuthorised

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tongban.access.models import Consent
    from tongban.base.actors import Actor
    from tongban.licences.services.sharing.using import Asked


@transaction.atomic
def compare(
    *, actor: Actor, identifier: str, items: Mapping[str, str], asked: Asked, now: datetime
) -> tuple[str, bool]:
    """The identifier, and whether all items (by short name) are what the licence says.

    Which of them differs is not told, so that nobody guesses a face item by item; each question is
    on record for the holder.  An enterprise asks only about what the holder allowed it to use, and
    only about the items he allowed.  Declined with `Forbidden`, `sharing.AskedWrongly`,
    `uses.UseInvalid`, `LicenceUnknown`, `NotAuthorised` or `opened.RecordBroken`.
    """
    require(perms.may_compare_by_system(actor))
    if not 0 < len(items) <= sharing.MOST_ITEMS:
        raise sharing.AskedWrongly(fields={"items": "请给出1到50项要比对的内容。"})
    stated = uses.check_stated(asked.purpose, asked.case_number, asked.legal_basis)
    if actor.posts:
        uses.require_ground(stated)
    licence, consent = _reached(actor, identifier, items, clock.day_of(now))
    opened.require_row(licence)
    right = access.Right(
        kind=BasisKind.CONSENT if consent else BasisKind.LAW,
        consent=consent.pk if consent else None,
        unit=licence.issuer.key,
    )
    access.record_access(
        actor=asked.by(actor), subject_id=licence.holder_id, what=[f"比对：{licence.type.name}"],
        purpose=stated.purpose, case_number=stated.case_number, basis=stated.legal_basis,
        right=right, now=now,
    )  # fmt: skip
    return licence.identifier, sharing.agrees(licence.whole_metadata, items)


def _reached(
    actor: Actor, identifier: str, items: Mapping[str, str], today: date
) -> tuple[Licence, Consent | None]:
    if actor.posts:
        rows = Licence.objects.filter(perms.shared_for_use(actor))
        return queries.find(rows, identifier), None
    licence = queries.issued(identifiers.normalised(identifier)[: identifiers.LONGEST])
    if licence is None:
        raise NotAuthorised
    consent = consents.consent_for_use(
        actor,
        [licence.holder_id],
        (f"{using.LICENCE}{licence.identifier}", f"{using.TYPE}{licence.type.key}"),
        today,
    )
    asked_for = {key for key in items if key.startswith("KZ_")}
    if consent is None or (consent.items and not asked_for <= set(consent.items)):
        raise NotAuthorised
    return licence, consent
