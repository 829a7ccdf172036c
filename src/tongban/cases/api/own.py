"""Cases for integrators: one's own, with their clock and papers, and taking one back."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import ConfigDict, Field

from tongban.base import clock
from tongban.base.web import downloads, read_only
from tongban.base.web.idempotency import idempotent
from tongban.base.web.sessions import ApiRequest, signed_in
from tongban.cases import queries, rules, services

if TYPE_CHECKING:
    from tongban.base.paging import Page
    from tongban.cases.models import Case
    from tongban.cases.queries import CaseView

router = Router(tags=["cases"], auth=signed_in)


class CaseFacts(Schema):
    """What a list and a page have in common; `state` is stable, `state_label` is for people."""

    number: str
    item_key: str
    item_name: str
    kind: str
    state: str
    state_label: str
    submitted_at: datetime
    accepted_on: date | None
    due_on: date | None
    concluded_at: datetime | None
    version: int


class CaseRowOut(CaseFacts):
    """One case in a list."""

    @staticmethod
    def resolve_state_label(case: Case) -> str:
        return rules.label(rules.State(case.state))


ROW = frozenset(CaseFacts.model_fields) - {"state_label"}


class CasePageOut(Schema):
    """A page of cases; `next` is the `after` of the page that follows."""

    items: list[CaseRowOut]
    next: str


class ClockOut(Schema):
    """When an answer is due, and how each day was found, one sentence a line.

    While `held` the limits do not run; `remaining` counts working days to `next_due_on`.
    """

    held: bool
    remaining: int | None
    next_due_on: date | None
    due_on: date | None
    legal_due_on: date | None
    lines: list[str]
    legal_lines: list[str]


class DocumentOut(Schema):
    """One paper (文书); anybody may check it by its `code`."""

    id: UUID
    kind: str
    title: str
    number: str
    code: str
    made_at: datetime


class AskedOut(Schema):
    """What the applicant was asked to correct in a material."""

    key: str
    name: str
    asked: str


class CaseOut(CaseFacts):
    """One case; `licence` is the identifier of what it led to, "" if there is none."""

    project_no: str
    granted: bool | None
    decided_on: date | None
    waiting_for: str
    licence: str
    clock: ClockOut
    documents: list[DocumentOut]
    corrections: list[AskedOut]


class WithdrawalIn(Schema):
    """Why the case is taken back; `version` declines it if the case changed since it was read."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=500)
    version: int | None = None


@router.get("/cases", response=CasePageOut, summary="List one's own cases")
@decorate_view(read_only)
def cases(request: ApiRequest, after: str = "", limit: int = 20) -> Page[Case]:
    """Cases of the subject for whom the account acts, the last changed first."""
    return queries.my_cases(request.auth, after=after, limit=limit)


@router.get("/cases/{number}", response=CaseOut, summary="One of one's own cases")
@decorate_view(read_only)
def case(request: ApiRequest, number: str) -> CaseOut:
    """One case by its number; another's is not found."""
    return _shown(queries.case(request.auth, number))


@router.get(
    "/cases/{number}/documents/{document_id}", summary="A paper", openapi_extra=downloads.PDF
)
def document(request: ApiRequest, number: str, document_id: UUID) -> HttpResponse:
    """The PDF of a paper of the case; it is printed when it is first asked for."""
    content, name = services.open_document(
        actor=request.auth, number=number, document_id=document_id, now=clock.now()
    )
    return downloads.pdf(content, name)


@router.post("/cases/{number}/withdrawal", response=CaseOut, summary="Take a case back")
@idempotent
def withdrawal(request: ApiRequest, number: str, body: WithdrawalIn) -> CaseOut:
    """Take a case back before it is decided; afterwards it is declined with 409."""
    services.withdraw(
        actor=request.auth,
        number=number,
        reason=body.reason,
        version=body.version,
        now=clock.now(),
    )
    return _shown(queries.case(request.auth, number))


def _shown(view: CaseView) -> CaseOut:
    found = view.case
    plain = {name: getattr(found, name) for name in ROW}
    return CaseOut(
        **plain,
        state_label=view.state_label,
        project_no=found.project_no or "",
        granted=found.granted,
        decided_on=found.decided_on,
        waiting_for=found.waiting_title,
        licence=found.licence,
        clock=_clock(view),
        documents=[DocumentOut.from_orm(paper) for paper in view.documents],
        corrections=[AskedOut.from_orm(row) for row in view.materials if row.asked],
    )


def _clock(view: CaseView) -> ClockOut:
    return ClockOut(
        held=view.is_held,
        remaining=view.remaining,
        next_due_on=view.case.next_due_on,
        due_on=view.case.due_on,
        legal_due_on=view.case.legal_due_on,
        lines=list(view.lines),
        legal_lines=list(view.legal_lines),
    )
