"""Papers (文书): numbered and frozen in the command, printed once from their facts."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from tongban.base import audit, files, numbering, outbox, typeset
from tongban.base.files.kinds import PDF
from tongban.cases import events, queries, rules
from tongban.cases.models import Bundle, BundlePaper, Case, CaseDocument
from tongban.cases.queries.facts import definition_of
from tongban.cases.rules import acceptance_papers, papers, sealable
from tongban.directory import queries as directory
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.directory.models import Hall
    from tongban.identity.queries import MaskedSubject

Frozen = TypeVar("Frozen", CaseDocument, BundlePaper)

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 12
# 文号 words of each kind of paper; a receipt bears none.
_KINDS: dict[type[papers.Paper], str] = {
    papers.Acceptance: "受",
    papers.Correction: "补",
    papers.Refusal: "不受",
    papers.Suspension: "特",
    papers.Extension: "延",
    papers.Grant: "准",
    papers.Denial: "不准",
    papers.Delivery: "送",
    acceptance_papers.GapAcceptance: "容受",
    acceptance_papers.Referral: "转",
    acceptance_papers.Revocation: "撤",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """Who speaks on a paper, and to whom: read before any series is locked."""

    office: str
    applicant: MaskedSubject
    hall: Hall | None


def read_heading(case: Case | Bundle) -> Heading:
    """The heading of the papers of a case, or of a life event: its leading office speaks."""
    return Heading(
        office=directory.department(case.unit).name,
        applicant=identity.masked(case.applicant_id),
        hall=directory.hall(case.place) if case.place else None,
    )


def add(
    case: Case,
    kind: type[papers.Paper],
    *,
    actor: Actor,
    now: datetime,
    heading: Heading | None = None,
    **facts: Any,
) -> CaseDocument:
    """Number a paper and freeze what it states; it is printed when it is first opened.

    A receipt, notice or decision is sealed by a job afterwards.
    """
    head = heading or read_heading(case)
    number = _number(kind, head.office, now)
    said = common(head, str(case.number or ""), case.item_name, actor, now)
    basis = definition_of(case).legal_basis
    paper = kind(**said, number=number, legal_basis=basis, **facts)
    serial = case.documents.count() + 1
    return frozen(CaseDocument(case=case, serial=serial, number=number), paper)


def frozen(row: Frozen, paper: papers.Paper) -> Frozen:
    """Keep what a paper states, and ask for its seal if it bears one."""
    row.kind, row.title = type(paper).__name__.lower(), paper.name
    row.code, row.template, row.made_at = paper.verification_code, paper.template, paper.made_at
    row.facts = json.loads(json.dumps(paper.facts(), cls=DjangoJSONEncoder))
    row.save(force_insert=True)
    if row.kind in sealable.KINDS:
        outbox.publish(events.PaperMade(document=str(row.pk)))
    return row


@transaction.atomic
def open_document(
    *, actor: Actor, number: str, document_id: UUID, now: datetime
) -> tuple[bytes, str]:
    """The PDF of a paper of a case or life event, and its file name.

    It is printed now if nobody has opened it before.
    """
    document = queries.document(actor, number, document_id)
    if not document.digest:  # whoever else prints it now is waited for
        type(document).objects.select_for_update().filter(pk=document.pk).first()
        document.refresh_from_db(fields=["digest"])
    name = f"{document.title}-{number}.pdf"
    if document.digest:
        return files.read(document.digest), name
    facts = document.facts | {"made_at": timezone.localtime(document.made_at)}
    content = typeset.pdf(document.template, facts, missing="mark")
    document.digest = files.store(content, name="paper.pdf", allowed={PDF}).digest
    document.save(update_fields=["digest"])
    audit.record(
        actor, events.DOCUMENT_PRINTED, number, at=now, kind=document.kind, digest=document.digest
    )
    return content, name


def common(
    heading: Heading, case_number: str, item: str, actor: Actor, now: datetime
) -> dict[str, Any]:
    """What every paper states of itself, with a fresh verification code."""
    applicant, hall = heading.applicant, heading.hall
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    address = settings.TONGBAN.address
    return {
        "issuer": heading.office,
        "case_number": case_number,
        "applicant": applicant.name,
        "applicant_number": applicant.number,
        "contact": applicant.phone,
        "item": item,
        "made_at": now,
        "clerk": actor.name if actor.is_staff else "系统",
        "phone": hall.phone if hall else "",
        "address": f"{hall.name}（{hall.address}）" if hall else "",
        "verification_code": code,
        "verify_at": f"{address}/verify/",
        "qr": f"{address}/verify/paper/{code}",
    }


def _number(kind: type[papers.Paper], office: str, now: datetime) -> str:
    """The next 文号; the series is of the office's name, because the number bears it."""
    words = _KINDS.get(kind)
    if words is None:
        return ""
    serial = numbering.next_number(f"papers:{office}:{words}", period=str(now.year))
    return rules.document_number(office, words, now.year, serial)
