"""Making the file of a licence: typeset, digested, signed, stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from tongban.base import files, typeset
from tongban.base.crypto import keys
from tongban.licences import queries
from tongban.licences.rules import faces, layouts, metadata, proofs, qr
from tongban.licences.rules.face_values import fields_of

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.licences.models import LicenceType
    from tongban.licences.rules.metadata import Metadata

PURPOSE = "licences"
PREVIEW_PPI = 110


@dataclass(frozen=True, slots=True)
class Made:
    """A licence on file: what was signed, by which key, and where the files are."""

    whole: Metadata
    proof: proofs.Proof
    qr_text: str
    file_digest: str
    preview_digest: str


def make(facts: metadata.Facts, kind: LicenceType, *, now: datetime) -> Made:
    """Typeset and sign a licence, and store the file with its proof and its picture.

    1. Sign the sentence of the QR code, which goes onto the face.
    2. Typeset the document, digest it, and sign digest, identifier and metadata together.
    3. Put the proof behind the end of the document; store the whole and a picture.
    """
    whole = metadata.describe(facts)
    code = _qr_text(facts)
    template, printed = _printed(facts, kind, code, now)
    document = typeset.pdf(template, printed)
    stated = proofs.statement(str(facts.identifier), document, whole)
    signed = keys.store().sign(PURPOSE, stated.message())
    proof = proofs.Proof(stated, signed.key_id, signed.value)
    file = files.store(document + proof.line(), name="licence.pdf")
    picture = files.store(typeset.png(template, printed, ppi=PREVIEW_PPI), name="licence.png")
    return Made(whole, proof, code, file.digest, picture.digest)


def _qr_text(facts: metadata.Facts) -> str:
    identifier = str(facts.identifier)
    signed = keys.store().sign(PURPOSE, qr.message(identifier, facts.issued_on))
    return qr.payload(identifier, facts.issued_on, signed.value)


def _printed(
    facts: metadata.Facts, kind: LicenceType, code: str, now: datetime
) -> tuple[str, dict[str, object]]:
    fields = fields_of(kind.fields)
    portrait = faces.portrait(fields, facts.face)
    face = faces.Face(
        title=facts.title,
        number=facts.number,
        identifier=str(facts.identifier),
        holders=tuple(holder.name for holder in facts.holders),
        issuer=facts.issuer_name,
        issued_on=facts.issued_on,
        made_at=now,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        entries=faces.entries(fields, facts.face),
        photo=files.read(portrait) if portrait else None,
        qr=qr.address(settings.TONGBAN.address, code),
        verify_at=f"{settings.TONGBAN.address}{qr.PATH}",
    )
    return layouts.printed(queries.layout_of(kind), face)
