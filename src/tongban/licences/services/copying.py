"""Annotated copies (加注件): the face of a licence again, for one use, with its note across it.

A copy is sealed once, when the licence is used, and kept while it counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from tongban.base.actors import SYSTEM
from tongban.base.crypto import sm3
from tongban.licences import queries
from tongban.licences.queries import Shown
from tongban.licences.rules import metadata, uses
from tongban.licences.services import composing, making, sealing

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.licences.models import Licence, LicenceType, LicenceUse
    from tongban.licences.rules.uses import Note
    from tongban.licences.services.composing import Printed
    from tongban.licences.services.sealing import Filed

__all__ = ["make", "name_of", "note_of", "page", "values", "values_digest"]


def make(licence: Licence, note: Note, *, case_number: str, now: datetime) -> Filed:
    """Make, seal and keep the annotated copy: chosen items only, watermark, JZJ… as metadata.

    Sealed by the issuing office, or by the office that seals copies for those without a seal here.
    Declined with `uses.UseInvalid` where the note has no purpose or its time is over, and with
    what `seals.seal_now` declines.
    """
    noted = uses.check_note(note, now)
    given, printed = _given_out(licence, noted), page(licence, noted)
    shown = {key: value for key, value in licence.personal.items() if not key.startswith("KZ_")}
    wanted = sealing.Wanted(
        unit=sealing.copy_unit(licence.issuer.key),
        document_kind=sealing.COPY,
        title=f"{licence.metadata['ZZMC']}（加注件）",
        author=str(licence.metadata["ZZBFJG"]),
        custom={
            **metadata.custom({**licence.metadata, **shown, **given}),
            **making.status_items(licence.status_place),
            **noted.metadata(),
        },
        case_number=case_number,
        decision=f"用证 {noted.reference}"[: sealing.LONGEST_DECISION],
    )
    return sealing.seal(SYSTEM, printed, wanted, now)


def page(licence: Licence, note: Note) -> Printed:
    """The page of an annotated copy: the chosen items, with the note across them."""
    return composing.of_licence(
        licence, given=_given_out(licence, note), watermark=note.watermark(), made_at=note.made_at
    )


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
    return f"{licence.metadata['ZZMC']}-{licence.serial}-加注件.ofd"


def _kind(licence: Licence) -> LicenceType:
    """The type as it was when the licence was issued."""
    return queries.type_then(licence.type, licence.issued_on)


def _given_out(licence: Licence, note: Note) -> dict[str, str]:
    if not note.fields:
        return licence.face
    return {key: text for key, text in licence.face.items() if key in note.fields}
