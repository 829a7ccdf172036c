"""What a department's own system reads of a case, each look with its purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import services as access
from tongban.base import files
from tongban.cases import perms, queries
from tongban.cases.services.ground import CaseUnknown
from tongban.cases.services.outcome import awaits_own_licence
from tongban.cases.services.papers import open_document
from tongban.identity import queries as identity
from tongban.licences import services as licences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.cases.models import Case, CaseAdvice, CaseExtension, PushedStep
    from tongban.cases.queries import CaseView
    from tongban.identity.queries import SubjectCard

SEEN = ("姓名", "证件号码", "手机号码", "地址", "申请表内容", "材料清单")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A case in clear: its applicant and agent, what was handed in, what has been done.

    `face` are the names of the fields that a grant has to fill in, with their labels; `advices`
    what other departments were asked; `awaits_licence` that the department owes its own licence.
    """

    view: CaseView
    applicant: SubjectCard
    agent: SubjectCard | None
    pushed: list[PushedStep]
    face: tuple[tuple[str, str], ...]
    advices: list[CaseAdvice]
    extension: CaseExtension | None
    awaits_licence: bool


@transaction.atomic
def fetch(*, actor: Actor, unit: str, number: str, purpose: str, now: datetime) -> Fetched:
    """A case of the department, in clear; the look is written down first.

    Declined with `CaseNotFound` for another department's case, or `access.rules.PurposeMissing`.
    """
    _reads_for(actor, unit)
    view = queries.case(actor, number)
    case = view.case
    for subject in filter(None, {case.applicant_id, case.agent_id}):
        access.record_access(
            actor=actor,
            subject_id=subject,
            what=SEEN if subject == case.applicant_id else SEEN[:3],
            purpose=purpose,
            case_number=number,
            now=now,
        )
    licence = queries.face_wanted(case)
    fields = licences.face_fields(licence) if licence else ()
    return Fetched(
        view=view,
        applicant=identity.subject(case.applicant_id),
        agent=identity.subject(case.agent_id) if case.agent_id else None,
        pushed=queries.pushed_steps(case),
        face=tuple((one.key, one.name) for one in fields),
        advices=queries.questions_in(case),
        extension=queries.extension(case),
        awaits_licence=awaits_own_licence(case),
    )


@transaction.atomic
def fetch_file(
    *, actor: Actor, unit: str, number: str, file_id: int, purpose: str, now: datetime
) -> tuple[bytes, str, str]:
    """The content, name and media type of a file of a material; the look is written down first."""
    case = _visible(actor, unit, number)
    found = queries.handed_in_file(actor, number, file_id)
    _look(actor, case, (found.material.name,), purpose, now)
    return files.read(found.digest), found.name, found.media_type


@transaction.atomic
def fetch_paper(
    *, actor: Actor, unit: str, number: str, document_id: UUID, purpose: str, now: datetime
) -> tuple[bytes, str]:
    """The PDF of a paper of the case and its name; the look is written down first."""
    case = _visible(actor, unit, number)
    paper = queries.document(actor, number, document_id)
    _look(actor, case, (paper.title,), purpose, now)
    return open_document(actor=actor, number=number, document_id=document_id, now=now)


def _visible(actor: Actor, unit: str, number: str) -> Case:
    _reads_for(actor, unit)
    return queries.case_alone(actor, number)


def _reads_for(actor: Actor, unit: str) -> None:
    if not perms.may_read_for(actor, unit):
        raise CaseUnknown


def _look(actor: Actor, case: Case, what: Sequence[str], purpose: str, now: datetime) -> None:
    access.record_access(
        actor=actor,
        subject_id=case.applicant_id,
        what=what,
        purpose=purpose,
        case_number=str(case.number),
        now=now,
    )
