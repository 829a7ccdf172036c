"""Annotated copies as files: at once, or by an address that works once."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from ninja import Router
from pydantic import Field

from tongban.base import clock
from tongban.base.web.sessions import ApiRequest, client
from tongban.licences import perms, services
from tongban.licences.api.sharing.envelope import Answered, Envelope, Telling, enveloped, told
from tongban.licences.api.sharing.reading import InfoAsked

router = Router(tags=["sharing"], by_alias=True)
_OFD: dict[str, Any] = {
    "responses": {
        200: {"content": {"application/ofd": {"schema": {"type": "string", "format": "binary"}}}}
    }
}


class AddressAsked(InfoAsked):
    """Which licence, for what, until when the copy shall count, and for whom it is made."""

    certificate_copy_expiring_time: str = Field("", max_length=30)
    certificate_copy_creator: str = Field("", description="加注件制作者", max_length=200)


class AddressIn(Envelope):
    """Asks for the address of an annotated copy."""

    data: AddressAsked


class FileAddress(Telling):
    """Where the copy is fetched with the same token, once, until `expiresAt`."""

    certificate_identifier: str
    content_type: str
    content: str
    file_id: str
    use_id: str
    expires_at: str


class AddressOut(Answered):
    """An address that works once."""

    data: FileAddress | None


class FileAsked(AddressAsked):
    """The same, and as what; `certificateCopyCause` may stand in the place of `useCause`."""

    file_type: str = Field("ofd", description="ofd or png", max_length=10)
    certificate_copy_cause: str = Field("", max_length=2_000)


class FileIn(Envelope):
    """Asks for an annotated copy."""

    data: FileAsked


class FileContent(Telling):
    """The copy and (`zzzmxx`) its metadata as XML, in base64; `digest` is what its seal signed."""

    certificate_identifier: str
    content_type: str
    content: str
    file_type: str
    zzzmxx: str
    use_id: str
    expires_at: str
    digest: str


class FileOut(Answered):
    """An annotated copy."""

    data: FileContent | None


@router.post(
    "/download-url",
    response=AddressOut,
    auth=client(perms.READING),
    summary="Get a download address (获取下载地址)",
)
@enveloped
def download_url(request: ApiRequest, body: AddressIn) -> HttpResponse:
    """Use a licence now and fetch its annotated copy (OFD) within five minutes."""
    asked = body.data
    ticket = services.sharing.ticket_for(
        actor=request.auth,
        identifier=asked.certificate_identifier,
        until=asked.certificate_copy_expiring_time,
        asked=asked.asked(asked.certificate_copy_creator),
        now=clock.now(),
    )
    address = FileAddress(
        certificate_identifier=ticket.identifier,
        content_type="http",
        content=f"{settings.TONGBAN.address}/api/v1/sharing/files/{ticket.file_id}",
        file_id=ticket.file_id,
        use_id=str(ticket.use),
        expires_at=localtime(ticket.expires_at).isoformat(timespec="seconds"),
    )
    return told(request, address)


@router.get(
    "/files/{file_id}",
    auth=client(perms.READING),
    openapi_extra=_OFD,
    summary="Fetch a copy by its file id",
)
def shared_file(request: ApiRequest, file_id: str) -> HttpResponse:
    """The annotated copy, once; afterwards, or for another system, there is no such file."""
    content, name = services.sharing.taken(actor=request.auth, file_id=file_id, now=clock.now())
    answer = HttpResponse(content, content_type="application/ofd")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


@router.post(
    "/download-file",
    response=FileOut,
    auth=client(perms.READING),
    summary="Get a file (证照文件下载)",
)
@enveloped
def download_file(request: ApiRequest, body: FileIn) -> HttpResponse:
    """The annotated copy of a licence as sealed OFD, or its picture as PNG."""
    asked = body.data
    if asked.certificate_copy_cause and not asked.use_cause:
        asked = asked.model_copy(update={"use_cause": asked.certificate_copy_cause})
    made = services.sharing.file_for(
        actor=request.auth,
        identifier=asked.certificate_identifier,
        file_type=asked.file_type,
        until=asked.certificate_copy_expiring_time,
        asked=asked.asked(asked.certificate_copy_creator),
        now=clock.now(),
    )
    content = FileContent(
        certificate_identifier=made.identifier,
        content_type="base64",
        content=base64.b64encode(made.content).decode(),
        file_type=asked.file_type,
        zzzmxx=base64.b64encode(made.xml).decode(),
        use_id=str(made.use),
        expires_at=localtime(made.expires_at).isoformat(timespec="seconds"),
        digest=made.digest,
    )
    return told(request, content)
