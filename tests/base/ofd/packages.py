"""Small packages for tests: a document of one or more blank pages, and archives of any entries."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tongban.base import ofd

if TYPE_CHECKING:
    from collections.abc import Iterable

NOON = datetime(2026, 3, 12, 4, tzinfo=UTC)
SM2_OID = "1.2.156.10197.1.501"
NS = f'xmlns:ofd="{ofd.OFD_NS}"'


def blank(pages: int = 1) -> dict[str, bytes]:
    """The files of a document without content."""
    listed = "".join(
        f'<ofd:Page ID="{number + 10}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
        for number in range(pages)
    )
    page = (
        f"<ofd:Page {NS}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>"
        "</ofd:Page>"
    )
    return {
        "OFD.xml": (
            f'<ofd:OFD {NS} Version="1.0" DocType="OFD"><ofd:DocBody>'
            "<ofd:DocInfo><ofd:DocID>0123456789abcdef0123456789abcdef</ofd:DocID></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ).encode(),
        "Doc_0/Document.xml": (
            f"<ofd:Document {NS}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID>"
            "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        ).encode(),
        **{f"Doc_0/Pages/Page_{number}/Content.xml": page.encode() for number in range(pages)},
    }


def signed(
    files: dict[str, bytes] | None = None, *, seal: bytes = b"seal", lock: bool = False
) -> dict[str, bytes]:
    """A package with one signature more, whose value is the description's length as text."""
    pending = ofd.begin_signature(
        files or blank(), provider="tongban", method_oid=SM2_OID, at=NOON,
        spots=[ofd.Spot(1, 100, 200, 40, 40)], seal=seal, lock=lock,
    )  # fmt: skip
    return pending.finish(str(len(pending.description)).encode())


def archive(entries: Iterable[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    """An archive of exactly these entries, whatever their names are."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as opened:
        for entry, content in entries:
            opened.writestr(entry, content)
    return written.getvalue()
