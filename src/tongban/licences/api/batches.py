"""Batches of licences from the making systems of departments (归集)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from tongban.base import clock
from tongban.base.web.sessions import ApiRequest, client
from tongban.licences import queries, services
from tongban.licences.queries import BatchReport
from tongban.licences.rules import collecting

router = Router(tags=["licence-batches"])
SCOPE = "licences.collect"
Cell: TypeAlias = str | int | list[str] | None


class FindingOut(Schema):
    """One thing to be said about one row; `level` is error or warning, `row` counts from 1."""

    row: int
    field: str
    sentence: str
    level: str


class BatchReportOut(Schema):
    """What became of a batch.  Not `accepted`: nothing was taken in, and `findings` say why.

    At most 2,000 findings are listed; `errors` and `warnings` count all.
    """

    number: str
    source: str
    unit: str
    accepted: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    errors: int
    warnings: int
    findings: list[FindingOut]
    received_at: datetime


class BatchIn(Schema):
    """A batch: a number chosen by the sender, and at most 10,000 rows by short names.

    A cell is text; several holders are a list.  `file` holds an OFD or PDF in base64, `file_name`
    its name.  Bodies up to 2 MB; what is larger is sent as a file.
    """

    model_config = ConfigDict(extra="forbid")
    number: str = Field(min_length=1, max_length=collecting.LONGEST_NUMBER)
    rows: list[dict[str, Cell]] = Field(min_length=1)


@router.post(
    "/licence-batches",
    response=BatchReportOut,
    auth=client(SCOPE),
    summary="Hand in a batch of licences",
)
def collect(request: ApiRequest, body: BatchIn) -> BatchReport:
    """Take a batch into the library, all of it or nothing, and report on each row.

    The number is the key: the same batch again is answered with the same report, another one under
    the same number with 409.
    """
    return services.collect(
        actor=request.auth,
        batch_number=body.number,
        unit=_unit(request),
        rows=collecting.rows(body.rows),
        now=clock.now(),
    )


@router.post(
    "/licence-batches/file",
    response=BatchReportOut,
    auth=client(SCOPE),
    summary="Hand in a batch as a CSV or JSON file",
)
def collect_file(
    request: ApiRequest,
    number: Annotated[str, Form(max_length=collecting.LONGEST_NUMBER)],
    file: Annotated[UploadedFile, File()],
) -> BatchReport:
    """The same from a file up to 50 MB: CSV in UTF-8 or GB 18030, or JSON in UTF-8."""
    if (file.size or 0) > collecting.LARGEST:
        raise collecting.BatchRefused("文件超过 50 MB，请分成几批。")
    return services.collect_file(
        actor=request.auth,
        batch_number=number,
        unit=_unit(request),
        content=file.read(),
        file_name=str(file.name),
        now=clock.now(),
    )


@router.get(
    "/licence-batches/{number}",
    response=BatchReportOut,
    auth=client(SCOPE),
    summary="The report about a batch",
)
def batch(request: ApiRequest, number: str) -> BatchReport:
    """The report about a batch that this system handed in."""
    return queries.own_batch(request.auth, number)


def _unit(request: ApiRequest) -> str:
    """The office for which the system works; one without a post is declined by the service."""
    return request.auth.posts[0].unit if request.auth.posts else ""
