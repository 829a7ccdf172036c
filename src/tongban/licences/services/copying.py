"""Annotated copies (加注件): the face of a licence again, for one use, with its note across it.

A copy is not stored.  It is made again from licence and note while it counts; the same note gives
the same bytes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from tongban.base import files, typeset
from tongban.base.crypto import sm3
from tongban.licences import queries
from tongban.licences.queries import Shown
from tongban.licences.rules import faces, layouts, metadata, qr, uses
from tongban.licences.rules.face_values import fields_of

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.licences.models import Licence, LicenceType, LicenceUse
    from tongban.licences.rules.uses import Note

__all__ = ["make", "name_of", "note_of", "values", "values_digest"]


def make(licence: Licence, note: Note, now: datetime) -> bytes:
    """Return the annotated copy as a file: chosen items only, watermark, and JZJ… as keywords.

    Declined with `uses.UseInvalid` where the note has no purpose or its time is over.
    """
    noted = uses.check_note(note, now)
    face = _face(licence, noted)
    template, facts = layouts.printed(queries.layout_of(_kind(licence)), face)
    keywords = [licence.identifier, *(f"{key}:{text}" for key, text in noted.metadata().items())]
    return typeset.pdf(template, {**facts, "keywords": keywords}, missing="mark")


def values(licence: Licence, note: Note) -> tuple[Shown, ...]:
    """What the note gives out: what stands on every licence, then the chosen items."""
    return (*_always(licence), *queries.shown(_kind(licence), _given_out(licence, note)))


def _always(licence: Licence) -> tuple[Shown, ...]:
    """Holder, number, office and last day: without them nobody knows what he reads."""
    names = metadata.NAMES
    until = licence.valid_until.isoformat() if licence.valid_until else metadata.LONG_TERM
    return (
        Shown("CZZT", names["CZZT"], "、".join(licence.holder_names)),
        Shown("ZZBH", names["ZZBH"], licence.number),
        Shown("ZZBFJG", names["ZZBFJG"], str(licence.metadata["ZZBFJG"])),
        Shown("ZZYXQJZRQ", names["ZZYXQJZRQ"], until),
    )


def values_digest(licence: Licence, note: Note) -> str:
    """SM3 of what a look without a file gave out, in hex."""
    shown = {one.key: one.value for one in values(licence, note)}
    return sm3.digest(metadata.canonical({**note.metadata(), **shown})).hex()


def note_of(use: LicenceUse) -> Note:
    """The note of a use that was recorded."""
    return uses.Note(
        purpose=use.purpose,
        user=use.user_name,
        made_at=timezone.localtime(use.at),
        expires_at=timezone.localtime(use.expires_at),
        reference=str(use.pk),
        fields=tuple(use.fields),
    )


def name_of(licence: Licence) -> str:
    """The name to save a copy under."""
    return f"{licence.metadata['ZZMC']}-{licence.serial}-加注件.pdf"


def _kind(licence: Licence) -> LicenceType:
    """The type as it was when the licence was issued."""
    return queries.type_then(licence.type, licence.issued_on)


def _given_out(licence: Licence, note: Note) -> dict[str, str]:
    if not note.fields:
        return licence.face
    return {key: text for key, text in licence.face.items() if key in note.fields}


def _face(licence: Licence, note: Note) -> faces.Face:
    fields, given = fields_of(_kind(licence).fields), _given_out(licence, note)
    picture = faces.portrait(fields, given)
    plain = faces.Face(
        title=str(licence.metadata["ZZMC"]),
        number=licence.number,
        identifier=licence.identifier,
        holders=licence.holder_names,
        issuer=str(licence.metadata["ZZBFJG"]),
        issued_on=licence.issued_on,
        made_at=note.made_at,
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        entries=faces.entries(fields, given),
        watermark=note.watermark(),
    )
    code = qr.address(settings.TONGBAN.address, licence.qr_text) if licence.qr_text else ""
    return replace(
        plain,
        photo=files.read(picture) if picture else None,
        qr=code,
        verify_at=f"{settings.TONGBAN.address}{qr.PATH}" if code else "",
    )
