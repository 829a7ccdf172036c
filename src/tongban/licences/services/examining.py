"""Checking a file that somebody brings: the sealed OFD record, a copy for one use, or a PDF.

Seals and signatures come first; what they cover is then compared with the record.  A file that
holds, but is not the one that was filed, is not ours.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pikepdf

from tongban.base.crypto import pades, pki
from tongban.licences import queries
from tongban.licences.models import Licence, LicenceUse
from tongban.licences.queries import opened
from tongban.licences.rules import findings, identifiers, pages
from tongban.licences.services import examining_pages
from tongban.seals import queries as seals
from tongban.seals.rules import inspecting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.licences.rules.findings import Finding
    from tongban.seals.rules.inspecting import Report

PDF = b"%PDF-"
_SECOND = timedelta(seconds=1)


class Strange(Exception):
    """The file is not one of ours as it was made; `finding` is what to answer."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.reason)


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file turned out to be: `strange` is the answer where it is not ours as it was made.

    `use` is there if it is a copy for one; `report` tells each step of the check of its seals,
    as far as they were looked at.
    """

    licence: Licence | None = None
    use: LicenceUse | None = None
    strange: Finding | None = None
    report: Report | None = None


def examine(content: bytes, now: datetime) -> Examined:
    """Find out which licence the file is, whatever its bytes are."""
    report = None
    try:
        if content.startswith(PDF):
            licence, stated = _named(content)
            signatures = _signatures(content, now)
            report = examining_pages.report(signatures, now)
            _require_pages(licence, stated, signatures)
            return Examined(licence, report=report)
        report = inspecting.inspect(content, trust=pki.trust(), at=now, statuses=_status)
        licence, use = _recorded(content, report)
    except Strange as strange:
        return Examined(strange=strange.finding, report=report)
    return Examined(licence, use, report=report)


def _broken(content: bytes) -> Finding:
    """About a file that cannot be read: whether it names one of our licences in clear."""
    named = any(queries.issued(each) for each in identifiers.found_in(content))
    return findings.FILE_CHANGED if named else findings.FILE_UNKNOWN


def _status(code: str, at: datetime) -> inspecting.SealStatus | None:
    """What the register of seals says of one; None for seals that are not ours.

    Signatures state whole seconds: a seal may have been put to use in the very second.
    """
    return seals.status_at(code, at) or seals.status_at(code, at + _SECOND)


def _recorded(content: bytes, report: Report) -> tuple[Licence, LicenceUse | None]:
    if report.problem and report.verdict is inspecting.Verdict.UNKNOWN:
        raise Strange(_broken(content))
    licence = queries.issued(report.licence.get("ZZBS", ""))
    if licence is None:
        known = report.verdict in {inspecting.Verdict.VALID, inspecting.Verdict.UNKNOWN}
        raise Strange(findings.FILE_UNKNOWN if known else findings.FILE_CHANGED)
    match report.verdict:
        case inspecting.Verdict.VALID:
            return licence, _the_record(licence, report)
        case inspecting.Verdict.UNKNOWN:
            raise Strange(findings.FILE_FORGED)
        case _:
            raise Strange(findings.FILE_CHANGED)


def _the_record(licence: Licence, report: Report) -> LicenceUse | None:
    """The use if the file is a copy, None if it is the record itself."""
    _require_row(licence)
    issuer = str(licence.metadata["ZZBFJG"])
    digests = {
        one.sealed_by.digest.hex()
        for one in report.signatures
        if one.sealed_by is not None and one.sealed_by.organisation == issuer
    }
    if licence.document_digest in digests:
        return None
    use = LicenceUse.objects.filter(licence=licence, digest__in=digests).first()
    if use is None:
        raise Strange(findings.FILE_FORGED)
    return use


def _require_row(licence: Licence) -> None:
    """What lies in our database must still be what was signed."""
    if not opened.is_signed(licence):
        raise Strange(findings.FILE_CHANGED)


def _named(content: bytes) -> tuple[Licence, pages.Stated]:
    """The licence that a PDF says it was made from, and what it says of it."""
    stated = _stated(content)
    licence = queries.issued(stated.identifier) if stated else None
    if stated is None or licence is None:
        raise Strange(_broken(content))
    return licence, stated


def _signatures(content: bytes, now: datetime) -> Sequence[pades.Finding]:
    trust = pki.trust()
    roots, lists = ([each.der for each in part] for part in (trust.anchors, trust.lists))
    try:
        return pades.inspect(content, roots, now, crls=lists)
    except pades.PagesRefused:
        raise Strange(findings.FILE_CHANGED) from None


def _require_pages(licence: Licence, stated: pages.Stated, found: Sequence[pades.Finding]) -> None:
    """The PDF is as the issuing office signed it, and was made from the record on file."""
    if not found or not found[-1].whole_file or not all(one.intact for one in found):
        raise Strange(findings.FILE_CHANGED)
    by_issuer = found[0].signer.startswith(str(licence.metadata["ZZBFJG"]))
    if not all(one.trusted for one in found) or not by_issuer:
        raise Strange(findings.FILE_FORGED)
    _require_row(licence)
    if licence.document_digest != stated.document_digest:
        raise Strange(findings.FILE_CHANGED)


def _stated(content: bytes) -> pages.Stated | None:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            words = str(document.docinfo.get("/Keywords", ""))
    except (pikepdf.PdfError, ValueError, AttributeError):
        return None
    return pages.read(word.strip() for word in words.split(","))
