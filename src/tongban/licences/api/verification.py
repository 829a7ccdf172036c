"""What anybody may ask about licences: check a file, fetch status lists and public keys."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import File, Path, Router, Schema
from ninja.files import UploadedFile

from tongban.base import clock, files
from tongban.base.web import limits
from tongban.licences import queries, services
from tongban.licences.rules import findings, status_lists

if TYPE_CHECKING:
    from tongban.licences.services import Checked

router = Router(tags=["verification"])
admitted = limits.counted(*findings.CHECKS)
LIST_TYPE = f"application/{status_lists.TYPE}"
LARGEST_NUMBER = 10**6
_AN_HOUR = f"public, max-age={int(status_lists.PERIOD.total_seconds())}"
_LIST: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The list: signed JSON, as of draft-ietf-oauth-status-list.",
            "content": {LIST_TYPE: {"schema": {"type": "string"}}},
        },
        304: {"description": "The list has not changed."},
    }
}


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


class CopyNoteOut(Schema):
    """For which use a copy (加注件) was made, and until when it counts."""

    purpose: str
    made_at: datetime
    expires_at: datetime


class VerdictOut(Schema):
    """`verdict` is 有效, 暂扣, 已失效, 被篡改 or 查无此证; `facts` only for what was really issued.

    `replaced_by` names the version that took its place, `copy_note` the use if it is a copy.
    """

    verdict: str
    reason: str
    since: date | None
    facts: PublicFactsOut | None
    replaced_by: str
    copy_note: CopyNoteOut | None


class StepOut(Schema):
    """One step of the check of a seal; `result` is ok, failed or unknown."""

    step: str
    heading: str
    result: str
    words: str


class SealedByOut(Schema):
    """What a seal or signature says of itself, to be believed only if its verdict is valid."""

    seal_code: str
    seal_name: str
    structure_version: int
    signer: str
    organisation: str
    digest: str
    stated_at: datetime | None
    stamped_at: datetime | None


class SignatureOut(Schema):
    """One seal or signature with its steps, which end at the first that failed."""

    identifier: str
    pages: list[int]
    verdict: str
    verdict_words: str
    sealed_by: SealedByOut | None
    steps: list[StepOut]


class SealReportOut(Schema):
    """The seals on a file; `verdict` is valid, invalid, tampered, unknown or none.

    `licence` is what the file says of itself, by the short names of GB/T 36903.
    """

    verdict: str
    verdict_words: str
    checked_at: datetime
    problem: str
    licence: dict[str, str]
    signatures: list[SignatureOut]


class FileCheckOut(Schema):
    """What was found about a file; no `report` where its seals were not looked at."""

    finding: VerdictOut
    report: SealReportOut | None


class VerificationKeyOut(Schema):
    """A public key in PEM; `purpose` is licences (codes), status (lists) or credentials."""

    key_id: str
    purpose: str
    algorithm: str
    state: str
    public_key: str


class VerificationKeysOut(Schema):
    """The keys with which licences are checked, newest first, retired ones too."""

    items: list[VerificationKeyOut]


@router.post("/verify/file", response=FileCheckOut, auth=admitted, summary="Check a file")
def verify_file(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> dict[str, object]:
    """Check an OFD or PDF up to 50 MB: its seals first, then whether the licence is in force.

    The file is not kept.
    """
    if (file.size or 0) > files.LARGEST:
        raise files.FileTooLarge
    return told(services.check_file(file.read(), now=clock.now()))


def told(checked: Checked) -> dict[str, object]:
    """The answer about a file."""
    report = checked.report
    return {"finding": checked.finding, "report": report.values() if report else None}


@router.get("/status-lists/{number}", openapi_extra=_LIST, summary="A status list")
def status_list(
    request: HttpRequest, number: Annotated[int, Path(ge=0, le=LARGEST_NUMBER)]
) -> HttpResponse:
    """Which licences are not in force: the signed list, published anew each hour.

    Each licence names its list and its place in it; who fetches a list tells nobody which licence
    he looks at.  It may be kept for an hour.
    """
    found = queries.status_list(number)
    answer = HttpResponse(found.content, content_type=LIST_TYPE)
    answer["ETag"] = f'"{found.digest}"'
    answer["Cache-Control"] = _AN_HOUR
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer


@router.get(
    "/verification-keys", response=VerificationKeysOut, summary="The keys that check licences"
)
def verification_keys(request: HttpRequest) -> dict[str, object]:
    """Public keys of codes (SM2), status lists (SM2) and credentials (ES256).

    Who checks without the network gets them by another way than the address of a licence.
    """
    return {"items": queries.verification_keys()}
