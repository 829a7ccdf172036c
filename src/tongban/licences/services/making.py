"""Making the record of a licence: coded, set, sealed, signed, stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from tongban.base.crypto import keys
from tongban.licences.rules import metadata, proofs, qr, status_lists
from tongban.licences.services import composing, sealing

if TYPE_CHECKING:
    from tongban.base.actors import Actor
    from tongban.licences.rules.metadata import Metadata
    from tongban.licences.services.ordering import Order

PURPOSE = "licences"
BY_HAND = "颁发机构证照管理人员签发"
_NEXT_PLACE = "SELECT nextval('licences_status_place')"


@dataclass(frozen=True, slots=True)
class Made:
    """A licence on file: what was signed, by which key, and where the file is."""

    whole: Metadata
    statement: proofs.Statement
    key_id: str
    signature: bytes
    qr_text: str
    status_place: int
    file_digest: str
    impression: str

    def columns(self) -> dict[str, Any]:
        """What the row of the licence keeps of it, by column."""
        return {
            "document_digest": self.statement.document_digest,
            "file_digest": self.file_digest,
            "key_id": self.key_id,
            "signature": self.signature,
            "qr_text": self.qr_text,
            "status_place": self.status_place,
            "impression": self.impression,
        }


def make(actor: Actor, order: Order, facts: metadata.Facts) -> Made:
    """Make the one file of a licence and the signature of its row.

    1. Take the licence's place in the status lists, and sign the sentence of the QR code.
    2. Set the page, draw it as OFD, and seal it with the issuing office's seal.
    3. Sign what the seal signed together with identifier and metadata: the row.
    """
    now, identifier = order.wish.now, str(facts.identifier)
    whole = metadata.describe(facts)
    place = next_place()
    code = _qr_text(facts, place)
    wanted = sealing.Wanted(
        unit=order.office.key,
        document_kind=sealing.LICENCE,
        title=facts.title,
        author=facts.issuer_name,
        custom={**metadata.custom(whole), **status_items(place)},
        case_number=order.wish.case_number,
        decision=f"办件{order.wish.case_number}准予决定" if order.wish.case_number else BY_HAND,
    )
    filed = sealing.seal(actor, composing.of_facts(facts, order.kind, code, now), wanted, now)
    stated = proofs.Statement(identifier, filed.digest, proofs.metadata_digest(whole))
    signed = keys.store().sign(PURPOSE, stated.message())
    return Made(
        whole=whole,
        statement=stated,
        key_id=signed.key_id,
        signature=signed.value,
        qr_text=code,
        status_place=place,
        file_digest=filed.file_digest,
        impression=filed.impression,
    )


def next_place() -> int:
    """A place in the status lists that no other licence has."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_PLACE)
        return int(cursor.fetchone()[0])


def status_items(place: int) -> dict[str, str]:
    """Where the status of a licence is read: the address of the list, and its place in all."""
    number, _index = status_lists.place_of(place)
    return {
        metadata.STATUS_LIST: f"{settings.TONGBAN.address}{status_lists.PATH}{number}",
        metadata.STATUS_PLACE: str(place),
    }


def _qr_text(facts: metadata.Facts, place: int) -> str:
    identifier = str(facts.identifier)
    signed = keys.store().sign(PURPOSE, qr.message(identifier, facts.issued_on, place))
    return qr.payload(identifier, facts.issued_on, signed.value, place)
