"""Signing PDF files (PAdES B-B and B-T) with a key of the store, the seal drawn where it stands.

One signature of PDF has one place.  On a file without signatures further places are stamps that
the signature covers; on a signed one they would look like tampering, so each gets a signature.
"""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asn1crypto import algos, cms, x509
from PIL import Image, UnidentifiedImageError
from pyhanko import stamp
from pyhanko.pdf_utils import generic as pdf_objects
from pyhanko.pdf_utils import images, layout
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers, timestamps
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tongban.base.crypto import keys, stamps
from tongban.base.crypto.pades.places import PagesRefused, Spot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.base.crypto.pki import Certificate

# Typed in part only, which the checker takes for worse than not at all.
generic: Any = pdf_objects
margins: Any = layout.Margins
certificate_store: Any = SimpleCertificateStore
POINTS = 72 / 25.4
"""Points in a millimetre."""
PRINTED_LOCKED = 4 | 64 | 128
"""Flags of an annotation: printed, read-only, locked."""
_DIGEST = "sha256"
_LONGEST_SIGNATURE = 72
_LONGEST_ATTRIBUTES = 2048
"""Bytes of a signature without its certificates, with room to spare."""


class _Writer(IncrementalPdfFileWriter):
    """Appends to a file and leaves its metadata alone: they agree with one another as they are."""

    def _update_meta(self) -> None:
        pass


class _KeyOfTheStore(signers.Signer):
    """Lets a key of the store sign; it never leaves it."""

    def __init__(self, key_id: str, chain: Sequence[Certificate]) -> None:
        loaded = [x509.Certificate.load(each.der) for each in chain]
        registry = certificate_store()
        registry.register_multiple(loaded[1:])
        super().__init__(
            signing_cert=loaded[0],
            cert_registry=registry,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self.key_id = key_id

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - as the library calls it
    ) -> bytes:
        """Sign with SHA-256, the one digest our keys are used with."""
        if digest_algorithm != _DIGEST:
            raise ValueError(f"keys for pages sign {_DIGEST}, not {digest_algorithm}")
        if dry_run:
            return bytes(_LONGEST_SIGNATURE)
        return keys.store().sign_by(self.key_id, data).value


class _StampOfTheNode(timestamps.TimeStamper):
    """Gives pyHanko stamps of the configured authority."""

    def __init__(self, at: datetime) -> None:
        super().__init__(include_nonce=False)  # type: ignore[no-untyped-call]
        self.at = at

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Stamp a SHA-256 digest."""
        if md_algorithm != _DIGEST:
            raise ValueError(f"digests of kind {md_algorithm} are not stamped")
        return cms.ContentInfo.load(stamps.pages_authority().stamp(message_digest, at=self.at))


class _DatedSigner(signers.PdfSigner):
    """Writes the given moment as the time of signing, not the clock's."""

    at: datetime

    def init_signing_session(self, *arguments: Any, **named: Any) -> Any:
        """Begin as always, at another time."""
        session = super().init_signing_session(*arguments, **named)
        session.system_time = self.at
        return session


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What to sign with and how it shall look."""

    key_id: str
    certificates: Sequence[Certificate]
    picture: Image.Image
    reason: str
    at: datetime
    stamped: bool


def sign(
    pdf: bytes,
    *,
    key_id: str,
    certificates: Sequence[Certificate],
    picture: bytes,
    spots: Sequence[Spot],
    reason: str,
    at: datetime,
    stamped: bool = False,
) -> bytes:
    """Return the file with one more signature, the picture (PNG) at every spot.

    `certificates` begins with the signer's; with `stamped` an authority confirms the time, which
    may go over the network.  A file or a spot that does not fit raises `PagesRefused`.
    """
    if not spots or not certificates:
        raise PagesRefused("a signature needs a certificate and a place")
    order = _Order(
        key_id=key_id,
        certificates=certificates,
        picture=_picture(picture),
        reason=reason,
        at=at,
        stamped=stamped,
    )
    try:
        if not _signed_already(pdf):
            return _signed(pdf, spots, order)
        for spot in spots:
            pdf = _signed(pdf, (spot,), order)
    except PdfError as broken:
        raise PagesRefused(f"the PDF file cannot be signed: {broken}") from broken
    return pdf


def _signed_already(pdf: bytes) -> bool:
    return bool(_Writer(io.BytesIO(pdf)).prev.embedded_signatures)


def _signed(pdf: bytes, spots: Sequence[Spot], order: _Order) -> bytes:
    writer = _Writer(io.BytesIO(pdf))
    drawn = images.PdfImage(order.picture, writer=writer, name="Seal")
    boxes = [_box(writer, spot) for spot in spots]
    for spot, box in zip(spots[1:], boxes[1:], strict=True):
        _add_stamp(writer, spot, box, drawn, order.reason)
    number = 1 + len(writer.prev.embedded_signatures)
    field = fields.SigFieldSpec(
        f"seal-{number}", on_page=spots[0].page - 1, box=boxes[0], readable_field_name="电子印章"
    )
    meta = signers.PdfSignatureMetadata(
        field_name=field.sig_field_name,
        md_algorithm=_DIGEST,
        reason=order.reason,
        name=order.certificates[0].common_name,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    signer = _DatedSigner(
        meta,
        _KeyOfTheStore(order.key_id, order.certificates),
        timestamper=_StampOfTheNode(order.at) if order.stamped else None,
        stamp_style=_style(drawn),
        new_field_spec=field,
    )
    signer.at = order.at
    made: io.BytesIO = asyncio.run(signer.async_sign_pdf(writer, bytes_reserved=_reserved(order)))
    return made.getvalue()


def _reserved(order: _Order) -> int | None:
    """Hexadecimal digits kept free for the signature; with a stamp a trial must tell.

    Without one all parts are known, and the trial, half of the time, is saved.
    """
    if order.stamped:
        return None
    return 2 * (_LONGEST_ATTRIBUTES + sum(len(each.der) for each in order.certificates))


def _style(drawn: images.PdfImage) -> stamp.StaticStampStyle:
    whole_box = layout.SimpleBoxLayoutRule(
        x_align=layout.AxisAlignment.ALIGN_MIN,
        y_align=layout.AxisAlignment.ALIGN_MIN,
        margins=margins.uniform(0),
        inner_content_scaling=layout.InnerScaling.STRETCH_TO_FIT,
    )
    return stamp.StaticStampStyle(
        border_width=0, background=drawn, background_opacity=1, background_layout=whole_box
    )


def _picture(content: bytes) -> Image.Image:
    try:
        opened = Image.open(io.BytesIO(content), formats=("PNG",))
        return opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError) as broken:
        raise PagesRefused("the picture of a seal is a PNG file") from broken


def _box(writer: Any, spot: Spot) -> Any:
    """The box in points from the bottom left; one that leaves the page is refused."""
    left, bottom, right, top = _page_box(writer, spot.page)
    x, y = left + spot.x * POINTS, top - (spot.y + spot.height) * POINTS
    box = (x, y, x + spot.width * POINTS, y + spot.height * POINTS)
    inside = left - 1 <= box[0] < box[2] <= right + 1 and bottom - 1 <= box[1] < box[3] <= top + 1
    if not inside:
        raise PagesRefused(f"a seal cannot stand outside of page {spot.page}")
    return box


def _page_box(writer: Any, number: int) -> tuple[float, float, float, float]:
    if number < 1:
        raise PagesRefused("pages are counted from 1")
    try:
        page = writer.find_page_for_modification(number - 1)[0].get_object()
    except PdfError as missing:
        raise PagesRefused(f"there is no page {number}") from missing
    if _inherited(page, "/Rotate", 0) % 360:
        raise PagesRefused(f"page {number} is turned; seals are put on upright pages")
    corners = _inherited(page, "/MediaBox", None)
    if corners is None:
        raise PagesRefused(f"page {number} has no size")
    left, bottom, right, top = (float(corner) for corner in corners)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _inherited(page: Any, name: str, default: Any) -> Any:
    for _ in range(32):  # a tree of pages is not that deep; a ring of them would be
        if name in page:
            return page[name]
        if "/Parent" not in page:
            break
        page = page["/Parent"]
    return default


def _add_stamp(
    writer: Any,
    spot: Spot,
    box: tuple[float, float, float, float],
    drawn: images.PdfImage,
    reason: str,
) -> None:
    """Put the picture on a page as an annotation that the coming signature covers."""
    width, height = box[2] - box[0], box[3] - box[1]
    appearance = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): _numbers(0, 0, width, height),
            pdf_name("/Resources"): generic.DictionaryObject(
                {
                    pdf_name("/XObject"): generic.DictionaryObject(
                        {pdf_name("/Seal"): drawn.image_ref}
                    )
                }
            ),
        },
        stream_data=f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Seal Do Q".encode(),
    )
    annotation = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Stamp"),
            pdf_name("/Rect"): _numbers(*box),
            pdf_name("/F"): generic.NumberObject(PRINTED_LOCKED),
            pdf_name("/Contents"): generic.TextStringObject(reason),
            pdf_name("/AP"): generic.DictionaryObject(
                {pdf_name("/N"): writer.add_object(appearance)}
            ),
        }
    )
    page_ref, _ = writer.find_page_for_modification(spot.page - 1)
    writer.register_annotation(page_ref, writer.add_object(annotation))


def _numbers(*values: float) -> Any:
    return generic.ArrayObject(generic.FloatObject(round(value, 3)) for value in values)
