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
from tongban.licences.api.verification import VerdictOut, admitted
from tongban.licences.rules import qr

if TYPE_CHECKING:
    from tongban.base.paging import Page
    from tongban.licences.queries import LicenceRow
    from tongban.licences.rules.findings import Finding

router = Router(tags=["licences"])
_BYTES = "application/octet-stream"
_FORMS = {"pdf": "application/pdf", "ofd": "application/ofd", "sd-jwt": "application/dc+sd-jwt"}
"""What the files of licences are, by the ends of their names; old scans are `_BYTES`."""


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
    openapi_extra=downloads.told(*_FORMS.values(), _BYTES),
    summary="Download one of one's own licences",
)
def own_file(request: ApiRequest, identifier: str, form: str = "pdf") -> HttpResponse:
    """The licence as a file.  `form`: `ofd` is the sealed record, `pdf` a sealed PDF for printing.

    `es256` and `sm2` are credentials (SD-JWT) of which the holder shows what he chooses.  A record
    that an office handed in as PDF stays one.
    """
    content, name = services.download(
        actor=request.auth, identifier=identifier, form=form, now=clock.now()
    )
    media_type = _FORMS.get(name.rpartition(".")[2], _BYTES)
    return downloads.attached(content, name, media_type)


@router.post("/verify/qr", response=VerdictOut, auth=admitted, summary="Check a scanned code")
def verify_qr(request: HttpRequest, body: QrIn) -> Finding:
    """Check the code on a licence: signature first, then whether it is in force."""
    return services.verify_qr(body.payload, now=clock.now())


@router.get("/verify/{identifier}", response=VerdictOut, auth=admitted, summary="Check a licence")
def verify(request: HttpRequest, identifier: str) -> Finding:
    """Check a licence by its identifier."""
    return services.verify_identifier(identifier, now=clock.now())
