"""A department's cases for its own system: one case in clear, its files and papers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema

from tongban.base import clock
from tongban.base.web import downloads, preconditions
from tongban.base.web.sessions import ApiRequest, client
from tongban.cases import perms, rules, services
from tongban.cases.api.envelope import EnvelopeOut, envelope
from tongban.items import rules as items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongban.cases.models import CaseMaterial
    from tongban.cases.queries import CaseView
    from tongban.cases.services import Fetched

router = Router(tags=["department-cases"], auth=client(perms.READING))
BYTES = "application/octet-stream"
Purpose = Annotated[
    str,
    Query(min_length=1, max_length=200, description="Why the case is read; the applicant sees it"),
]


class FormValueOut(Schema):
    """One answer of the form; `source` says where it came from, `trust` is A, B or D.

    `source`: `typed`, `subject`, `agent`, `principal`, `answer`, or the licence type and field.
    """

    name: str
    title: str
    element: str
    value: Any
    source: str
    trust: str


class CaseFileOut(Schema):
    """One file of a material; fetch it by its `id`."""

    id: int
    name: str
    media_type: str
    size: int
    digest: str


class CaseMaterialOut(Schema):
    """One material with its provenance and trust grade (可信等级)."""

    key: str
    name: str
    need: str
    source: str
    trust: str
    licence: str
    licence_title: str
    licence_issuer: str
    brought_on: date | None
    late_due_on: date | None
    verdict: str
    files: list[CaseFileOut]


class TaskOut(Schema):
    """A post of a department whose opinion is waited for; push it with `key` and an outcome."""

    unit: str
    key: str
    title: str
    role: str
    outcomes: list[str]


class AdviceOut(Schema):
    """A question to a department (征求意见); it waits for an answer while `outcome` is empty."""

    id: int
    unit: str
    question: str
    due_on: date
    outcome: str
    answer: str


class ExtensionOut(Schema):
    """An extension that was asked for; it counts once it is `approved`."""

    days: int
    reason: str
    asked_name: str
    approved: bool | None


class FaceFieldOut(Schema):
    """A field on the face of the licence that a grant has to fill in."""

    key: str
    name: str


class CasePaperOut(Schema):
    """One paper (文书) of the case; fetch its PDF by `id`."""

    id: UUID
    kind: str
    title: str
    number: str
    code: str
    made_at: datetime


class DepartmentCaseOut(Schema):
    """A case of the department. The `ETag` of the answer is what writes send as `If-Match`.

    `awaits_licence`: it was granted with `own_licence`, and your licence has not come yet.
    """

    number: str
    version: int
    unit: str
    item_key: str
    state: str
    state_label: str
    granted: bool | None
    due_on: date | None
    legal_due_on: date | None
    held: bool
    waiting: list[TaskOut]
    advices: list[AdviceOut]
    extension: ExtensionOut | None
    face: list[FaceFieldOut]
    awaits_licence: bool
    answers: dict[str, Any]
    form: list[FormValueOut]
    materials: list[CaseMaterialOut]
    papers: list[CasePaperOut]
    licence: str
    envelope: EnvelopeOut


@router.get(
    "/departments/{unit}/cases/{number}",
    response=DepartmentCaseOut,
    summary="A case of the department",
)
def department_case(
    request: ApiRequest, response: HttpResponse, unit: str, number: str, purpose: Purpose
) -> DepartmentCaseOut:
    """A case in clear; the look is written down with its purpose before anything leaves."""
    fetched = services.fetch(
        actor=request.auth, unit=unit, number=number, purpose=purpose, now=clock.now()
    )
    preconditions.tag(response, fetched.view.case.version)
    return _shown(fetched)


@router.get(
    "/departments/{unit}/cases/{number}/files/{file_id}",
    openapi_extra=downloads.told(BYTES),
    summary="A file of a material",
)
def department_file(
    request: ApiRequest, unit: str, number: str, file_id: int, purpose: Purpose
) -> HttpResponse:
    """The file as it was handed in; its media type is in the case."""
    content, name, _kind = services.fetch_file(
        actor=request.auth, unit=unit, number=number, file_id=file_id, purpose=purpose,
        now=clock.now(),
    )  # fmt: skip
    return downloads.attached(content, name, BYTES)


@router.get(
    "/departments/{unit}/cases/{number}/papers/{paper_id}",
    openapi_extra=downloads.PDF,
    summary="A paper of a case",
)
def department_paper(
    request: ApiRequest, unit: str, number: str, paper_id: UUID, purpose: Purpose
) -> HttpResponse:
    """The PDF of a paper of the case."""
    content, name = services.fetch_paper(
        actor=request.auth, unit=unit, number=number, document_id=paper_id, purpose=purpose,
        now=clock.now(),
    )  # fmt: skip
    return downloads.pdf(content, name)


def _shown(fetched: Fetched) -> DepartmentCaseOut:
    view, case = fetched.view, fetched.view.case
    asked = fetched.extension
    return DepartmentCaseOut(
        number=str(case.number),
        version=case.version,
        unit=case.unit,
        item_key=case.item_key,
        state=case.state,
        state_label=view.state_label,
        granted=case.granted,
        due_on=case.due_on,
        legal_due_on=case.legal_due_on,
        held=view.is_held,
        waiting=_waiting(view),
        advices=[AdviceOut.from_orm(one) for one in fetched.advices],
        extension=ExtensionOut.from_orm(asked) if asked else None,
        awaits_licence=fetched.awaits_licence,
        face=[FaceFieldOut(key=key, name=name) for key, name in fetched.face],
        answers=case.answers,
        form=list(_form(view)),
        materials=[_material(row) for row in view.materials],
        papers=[CasePaperOut.from_orm(paper) for paper in view.documents],
        licence=case.licence,
        envelope=envelope(fetched),
    )


def _waiting(view: CaseView) -> list[TaskOut]:
    if view.case.state not in rules.RUNNING:
        return []
    return [
        TaskOut(
            unit=one.unit or view.case.unit, key=one.task_key, title=one.title, role=one.role,
            outcomes=list(one.outcomes),
        )
        for one in view.waiting
    ]  # fmt: skip


def _form(view: CaseView) -> Iterator[FormValueOut]:
    grades = _grades(view)
    for section in items.sections(view.definition.form):
        for field in section.fields:
            if field.name not in view.case.form:
                continue
            source = view.case.prefilled.get(field.name, "typed")
            yield FormValueOut(
                name=field.name, title=field.title, element=field.element,
                value=view.case.form[field.name], source=source, trust=_trust(source, grades),
            )  # fmt: skip


def _trust(source: str, grades: dict[str, str]) -> str:
    """A from a licence of ours, B where an office has seen who it is, D what was typed."""
    kind = source.partition(".")[0]
    if kind in ("typed", "answer"):
        return "D"
    if kind in ("subject", "agent", "principal"):
        return "B"
    return grades.get(kind, "A")


def _grades(view: CaseView) -> dict[str, str]:
    """The grade of the licence that answers a material, by the type of the licence."""
    types = {one.key: one.licence for one in view.definition.materials if one.licence}
    return {
        str(types[row.key]): row.trust for row in view.materials if row.key in types and row.trust
    }


def _material(row: CaseMaterial) -> CaseMaterialOut:
    return CaseMaterialOut(
        **{name: getattr(row, name) for name in CaseMaterialOut.model_fields if name != "files"},
        files=[CaseFileOut.from_orm(one) for one in row.files.all()],
    )
