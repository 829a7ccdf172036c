"""Anybody checks a licence by file, number or QR code, and a paper by its code."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.base import clock
from tongban.base.errors import Refusal
from tongban.base.web import read_only
from tongban.base.web.uploads import readable
from tongban.cases import queries as cases
from tongban.cases import services as case_services
from tongban.cases.rules.paper_checks import PaperVerdict
from tongban.licences import queries as licences
from tongban.licences import services
from tongban.licences.rules import qr
from tongban.licences.rules.findings import FILE_UNKNOWN, Verdict
from tongban.portal.requests import everybody, uploaded
from tongban.portal.verify import reporting
from tongban.portal.verify.limits import limited

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.cases.services import FileChecked
    from tongban.licences.rules.findings import Finding
    from tongban.portal.requests import PortalRequest

LONGEST = 600
LONGEST_CODE = 64
CODE = re.compile(r"[0-9A-Z]{12}", re.ASCII)
PAPERS = "/verify/paper/"
IDENTIFIER = "1.2.156.3005.2"
SIGNED = (*qr.PREFIXES, "http://", "https://")
TONES = {
    Verdict.VALID: "valid",
    Verdict.SUSPENDED: "invalid",
    Verdict.INVALID: "invalid",
    Verdict.TAMPERED: "tampered",
    Verdict.UNKNOWN: "unknown",
}
PAPER_TONES = {
    PaperVerdict.GENUINE: "valid",
    PaperVerdict.INVALID: "invalid",
    PaperVerdict.TAMPERED: "tampered",
    PaperVerdict.UNKNOWN: "unknown",
}


@require_http_methods(["GET", "POST"])
@limited
@read_only
@everybody
def verify(request: PortalRequest) -> HttpResponse:
    """The three ways of checking, and the finding when something was asked."""
    said = (request.POST.get("q") or request.GET.get("q", "")).strip()[:LONGEST]
    if code := _code_in(said):
        return redirect("portal:verify_paper", code)
    by_file = request.method == "POST" and request.POST.get("way") == "file"
    type_key = (request.POST.get("type_key") or request.GET.get("type_key", ""))[:64]
    facts: dict[str, object] = {"here": "verify", "q": said, "type_key": type_key}
    try:
        if by_file:
            checked = _of_file(request)
            facts |= {**_found(checked), **reporting.shown(checked)}
        elif said:
            facts |= _shown(_of_text(said, type_key))
        elif request.method == "POST":
            facts["errors"] = [("q", _("请输入证照编号，或者二维码里的文字。"))]
    except Refusal as refusal:
        facts |= _declined(refusal, by_file=by_file)
    status = 422 if facts.get("errors") else 200
    return render(request, "portal/verify/verify.html", facts, status=status)


def _code_in(said: str) -> str:
    """The verification code of a paper of ours, bare or as the address of its QR code; or ""."""
    code = said.rstrip("/").rpartition(PAPERS)[2].upper()
    return code if CODE.fullmatch(code) and cases.paper(code) else ""


def _of_file(request: PortalRequest) -> FileChecked:
    handed_in = uploaded(request, "file")
    if not handed_in:
        raise FileMissing
    return case_services.check_file(readable(handed_in[0]), now=clock.now())


def _found(checked: FileChecked) -> dict[str, object]:
    """What the file is: a paper of ours, a licence of ours, or neither."""
    if checked.paper is not None:
        return {"found": checked.paper, "tone": PAPER_TONES[checked.paper.verdict]}
    finding = checked.licence.finding
    if finding is FILE_UNKNOWN:
        finding = replace(
            finding, reason=_("这个文件不是本平台颁发的电子证照，也不是本平台盖章的文书。")
        )
    return _shown(finding)


class FileMissing(Refusal):
    """Nothing was uploaded."""

    code = "portal.file_missing"
    status = 422
    sentence = "请先选择电子证照文件，再点核验。"


def _of_text(said: str, type_key: str) -> Finding:
    if said.startswith(SIGNED):
        return services.verify_qr(said)
    if said.startswith(IDENTIFIER):
        return services.verify_identifier(said)
    return services.verify_number(said, type_key)


def _declined(refusal: Refusal, *, by_file: bool) -> dict[str, object]:
    facts: dict[str, object] = {"errors": [("file" if by_file else "q", str(refusal))]}
    if "type_key" in refusal.fields:
        facts["errors"] = [("type_key", str(refusal))]
        facts["types"] = licences.types()
    return facts


def _shown(finding: Finding) -> dict[str, object]:
    return {"finding": finding, "tone": TONES[finding.verdict]}


@require_GET
@limited
@read_only
@everybody
def paper(request: PortalRequest, code: str) -> HttpResponse:
    """The public facts of a paper (文书) whose verification code somebody holds."""
    found = cases.paper(code[:LONGEST_CODE])
    facts = {"here": "verify", "paper": found, "code": code[:LONGEST_CODE]}
    return render(request, "portal/verify/paper.html", facts)
