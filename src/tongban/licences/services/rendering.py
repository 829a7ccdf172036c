"""What is made from the record when somebody asks: a PDF for printing, and a picture.

Nothing of it is stored.  The sealed OFD file is the record; these say which one they stand for.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from tongban.base import files, ofd, typeset
from tongban.base.crypto import pades
from tongban.licences.rules import pages
from tongban.licences.services import composing, copying
from tongban.seals import services as seals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.licences.models import Licence
    from tongban.licences.rules.uses import Note
    from tongban.licences.services.composing import Printed

PPI = 110
_MILLIMETRES = 25.4


def pdf(licence: Licence, *, ended: str = "", now: datetime) -> bytes:
    """The licence as PDF, sealed so that common readers show it as valid (PAdES).

    Its keywords name the version and the digest of the record.  Declined with what
    `seals.pages_seal` declines, such as `SealNotActive`.
    """
    template, facts = composing.of_licence(licence, ended=ended, made_at=now)
    stated = pages.keywords(licence.identifier, licence.document_digest)
    document = typeset.pdf(template, {**facts, "keywords": list(stated)}, missing="mark")
    seal = seals.pages_seal(impression_id=licence.impression, now=now)
    return pades.sign(
        document,
        key_id=seal.key_id,
        certificates=seal.certificates,
        picture=seal.picture,
        spots=[
            pades.Spot(spot.page, spot.x, spot.y, spot.width, spot.height)
            for spot in _spots(licence)
        ],
        reason=f"{licence.metadata['ZZMC']} {licence.identifier}",
        at=now,
    )


def png(licence: Licence, *, ended: str = "", now: datetime) -> bytes:
    """A picture of the first page with the seal on it, to look at; it proves nothing."""
    pictures = _pictures(licence.file_digest) if licence.impression else []
    return _drawn(composing.of_licence(licence, ended=ended, made_at=now), pictures)


def copy_png(licence: Licence, note: Note, *, file_digest: str) -> bytes:
    """A picture of the first page of an annotated copy, with its note and its seal."""
    return _drawn(copying.page(licence, note), _pictures(file_digest))


def _drawn(printed: Printed, pictures: list[tuple[Image.Image, ofd.Spot]]) -> bytes:
    template, facts = printed
    page = typeset.png(template, facts, ppi=PPI, missing="mark")
    drawn = Image.open(io.BytesIO(page)).convert("RGBA")
    for picture, spot in pictures:
        box = tuple(round(edge * PPI / _MILLIMETRES) for edge in (spot.width, spot.height))
        stamp = picture.convert("RGBA").resize(box)
        corner = tuple(round(edge * PPI / _MILLIMETRES) for edge in (spot.x, spot.y))
        drawn.alpha_composite(stamp, dest=corner)
    written = io.BytesIO()
    drawn.convert("RGB").save(written, "PNG")
    return written.getvalue()


def _spots(licence: Licence) -> Sequence[ofd.Spot]:
    return _signatures(licence.file_digest)[0].spots


def _signatures(file_digest: str) -> tuple[ofd.SignatureEntry, ...]:
    return ofd.signatures(ofd.open_package(files.read(file_digest)))


def _pictures(file_digest: str) -> list[tuple[Image.Image, ofd.Spot]]:
    """The picture of the seal at each of its places, as the sealed file has it."""
    from tongban.seals.rules import ses

    found: list[tuple[Image.Image, ofd.Spot]] = []
    for entry in _signatures(file_digest):
        if entry.seal is None:
            continue
        picture = Image.open(io.BytesIO(ses.read_seal(entry.seal).facts.picture))
        found += [(picture, spot) for spot in entry.spots if spot.page == 1]
    return found
