"""Licences for integrators: one's own, and the check that anybody may make."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from tongban.base import clock
from tongban.base.web import downloads
from tongban.base.web.sessions import ApiRequest, signed_in
from tongban.licences import queries, services
from tongban.licences.rules import qr

if TYPE_CHECKING:
    from tongban.base.paging import Page
    from tongban.licences.queries import LicenceRow
    from tongban.licences.rules.findings import Finding

router = Router(tags=["licences"])


class FaceItemOut(Schema):
    """One item on the face."""

    key: str
    name: str
    value: str


class LicenceOut(Schema):
    """A licence as its holder sees it; `state` is valid, pending, expired or ended."""

    identifier: str
    number: str
    type_key: str
    type_name: str
    title: str
    holder_name: str
    issuer_name: str
    issued_on: date
    valid_from: date
    valid_until: date | None
    state: str
    trust_grade: str
    version: int
    fields: list[FaceItemOut]


class LicencePageOut(Schema):
    """A page of licences; `next` is the `after` of the page that follows."""

    items: list[LicenceOut]
    next: str


class PublicFactsOut(Schema):
    """What anybody may know of a licence; natural persons are masked."""

    identifier: str
    type_key: str
    type_name: str
    number: str
    holder: str
    issuer_name: str
    issued_on: date
    valid_from: date
    valid_until: date | None
    trust_grade: str
    version: int


class FindingOut(Schema):
    """`verdict` is 有效, 已失效, 被篡改 or 查无此证; `facts` only for what was really issued."""

    verdict: str
    reason: str
    since: date | None
    facts: PublicFactsOut | None


class QrIn(Schema):
    """What was scanned: the address in the code, or its bare text."""

    model_config = ConfigDict(extra="forbid")
    payload: str = Field(max_length=qr.LONGEST)


@router.get("/licences", response=LicencePageOut, auth=signed_in, summary="List one's own licences")
def own(request: ApiRequest, after: str = "", limit: int = 50) -> Page[LicenceRow]:
    """The licences of the subject for whom the account acts, newest first."""
    return queries.own(request.auth, after=after, limit=limit)


@router.get(
    "/licences/{identifier}",
    response=LicenceOut,
    auth=signed_in,
    summary="One of one's own licences",
)
def own_licence(request: ApiRequest, identifier: str) -> LicenceRow:
    """One licence by its identifier; another's is not found."""
    return queries.own_licence(request.auth, identifier)


@router.get(
    "/licences/{identifier}/file",
    auth=signed_in,
    openapi_extra=downloads.PDF,
    summary="Download one of one's own licences",
)
def own_file(request: ApiRequest, identifier: str) -> HttpResponse:
    """The PDF with its proof, as it was issued."""
    content, name = services.download(actor=request.auth, identifier=identifier, now=clock.now())
    return downloads.pdf(content, name)


@router.post("/verify/qr", response=FindingOut, summary="Check a scanned code")
def verify_qr(request: HttpRequest, body: QrIn) -> Finding:
    """Check the code on a licence: signature first, then whether it is in force."""
    return services.verify_qr(body.payload, now=clock.now())


@router.get("/verify/{identifier}", response=FindingOut, summary="Check a licence")
def verify(request: HttpRequest, identifier: str) -> Finding:
    """Check a licence by its identifier."""
    return services.verify_identifier(identifier, now=clock.now())
