"""Cases that were archived, and their packages taken apart."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from tests.cases import circumstances
from tests.cases.circumstances import PERMIT, TUESDAY
from tongban.archives import services
from tongban.archives.models import Archive
from tongban.archives.services import keeping
from tongban.base.ledger.log import newest
from tongban.base.ledger.sequencing import sequence, sign
from tongban.cases import services as case_services
from tongban.cases.models import BundlePaper, CaseDocument
from tongban.cases.rules import sealable

if TYPE_CHECKING:
    from datetime import datetime


def signed(now: datetime = TUESDAY) -> None:
    """Every leaf that was written has its place below a signed head."""
    sequence()
    sign(now=now)
    assert newest() is not None


def stamped(now: datetime = TUESDAY) -> None:
    """Every paper that bears the seal of its office is sealed."""
    for kind in (CaseDocument, BundlePaper):
        for paper in kind.objects.filter(sealed=None, kind__in=sealable.KINDS):
            case_services.seal_paper(document_id=paper.pk, now=now)


def archived(item: str = PERMIT, *, now: datetime = TUESDAY) -> Archive:
    """A concluded case with its package."""
    number = circumstances.concluded(item, now=now)
    services.want(number=number, now=now)
    stamped(now)
    signed(now)
    found = services.build(number=number, now=now)
    assert found is not None
    return found


def package(archive: Archive) -> bytes:
    """Its package as it would leave the house."""
    return keeping.read(archive.digest)


def parts(content: bytes) -> dict[str, bytes]:
    """The files of a package by their whole names."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {each.filename: opened.read(each) for each in opened.infolist()}


def packed(files: dict[str, bytes]) -> bytes:
    """Files as a package, whatever they are."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()
