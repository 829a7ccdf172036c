"""Verifying files and facts for other systems."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from tongban.base import clock
from tongban.base.web.sessions import ApiRequest, client
from tongban.licences import perms, services
from tongban.licences.api.sharing.envelope import (
    Answered,
    Asking,
    Envelope,
    Telling,
    enveloped,
    told,
)
from tongban.licences.api.sharing.reading import InfoAsked
from tongban.licences.rules import sharing

router = Router(tags=["sharing"], by_alias=True)
_BASE64 = 4 * ((sharing.LARGEST_FILE + 2) // 3) + 4


class VerifyFileAsked(Asking):
    """A file in base64: OFD or PDF, up to 1.5 MB."""

    content: str = Field(min_length=1, max_length=_BASE64)


class VerifyFileIn(Envelope):
    """Verifies a file."""

    data: VerifyFileAsked


class FileFinding(Telling):
    """Whether the file is valid and why; `items` are public facts, of what we issued only."""

    valid: bool
    verdict: str
    reasons: list[str]
    items: dict[str, str] | None


class VerifyFileOut(Answered):
    """What was found about a file."""

    data: FileFinding | None


class CompareAsked(InfoAsked):
    """A licence, and items by short name with what is said of them."""

    items: dict[str, str] = Field(min_length=1, max_length=sharing.MOST_ITEMS)


class CompareIn(Envelope):
    """Verifies information."""

    data: CompareAsked


class Compared(Telling):
    """Whether all items are what the licence says; which one is not, is not told."""

    certificate_identifier: str
    equal: bool


class CompareOut(Answered):
    """The result of comparing."""

    data: Compared | None


@router.post(
    "/verify-file",
    response=VerifyFileOut,
    auth=client(perms.VERIFYING),
    summary="Verify a file (证照文件核验)",
)
@enveloped
def verify_file(request: ApiRequest, body: VerifyFileIn) -> HttpResponse:
    """Find out about a file: seals and signatures first, then whether the licence is in force."""
    content = sharing.file_content(body.data.content, field="content")
    found = services.verify_file(content, now=clock.now())
    facts: Any = found.facts
    items = None
    if facts is not None:
        items = {
            "ZZBS": facts.identifier,
            "ZZLXMC": facts.type_name,
            "ZZBH": facts.number,
            "CZZT": facts.holder,
            "ZZBFJG": facts.issuer_name,
            "ZZBFRQ": facts.issued_on.isoformat(),
            "ZZYXQQSRQ": facts.valid_from.isoformat(),
            "ZZYXQJZRQ": facts.valid_until.isoformat() if facts.valid_until else "",
        }
    finding = FileFinding(
        valid=found.is_valid, verdict=str(found.verdict), reasons=[found.reason], items=items
    )
    return told(request, finding)


@router.post(
    "/verify-info",
    response=CompareOut,
    auth=client(perms.VERIFYING),
    summary="Verify information (证照信息核验)",
)
@enveloped
def verify_info(request: ApiRequest, body: CompareIn) -> HttpResponse:
    """Compare what somebody says with what the licence says; each question is on record."""
    identifier, equal = services.sharing.compare(
        actor=request.auth,
        identifier=body.data.certificate_identifier,
        items=body.data.items,
        asked=body.data.asked(),
        now=clock.now(),
    )
    return told(request, Compared(certificate_identifier=identifier, equal=equal))
