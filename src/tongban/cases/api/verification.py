"""What anybody may ask about papers (文书): whether a sealed file is one of ours, and as it was."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from django.http import HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from tongban.base import clock, files
from tongban.base.errors import NotFound
from tongban.base.web import limits
from tongban.cases import services
from tongban.licences.rules import findings

if TYPE_CHECKING:
    from tongban.cases.services import PaperFound

router = Router(tags=["verification"])


class NoSuchPaper(NotFound):
    """The file is no paper that an office of this node sealed."""

    code = "cases.no_such_paper"
    sentence = "这个文件不是本平台盖章的文书。"


class PaperCheckOut(Schema):
    """`verdict` is 真实, 印章无效, 被篡改 or 未能核验.

    The paper is described by its row; `is_recorded` says whether the file bears the seal that is
    on record for it, `seal` and `sealed_at` which one that is.
    """

    verdict: str
    reason: str
    title: str
    number: str
    item: str
    issuer: str
    made_at: datetime
    code: str
    is_recorded: bool
    seal: str
    sealed_at: datetime | None


@router.post(
    "/verify/paper/file",
    response=PaperCheckOut,
    auth=limits.counted(*findings.CHECKS),
    summary="Check the file of a paper",
)
def verify_paper_file(
    request: HttpRequest, file: Annotated[UploadedFile, File()]
) -> dict[str, object]:
    """Check a sealed OFD up to 50 MB: its seal, and whether it is what our record says.

    The file is not kept.  404 for any other file, a licence too.
    """
    if (file.size or 0) > files.LARGEST:
        raise files.FileTooLarge
    found = services.check_file(file.read(), now=clock.now()).paper
    if found is None:
        raise NoSuchPaper
    return _told(found)


def _told(found: PaperFound) -> dict[str, object]:
    paper, seal = found.paper, found.seal
    return {
        "verdict": found.verdict, "reason": found.reason, "title": paper.title,
        "number": paper.number, "item": paper.item, "issuer": paper.issuer,
        "made_at": paper.made_at, "code": paper.code, "is_recorded": found.is_recorded,
        "seal": seal.seal_name if seal else "", "sealed_at": seal.at if seal else None,
    }  # fmt: skip
