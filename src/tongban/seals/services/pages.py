"""The same seal for PDF (版式文件): what signing one takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tongban.base.crypto import pki
from tongban.base.crypto.pki import certificates
from tongban.seals.models import Impression
from tongban.seals.rules import uses
from tongban.seals.rules.states import State

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.crypto.pki import Certificate


@dataclass(frozen=True, slots=True)
class PagesSeal:
    """Key, certificates (its own first), picture and size of a seal for PDF."""

    seal_code: str
    title: str
    key_id: str
    certificates: tuple[Certificate, ...]
    picture: bytes = field(repr=False)
    width_mm: int
    height_mm: int


def pages_seal(*, impression_id: str, now: datetime) -> PagesSeal:
    """The seal with which a PDF rendering of a sealed document is sealed.

    For houses that keep the document: the impression on the record is what permits the rendering.
    Declined with `OrderUnknown`, `SealNotActive` or `SealExpired`.
    """
    rows = Impression.objects.filter(pk=impression_id).select_related("seal__version")
    made = rows.defer("seal__picture", "seal__version__structure").first()
    if made is None:
        raise uses.OrderUnknown
    seal = made.seal
    uses.require_active(State(seal.state))
    version = seal.version
    if version is None or version.is_over(now):
        raise uses.SealExpired
    return PagesSeal(
        seal_code=seal.code,
        title=seal.title,
        key_id=version.pages_key_id,
        certificates=_chain(version.pages_certificates),
        picture=bytes(version.picture),
        width_mm=version.width_mm,
        height_mm=version.height_mm,
    )


def _chain(text: str) -> tuple[Certificate, ...]:
    return tuple(pki.read(der) for _, der in certificates.armoured(text.encode()))
