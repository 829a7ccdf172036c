"""Reads of licences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base import clock
from tongban.base.crypto import keys, sm3
from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.licences import perms
from tongban.licences.models import Licence, LicenceHolder, LicenceType
from tongban.licences.queries.types import type_then
from tongban.licences.rules import face_values, identifiers, numbers, states

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from tongban.base.actors import Actor
    from tongban.licences.rules.states import Standing


class LicenceUnknown(NotFound):
    """There is no such licence, or the actor may not know that there is."""

    code = "licences.licence_unknown"
    sentence = "没有找到这本证照。"


@dataclass(frozen=True, slots=True)
class Shown:
    """One item of the face, ready to be shown."""

    key: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class LicenceRow:
    """A licence as its holder and the offices that may read it see it."""

    identifier: str
    number: str
    type_key: str
    type_name: str
    title: str
    holder_name: str
    issuer_name: str
    issued_on: date
    valid_from: date
    valid_until: date | None
    state: Standing
    trust_grade: str
    version: int
    face: dict[str, str]
    fields: tuple[Shown, ...]
    origin: str = states.Origin.ISSUED
    replaced_by: str = ""
    has_file: bool = True
    check_due_on: date | None = None
    is_check_overdue: bool = False

    @property
    def is_valid(self) -> bool:
        return self.state is states.Standing.VALID

    @property
    def state_label(self) -> str:
        return states.LABELS[self.state]


def own(actor: Actor, *, after: str = "", limit: int = 50) -> Page[LicenceRow]:
    """The licences of the one whom the actor acts for, newest first."""
    rows = _readable(Licence.objects.filter(perms.owned_by(actor)))
    page = keyset(rows, by=("-issued_on", "id"), after=after, limit=limit)
    today = clock.today()
    return page.map(lambda licence: row(licence, today))


def own_licence(actor: Actor, identifier: str) -> LicenceRow:
    """One of the actor's own licences; anybody else's is `LicenceUnknown`."""
    return row(find(Licence.objects.filter(perms.owned_by(actor)), identifier), clock.today())


def held_by(holder: UUID, type_keys: Iterable[str], today: date) -> QuerySet[Licence]:
    """The licences of these types in force that somebody holds, newest first.

    For services only: they have asked who may look, and written it down.
    """
    ids = LicenceHolder.objects.filter(subject=holder).values("licence")
    rows = Licence.objects.filter(pk__in=ids, state=states.State.VALID, valid_from__lte=today)
    rows = rows.exclude(valid_until__lt=today)
    rows = rows.filter(type__key__in=tuple(type_keys))
    return _readable(rows).order_by("-issued_on", "id")


def find(rows: QuerySet[Licence], identifier: str) -> Licence:
    """The licence among `rows`, or `LicenceUnknown`; the identifier may be typed by hand."""
    try:
        wanted = str(identifiers.parse(identifier))
    except identifiers.IdentifierInvalid:
        raise LicenceUnknown from None
    found = _readable(rows.filter(identifier=wanted)).first()
    if found is None:
        raise LicenceUnknown
    return found


def issued(identifier: str) -> Licence | None:
    """What was issued under this exact identifier, for verification."""
    return _readable(Licence.objects.filter(identifier=identifier)).first()


def ended(identifier: str) -> tuple[tuple[UUID, ...], dict[str, str]]:
    """The holders of an ended licence, and what a message says to them."""
    licence = Licence.objects.get(identifier=identifier)
    reason = f"{licence.ended_kind}：{licence.ended_reason}（{licence.legal_ground}）"
    holders = licence.holders.order_by("id").values_list("subject_id", flat=True)
    return tuple(holders), {"licence": str(licence.metadata["ZZMC"]), "reason": reason}


def numbered(number: str, type_key: str = "") -> tuple[Licence, ...]:
    """What was issued under this number, the newest first, for verification."""
    rows = Licence.objects.filter(number_index__in=number_indexes(number))
    if type_key:
        rows = rows.filter(type__key=type_key)
    return tuple(_readable(rows).order_by("-version", "-issued_on", "id")[:20])


def for_change(actor: Actor, identifier: str) -> Licence:
    """The licence, locked; one that the actor's office does not keep is `LicenceUnknown`."""
    rows = Licence.objects.filter(perms.kept_by(actor))
    return find(rows.select_for_update(of=("self",)), identifier)


def number_indexes(number: str) -> list[bytes]:
    """The keyed indexes under which a number may be filed, the present one first."""
    plain = b"licences.number:" + numbers.normalised(number).encode("utf-8", "replace")
    return [sm3.hmac(secret.value, plain) for secret in keys.store().secrets("index")]


def row(licence: Licence, today: date) -> LicenceRow:
    """The licence as it may be shown whole."""
    face = licence.face
    now = standing(licence, today)
    return LicenceRow(
        identifier=licence.identifier,
        number=licence.number,
        type_key=licence.type.key,
        type_name=licence.type.name,
        title=str(licence.metadata["ZZMC"]),
        holder_name="、".join(licence.holder_names),
        issuer_name=str(licence.metadata["ZZBFJG"]),
        issued_on=licence.issued_on,
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        state=now,
        trust_grade=licence.trust_grade,
        version=licence.version,
        face=face,
        fields=shown(type_then(licence.type, licence.issued_on), face),
        origin=licence.origin,
        replaced_by=licence.replaced_by,
        has_file=bool(licence.file_digest),
        check_due_on=licence.check_due_on,
        is_check_overdue=states.is_check_overdue(now, licence.check_due_on, today),
    )


def shown(kind: LicenceType, face: dict[str, str]) -> tuple[Shown, ...]:
    """The items of the face that can be read, in the order of the type."""
    return items_shown(face_values.fields_of(kind.fields), face)


def items_shown(fields: Iterable[face_values.Field], face: Mapping[str, str]) -> tuple[Shown, ...]:
    """The items of these fields that have a value and are no picture."""
    return tuple(
        Shown(field.key, field.name, face_values.displayed(field, face[field.key]))
        for field in fields
        if field.kind is not face_values.FieldKind.IMAGE and face.get(field.key)
    )


def standing(licence: Licence, today: date) -> Standing:
    """Where the licence stands today."""
    return states.standing(
        states.State(licence.state),
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        today=today,
    )


def _readable(rows: QuerySet[Licence]) -> QuerySet[Licence]:
    return rows.select_related("type", "issuer")
