"""The sealed OFD of each paper is in the package beside its PDF, and its seal is judged there."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.archives.filed import archived, package, parts, signed
from tests.cases import circumstances
from tests.cases.circumstances import TUESDAY
from tongban.archives import queries, services
from tongban.archives.rules import metadata, packages, sealed
from tongban.base.crypto import pki
from tongban.project.verifying import Means, check
from tongban.seals.models import Authorisation

if TYPE_CHECKING:
    from tongban.archives.models import Archive

PAPERS = {"收件凭证", "受理通知书", "准予行政许可决定书", "送达回证"}


def inside(archive: Archive) -> dict[str, bytes]:
    """The files of its package by their paths below the folder."""
    found = parts(package(archive))
    return {name.partition("/")[2]: body for name, body in found.items()}


def documents(files: dict[str, bytes]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files[packages.FACTS])["documents"]
    return found


def test_each_sealed_paper_lies_beside_its_pdf_and_is_verified_by_what_the_package_holds() -> None:
    files = inside(archived())
    at = datetime.fromisoformat(json.loads(files[packages.DESCRIPTION])["made_at"])
    papers = documents(files)
    _facts, rows = metadata.read(files[packages.METADATA])
    trust = pki.Trust.from_pem(files[packages.SEAL_TRUST])

    kinds = {(row["题名"], row["格式"]) for row in rows if row["题名"] in PAPERS}
    assert kinds == {(title, ending) for title in PAPERS for ending in ("ofd", "pdf")}
    assert {paper["title"] for paper in papers if paper["sealed"]} == PAPERS
    assert list(sealed.faults(files, papers, at)) == []
    decision = next(path for path in files if path.endswith("准予行政许可决定书.ofd"))
    said = check(files[decision], Means(trust=trust, keys=(), at=at, status=None))
    assert said.verdict == "valid", said.text

    licence = next(path for path in files if path.endswith("居住证.ofd"))
    bad = {
        "不在包里": {decision: files[licence]},
        "未能核验": {packages.SEAL_TRUST: b""},
        "被篡改": {licence: broken(files[licence])},
    }
    for words, changed in bad.items():
        found = list(sealed.faults({**files, **changed}, papers, at))
        assert any(words in fault for fault in found), words
    before = at - timedelta(days=1)
    assert len(list(sealed.faults(files, papers, before))) == len(PAPERS) + 1
    for paper in papers:
        paper["sealed"] = paper["sealed"] and {**paper["sealed"], "digest": "0" * 64}
    assert len(list(sealed.faults(files, papers, at))) == len(PAPERS)


def broken(content: bytes) -> bytes:
    """A sealed document whose page was changed and packed again."""
    from tongban.base import ofd

    files = dict(ofd.open_package(content).files)
    page = next(path for path in files if path.endswith("Content.xml"))
    files[page] = files[page].replace(b"ofd:TextCode", b"ofd:TextCode ", 1)
    return ofd.pack(files)


@pytest.mark.parametrize("way", ["no seal was entrusted", "the seal did not come in time"])
def test_papers_that_nobody_will_seal_are_filed_as_pdf_and_hold_nothing_up(way: str) -> None:
    number, now = circumstances.concluded(), TUESDAY
    services.want(number=number, now=TUESDAY)
    signed()
    if way.startswith("no seal"):
        Authorisation.objects.filter(job="job:cases").update(withdrawn_at=TUESDAY)
    else:
        now += queries.settings().seal_patience + timedelta(minutes=1)

    archive = services.build(number=number, now=now)

    assert archive is not None
    files = inside(archive)
    assert [paper["sealed"] for paper in documents(files)] == [None] * 4
    titles = {path.partition("_")[2].split("_")[-1] for path in files if path.endswith(".ofd")}
    assert titles == {"居住证.ofd"}
