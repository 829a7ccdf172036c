"""Licences found by number or holder in one statement, opened, and their signature checked.

This is the read that offices make all day, so it goes past the ORM: one indexed statement, one
decryption, one SM2 verification for each licence.  The caller has asked who may look.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from tongban.base import prepared
from tongban.base.crypto import keys, sm2
from tongban.base.errors import Refusal
from tongban.licences.models import Licence, LicenceType
from tongban.licences.queries import licences as whole
from tongban.licences.queries.types import columns_of, span_of, type_versions
from tongban.licences.rules import face_values, proofs, states
from tongban.licences.rules.types import versions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from tongban.licences.queries.licences import LicenceRow
    from tongban.licences.rules.face_values import Field
    from tongban.licences.rules.metadata import Metadata

_COLUMNS = """
SELECT l.identifier, l.holder_id, l.version, l.issued_on, l.valid_from, l.valid_until, l.state,
       l.trust_grade, l.metadata, l.personal, l.document_digest, l.key_id, l.signature,
       t.key, t.name, t.id, t.xmin::text
  FROM licences_licence l
  JOIN licences_licencetype t ON t.id = l.type_id
  JOIN directory_department d ON d.id = l.issuer_id
"""
_BY_NUMBER = prepared.Statement(
    _COLUMNS
    + " WHERE l.number_index = ANY($1::bytea[])"
    + " AND (t.share_type <> '不予共享' OR d.key = ANY($2::text[]))"
    + " AND ($3::text = '' OR t.key = $3::text)"
    + " ORDER BY l.issued_on DESC, l.version DESC, l.id LIMIT 20"
)
Fields: TypeAlias = "tuple[Field, ...]"
_PERSONAL = Licence._meta.get_field("personal")


class RecordBroken(Refusal):
    """What lies in the library is not what was signed; it is shown to nobody."""

    code = "licences.record_broken"
    sentence = "这本证照的记录与签发时不一致，已经停止提供。请联系证照库管理人员核查。"


@dataclass(frozen=True, slots=True)
class Opened:
    """A licence as it lies in the library, opened; its signature was checked."""

    holder: UUID
    row: LicenceRow
    whole: Metadata


def by_number(
    number: str, *, type_key: str, units: Sequence[str], today: date
) -> tuple[Opened, ...]:
    """The versions issued under this number that offices `units` may read, the newest first.

    Raises `RecordBroken` when one of them is not what was signed.
    """
    indexes = whole.number_indexes(number)
    found = _BY_NUMBER.rows([indexes, list(units), type_key])
    return tuple(_opened(columns, today) for columns in found)


def is_signed(licence: Licence) -> bool:
    """Whether the row is what was signed."""
    try:
        require_row(licence)
    except RecordBroken:
        return False
    return True


def require_row(licence: Licence) -> None:
    """Raise `RecordBroken` unless the row is what was signed."""
    require_signed(
        licence.identifier,
        licence.document_digest,
        licence.whole_metadata,
        key_id=licence.key_id,
        signature=bytes(licence.signature),
    )


def require_signed(
    identifier: str, document_digest: str, said: Metadata, *, key_id: str, signature: bytes
) -> None:
    """Raise `RecordBroken` unless the licence's own key signed exactly this record."""
    stated = proofs.Statement(identifier, document_digest, proofs.metadata_digest(said))
    try:
        sm2.verify(keys.store().public(key_id), stated.message(), signature)
    except (sm2.InvalidSignature, keys.KeyUnknown) as broken:
        raise RecordBroken from broken


def _opened(columns: tuple[Any, ...], today: date) -> Opened:
    (
        identifier, holder, version, issued_on, valid_from, valid_until, state,
        grade, public, personal, digest, key_id, signature, type_key, type_name, type_id, stamp,
    ) = columns  # fmt: skip
    open_part = json.loads(public)
    sealed_part = json.loads(_PERSONAL.open(personal))
    said = {**open_part, **sealed_part}
    require_signed(identifier, digest, said, key_id=key_id, signature=bytes(signature))
    face = {key: value for key, value in sealed_part.items() if key.startswith("KZ_")}
    row = whole.LicenceRow(
        identifier=identifier,
        number=said["ZZBH"],
        type_key=type_key,
        type_name=type_name,
        title=said["ZZMC"],
        holder_name="、".join(said["CZZT"]),
        issuer_name=said["ZZBFJG"],
        issued_on=issued_on,
        valid_from=valid_from,
        valid_until=valid_until,
        state=states.standing(
            states.State(state), valid_from=valid_from, valid_until=valid_until, today=today
        ),
        trust_grade=grade,
        version=version,
        face=face,
        fields=whole.items_shown(_fields(type_id, stamp, issued_on), face),
    )
    return Opened(holder, row, said)


def _fields(type_id: int, stamp: str, issued_on: date) -> Fields:
    """The items of a type as it was on the day of an issue; before its first version, as it is."""
    now, dated = _faces(type_id, stamp)
    then = versions.in_force([span for span, _fields in dated], issued_on)
    return next((fields for span, fields in dated if span == then), now)


@lru_cache(maxsize=512)
def _faces(type_id: int, _stamp: str) -> tuple[Fields, tuple[tuple[versions.Span, Fields], ...]]:
    """The items on the face of a type, as it is and of each published version.

    The stamp (`xmin`) is the transaction that wrote the row of the type last: whoever publishes or
    retires a version writes it, so that nothing is read here that does not hold any more.
    """
    kind = LicenceType.objects.get(pk=type_id)
    said = [(span_of(each), columns_of(each)) for each in type_versions(kind)]
    dated = ((span, face_values.fields_of(columns["fields"])) for span, columns in said)
    return face_values.fields_of(kind.fields), tuple(dated)
