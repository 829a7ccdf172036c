"""Searching and querying licences: by holder, by identifier, by the code a holder shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.http import HttpResponse
from django.utils.timezone import localtime
from ninja import Router
from pydantic import Field

from tongban.base import clock
from tongban.base.web.sessions import ApiRequest, client
from tongban.licences import perms, queries, services
from tongban.licences.api.sharing.envelope import (
    Answered,
    Asking,
    Envelope,
    Reason,
    Telling,
    enveloped,
    told,
)
from tongban.licences.rules import identifiers, numbers

if TYPE_CHECKING:
    from tongban.licences.rules.metadata import Metadata
    from tongban.licences.services.sharing import Found, Shared

router = Router(tags=["sharing"], by_alias=True)
Values: TypeAlias = dict[str, str | list[str]]
CODES = 50


class SearchAsked(Reason):
    """Whose licences; `holderTypeCode` as in GB/T 36903 annex A: 111, 001 …"""

    holder_code: str = Field(min_length=1, max_length=40)
    holder_type_code: str = Field(pattern=r"^\d{3}$")
    cert_type_code: str = Field("", max_length=64)
    cert_no: str = Field("", max_length=numbers.LONGEST)


class SearchIn(Envelope):
    """Searches the directory."""

    data: SearchAsked


class DirectoryItem(Telling):
    """A licence in the directory, by GB/T 36903: no name and nothing of the face."""

    certificate_identifier: str
    certificate_number: str
    status: str
    status_name: str
    items: Values


class SearchOut(Answered):
    """What is in the directory, newest first, at most a hundred."""

    data: list[DirectoryItem] | None


class InfoAsked(Reason):
    """Which licence, by its identifier (证照标识)."""

    certificate_identifier: str = Field(min_length=1, max_length=2 * identifiers.LONGEST)


class InfoIn(Envelope):
    """Queries one licence."""

    data: InfoAsked


class CertificateInfo(Telling):
    """What a use gave out: metadata and face by short names (ZZMC, KZ_…).

    `useId` is the record that the holder reads; `digest` is what it says was given out.
    """

    use_id: str
    certificate_identifier: str
    status: str
    status_name: str
    cert_data: Values
    expires_at: str
    digest: str


class InfoOut(Answered):
    """One licence."""

    data: CertificateInfo | None


class HolderAsked(SearchAsked):
    """Whose licence of which type."""

    cert_type_code: str = Field(min_length=1, max_length=64)


class HolderIn(Envelope):
    """Queries the licences of one type that somebody has in force."""

    data: HolderAsked


class HolderOut(Answered):
    """Those licences, at most ten; for an enterprise the one that it was allowed to use."""

    data: list[CertificateInfo] | None


class CodeAsked(Reason):
    """What was scanned, and which types the caller can use; none: any."""

    qrcode: str = Field(min_length=1, max_length=500)
    cert_codes: list[str] = Field(default_factory=list, max_length=CODES)


class CodeIn(Envelope):
    """Queries the licence whose code its holder shows."""

    data: CodeAsked


class RemarkAsked(Asking):
    """Which type."""

    cert_type_code: str = Field(min_length=1, max_length=64)


class RemarkIn(Envelope):
    """Asks what stands on the face of a type."""

    data: RemarkAsked


class FaceField(Telling):
    """An item of a face: its short name, its label, what it holds."""

    name: str
    label: str
    kind: str
    mandatory: bool
    values: list[str]


class RemarkOut(Answered):
    """The items of a face in their order."""

    data: list[FaceField] | None


@router.post(
    "/search", response=SearchOut, auth=client(perms.SEARCHING), summary="Search (证照检索)"
)
@enveloped
def search(request: ApiRequest, body: SearchIn) -> HttpResponse:
    """The directory of somebody's licences, as far as they are shared with the caller."""
    found = services.sharing.search(
        actor=request.auth,
        holder=(body.data.holder_type_code, body.data.holder_code),
        type_code=body.data.cert_type_code,
        number=body.data.cert_no,
        asked=body.data.asked(),
        now=clock.now(),
    )
    return told(request, [_line(one).model_dump(by_alias=True) for one in found])


@router.post(
    "/query-info", response=InfoOut, auth=client(perms.READING), summary="Query (证照查询)"
)
@enveloped
def query_info(request: ApiRequest, body: InfoIn) -> HttpResponse:
    """Metadata and face of one licence: by law for a case, or by its holder's consent."""
    shared = services.sharing.by_identifier(
        actor=request.auth,
        identifier=body.data.certificate_identifier,
        asked=body.data.asked(),
        now=clock.now(),
    )
    return told(request, _info(shared))


@router.post(
    "/query-by-holder",
    response=HolderOut,
    auth=client(perms.READING),
    summary="Query by holder (按持证主体查询)",
)
@enveloped
def query_by_holder(request: ApiRequest, body: HolderIn) -> HttpResponse:
    """The licences of one type that somebody has in force; each is a use of its own."""
    found = services.sharing.by_holder(
        actor=request.auth,
        holder=(body.data.holder_type_code, body.data.holder_code),
        type_code=body.data.cert_type_code,
        number=body.data.cert_no,
        asked=body.data.asked(),
        now=clock.now(),
    )
    return told(request, [_info(one).model_dump(by_alias=True) for one in found])


@router.post(
    "/query-by-qr",
    response=InfoOut,
    auth=client(perms.READING),
    summary="Query by presented code (扫码查询)",
)
@enveloped
def query_by_qr(request: ApiRequest, body: CodeIn) -> HttpResponse:
    """The licence whose code its holder shows; the code works once, within its minute."""
    shared = services.sharing.by_code(
        actor=request.auth,
        token=body.data.qrcode,
        type_codes=body.data.cert_codes,
        asked=body.data.asked(),
        now=clock.now(),
    )
    return told(request, _info(shared))


@router.post(
    "/remark-info",
    response=RemarkOut,
    auth=client(perms.SEARCHING),
    summary="Items of a face (照面信息说明)",
)
@enveloped
def remark_info(request: ApiRequest, body: RemarkIn) -> HttpResponse:
    """The short names (KZ_…) on the face of a type, with their labels."""
    fields = [
        FaceField(
            name=field.key,
            label=field.name,
            kind=str(field.kind),
            mandatory=field.mandatory,
            values=list(field.values),
        ).model_dump(by_alias=True)
        for field in queries.face_items(body.data.cert_type_code)
    ]
    return told(request, fields)


def _line(found: Found) -> DirectoryItem:
    return DirectoryItem(
        certificate_identifier=found.identifier,
        certificate_number=found.number,
        status=found.status[0],
        status_name=found.status[1],
        items=_values(found.public),
    )


def _info(shared: Shared) -> CertificateInfo:
    return CertificateInfo(
        use_id=str(shared.use),
        certificate_identifier=shared.identifier,
        status=shared.status[0],
        status_name=shared.status[1],
        cert_data=_values(shared.values),
        expires_at=localtime(shared.expires_at).isoformat(timespec="seconds"),
        digest=shared.digest,
    )


def _values(said: Metadata) -> Values:
    return {
        key: [str(one) for one in value] if isinstance(value, list) else str(value)
        for key, value in said.items()
        if value is not None
    }
