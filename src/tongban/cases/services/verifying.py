"""Checking a file for anybody: a licence, or a paper (文书) that an office of this node sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.cases import queries
from tongban.cases.rules import paper_checks, sealable
from tongban.licences import services as licences

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.cases.queries import Paper
    from tongban.cases.rules.paper_checks import PaperVerdict
    from tongban.licences.services import Checked
    from tongban.seals.rules.inspecting import Report, SealedBy


@dataclass(frozen=True, slots=True)
class PaperFound:
    """A file that is, or says it is, a paper of ours; public facts only.

    `seal` is the one that its office set, None where the file does not bear it.
    """

    verdict: PaperVerdict
    reason: str
    paper: Paper
    seal: SealedBy | None

    @property
    def is_recorded(self) -> bool:
        """Whether what the seal signed is what the row of the paper says."""
        return self.seal is not None


@dataclass(frozen=True, slots=True)
class FileChecked:
    """What is found of a file as a licence, and as a paper if it is none."""

    licence: Checked
    paper: PaperFound | None


def check_file(content: bytes, *, now: datetime) -> FileChecked:
    """Look at the seals of a file once, and find the licence or the paper that it is."""
    checked = licences.check_file(content, now=now)
    known = checked.finding.facts is not None or checked.report is None
    return FileChecked(checked, None if known else _paper(content, checked.report))


def _paper(content: bytes, report: Report | None) -> PaperFound | None:
    """By what a seal signed; else by the code that the file states, which proves nothing."""
    if report is None:
        return None
    stated = [one.sealed_by for one in report.signatures if one.sealed_by is not None]
    seals = {one.digest.hex(): one for one in stated}
    signed = queries.sealed_as(tuple(seals))
    named = report.licence.get(sealable.CODE) or sealable.code_in(content)
    found = signed or queries.paper(named)
    if found is None:
        return None
    verdict, reason = paper_checks.judged(report.verdict, is_recorded=signed is not None)
    return PaperFound(verdict, reason, found, seals.get(found.sealed_digest) if signed else None)
