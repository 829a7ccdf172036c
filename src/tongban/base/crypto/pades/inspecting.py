"""What the signatures in a PDF file are worth, said by pyHanko."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any

from asn1crypto import crl, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import validation
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from tongban.base.crypto.pades.places import Finding, PagesRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_BROKEN = (PdfError, SigningError, SignatureValidationError, ValueError, TypeError, KeyError,
           IndexError, AttributeError, RecursionError)  # fmt: skip
"""What reading a file of somebody else raises; all of it means that it cannot be relied on."""


def inspect(
    pdf: bytes,
    trust_roots_der: Sequence[bytes],
    at: datetime,
    *,
    crls: Sequence[bytes] = (),
) -> tuple[Finding, ...]:
    """Look at every signature of a file, in the order of signing; none is an empty answer.

    Without roots nothing is trusted; with revocation lists nobody whom they do not tell about.
    A file that cannot be read raises `PagesRefused`.
    """
    roots = [x509.Certificate.load(root) for root in trust_roots_der]
    lists = [crl.CertificateList.load(each) for each in crls]
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    except _BROKEN as broken:
        raise PagesRefused("this is not a PDF file that can be read") from broken
    return tuple(_finding(each, roots, lists, at) for each in found)


def _finding(signature: Any, roots: list[Any], lists: list[Any], at: datetime) -> Finding:
    def context() -> ValidationContext:
        return ValidationContext(
            trust_roots=roots, moment=at, crls=lists, allow_fetching=False,
            revocation_mode="require" if lists else "soft-fail",
        )  # fmt: skip

    try:
        status = asyncio.run(
            validation.async_validate_pdf_signature(
                signature,
                signer_validation_context=context(),
                ts_validation_context=context(),
            )
        )
    except _BROKEN:
        return _worthless()
    return Finding(
        intact=bool(status.intact and status.valid),
        whole_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        changed_later=_changed(status),
        trusted=bool(status.trusted),
        signer=str(status.signing_cert.subject.native.get("common_name", "")),
        signed_at=status.signer_reported_dt,
        stamped_at=_stamped_at(status.timestamp_validity),
        reason=str(signature.sig_object.get("/Reason", "")),
    )


def _stamped_at(stamp: Any) -> datetime | None:
    """When an authority stamped it, if all is well with the stamp."""
    if stamp is None or not (stamp.intact and stamp.valid and stamp.trusted):
        return None
    at: datetime = stamp.timestamp
    return at


def _changed(status: Any) -> bool:
    level = status.modification_level
    return level is None or level > ModificationLevel.FORM_FILLING or not status.docmdp_ok


def _worthless() -> Finding:
    return Finding(
        intact=False,
        whole_file=False,
        changed_later=True,
        trusted=False,
        signer="",
        signed_at=None,
        stamped_at=None,
        reason="",
    )
