"""Uses of licences, as holders and users see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base import files
from tongban.base.crypto import sm3
from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.licences import perms
from tongban.licences.models import Licence, LicenceType, LicenceUse, PresentCode
from tongban.licences.queries.licences import find
from tongban.licences.queries.types import type_then
from tongban.licences.rules import uses
from tongban.licences.rules.face_values import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from tongban.base.actors import Actor

BY = ("-at", "id")
LATEST = 10


class UseUnknown(NotFound):
    """There is no such use, or it was between others."""

    code = "licences.use_unknown"
    sentence = "没有找到这次用证的记录。"


@dataclass(frozen=True, slots=True)
class UseRow:
    """One use of a licence as holder and user read it."""

    id: UUID
    identifier: str
    title: str
    user_name: str
    actor_name: str
    purpose: str
    case_number: str
    basis_kind: str
    basis: str
    consent: UUID | None
    mode: str
    items: tuple[str, ...]
    digest: str
    at: datetime
    expires_at: datetime

    @property
    def basis_label(self) -> str:
        return uses.BASIS_LABELS[self.basis_kind]

    @property
    def is_copy(self) -> bool:
        return self.mode == "copy"


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code on the page of a holder, and who used it."""

    id: UUID
    expires_at: datetime
    redeemed_at: datetime | None
    user_name: str
    purpose: str


def uses_of(actor: Actor, identifier: str, *, after: str = "", limit: int = 20) -> Page[UseRow]:
    """Each use of one of the actor's own licences, newest first; else `LicenceUnknown`."""
    licence = find(Licence.objects.filter(perms.owned_by(actor)), identifier)
    return _page(LicenceUse.objects.filter(licence=licence), after, limit)


def uses_by_consent(actor: Actor, consent_id: UUID) -> tuple[UseRow, ...]:
    """The latest uses of a consent, for either side of it; the caller has asked who may know."""
    sides = perms.used_by(actor) | perms.held_by(actor)
    rows = LicenceUse.objects.filter(sides, consent=consent_id)
    return tuple(row_of(one) for one in _joined(rows).order_by(*BY)[:LATEST])


def offered(actor: Actor, identifier: str) -> tuple[tuple[str, str], ...]:
    """Key and name of each item that one's own licence shows, to choose from."""
    licence = find(Licence.objects.filter(perms.owned_by(actor)), identifier)
    fields = fields_of(type_then(licence.type, licence.issued_on).fields)
    return tuple((field.key, field.name) for field in fields if licence.face.get(field.key))


def item_names(resource: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The names of items of what a consent is about; () means all of them."""
    if not keys:
        return ()
    kind, _colon, name = resource.partition(":")
    rows = LicenceType.objects.filter(key=name)
    if kind == "licence":
        rows = LicenceType.objects.filter(
            pk__in=Licence.objects.filter(identifier=name).values("type")
        )
    found = rows.first()
    fields = fields_of(found.fields) if found else ()
    return tuple(field.name for field in fields if field.key in keys)


def uses_made(actor: Actor, *, after: str = "", limit: int = 20) -> Page[UseRow]:
    """The licences of others that the actor's side used, newest first."""
    rows = LicenceUse.objects.filter(perms.used_by(actor)).exclude(basis_kind=uses.Basis.OWN)
    return _page(rows, after, limit)


def use(actor: Actor, use_id: UUID) -> UseRow:
    """One use that the actor's side made, or `UseUnknown`."""
    return row_of(use_for_fetch(actor, use_id))


def use_for_fetch(actor: Actor, use_id: UUID) -> LicenceUse:
    """The record of a use that the actor's side made, with its licence, or `UseUnknown`."""
    found = _joined(LicenceUse.objects.filter(perms.used_by(actor), pk=use_id)).first()
    if found is None:
        raise UseUnknown
    return found


def use_under(dedupe: str) -> LicenceUse | None:
    """What was recorded under this word, if anything was."""
    return _joined(LicenceUse.objects.filter(dedupe=dedupe)).first() if dedupe else None


def use_told(use_id: UUID) -> tuple[tuple[UUID, ...], UseRow]:
    """The holders of the licence that was used, and the use, for the message to them."""
    found = _joined(LicenceUse.objects.filter(pk=use_id)).first()
    if found is None:
        raise UseUnknown
    holders = found.licence.holders.order_by("id").values_list("subject_id", flat=True)
    return tuple(holders), row_of(found)


def code(actor: Actor, identifier: str, code_id: UUID) -> CodeRow:
    """A code that the actor's side shows for this licence, or `CodeUnknown`."""
    licence = find(Licence.objects.filter(perms.owned_by(actor)), identifier)
    rows = PresentCode.objects.filter(pk=code_id, licence=licence, holder=actor.principal)
    found = rows.select_related("use").first()
    if found is None:
        raise uses.CodeUnknown
    used = found.use
    return CodeRow(
        id=found.pk,
        expires_at=found.expires_at,
        redeemed_at=found.redeemed_at,
        user_name=used.user_name if used else "",
        purpose=used.purpose if used else "",
    )


def code_for_change(token: str) -> PresentCode:
    """The code of this token, locked, or `CodeUnknown`."""
    rows = PresentCode.objects.filter(token_digest=token_digest(token))
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise uses.CodeUnknown
    return found


def with_type(licence_id: UUID) -> Licence:
    """A licence that a code or a consent names, with its type and office."""
    return Licence.objects.select_related("type", "issuer").get(pk=licence_id)


def token_digest(token: str) -> bytes:
    """The digest under which a token is kept; it is random, so nothing is added to it."""
    return sm3.digest(f"licences.present:{uses.tidy_token(token)}".encode())


def row_of(found: LicenceUse) -> UseRow:
    """The use as it is shown."""
    licence, given = found.licence, set(found.fields)
    items = tuple(
        field.name
        for field in fields_of(type_then(licence.type, licence.issued_on).fields)
        if (field.key in given if given else field.key in licence.face)
    )
    return UseRow(
        id=found.pk,
        identifier=licence.identifier,
        title=str(licence.metadata["ZZMC"]),
        user_name=found.user_name,
        actor_name=found.actor_name,
        purpose=found.purpose,
        case_number=found.case_number,
        basis_kind=found.basis_kind,
        basis=found.basis,
        consent=found.consent_id,
        mode=found.mode,
        items=items,
        digest=found.digest,
        at=found.at,
        expires_at=found.expires_at,
    )


def _joined(rows: QuerySet[LicenceUse]) -> QuerySet[LicenceUse]:
    return rows.select_related("licence__type", "licence__issuer")


def _page(rows: QuerySet[LicenceUse], after: str, limit: int) -> Page[UseRow]:
    return keyset(_joined(rows), by=BY, after=after, limit=limit).map(row_of)


def expired_copies(since: datetime, now: datetime) -> Iterator[str]:
    """The digests of kept copies whose time ended between two moments; for the sweep."""
    over = LicenceUse.objects.filter(expires_at__gte=since, expires_at__lt=now)
    kept = over.exclude(file_digest="").order_by("expires_at", "id")
    for digest in kept.values_list("file_digest", flat=True).iterator(chunk_size=500):
        if files.is_kept(digest):
            yield digest
