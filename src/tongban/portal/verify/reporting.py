"""The report about a checked file: a few lines on the page, and whole for programs."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder

from tongban.seals.rules.inspecting import Verdict

if TYPE_CHECKING:
    from tongban.cases.services import FileChecked
    from tongban.seals.rules.inspecting import Report, SignatureReport

_TONES = {Verdict.VALID: "good", Verdict.UNKNOWN: "quiet"}


def shown(found: FileChecked) -> dict[str, Any]:
    """What the page needs of the report; nothing where the seals were not looked at.

    `kept` is an address that holds the whole report itself: the file is gone when the page is
    there, and is not to be kept for a report that somebody may ask for later.
    """
    report = found.licence.report
    if report is None:
        return {}
    lines = [_line(each) for each in report.signatures]
    told = {"problem": report.problem, "signatures": lines}
    return {"report": told, "kept": _address(_said(found), report)}


def _line(one: SignatureReport) -> dict[str, Any]:
    return {
        "verdict_words": one.verdict.words,
        "tone": _TONES.get(one.verdict, "bad"),
        "sealed_by": one.sealed_by,
        "trouble": one.trouble,
        "steps": [step.values() for step in one.steps],
    }


def _said(found: FileChecked) -> dict[str, Any]:
    if (paper := found.paper) is not None:
        told = {"title": paper.paper.title, "number": paper.paper.number, "code": paper.paper.code}
        return {"verdict": paper.verdict, "reason": paper.reason, "paper": told}
    finding = found.licence.finding
    return {"verdict": finding.verdict, "reason": finding.reason, "since": finding.since}


def _address(said: dict[str, Any], report: Report) -> str:
    whole = {"finding": said, "report": report.values()}
    text = json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return f"data:application/json;base64,{base64.b64encode(text.encode()).decode('ascii')}"
