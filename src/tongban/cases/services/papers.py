"""Papers (文书): numbered and frozen in the command, printed once from their facts."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from tongban.base import audit, files, numbering, outbox, typeset
from tongban.base.files.kinds import PDF
from tongban.cases import events, queries, rules
from tongban.cases.models import Case, CaseDocument
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


def read_heading(case: Case) -> Heading:
    """The heading of the papers of a case."""
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
    paper = kind(**_common(case, kind, heading or read_heading(case), actor, now), **facts)
    document = CaseDocument.objects.create(
        case=case,
        serial=case.documents.count() + 1,
        kind=kind.__name__.lower(),
        title=paper.name,
        number=paper.number,
        code=paper.verification_code,
        facts=json.loads(json.dumps(paper.facts(), cls=DjangoJSONEncoder)),
        template=paper.template,
        made_at=now,
    )
    if document.kind in sealable.KINDS:
        outbox.publish(events.PaperMade(document=str(document.pk)))
    return document


@transaction.atomic
def open_document(
    *, actor: Actor, number: str, document_id: UUID, now: datetime
) -> tuple[bytes, str]:
    """The PDF of a paper and its file name; printed now if nobody has opened it before."""
    document = queries.document(actor, number, document_id)
    if not document.digest:  # whoever else prints it now is waited for
        CaseDocument.objects.select_for_update().filter(pk=document.pk).first()
        document.refresh_from_db(fields=["digest"])
    if document.digest:
        return files.read(document.digest), _file_name(document)
    facts = document.facts | {"made_at": timezone.localtime(document.made_at)}
    content = typeset.pdf(document.template, facts, missing="mark")
    stored = files.store(content, name="paper.pdf", allowed={PDF})
    document.digest = stored.digest
    document.save(update_fields=["digest"])
    audit.record(
        actor, events.DOCUMENT_PRINTED, number, at=now, kind=document.kind, digest=stored.digest
    )
    return content, _file_name(document)


def _file_name(document: CaseDocument) -> str:
    return f"{document.title}-{document.case.number}.pdf"


def _common(
    case: Case, kind: type[papers.Paper], heading: Heading, actor: Actor, now: datetime
) -> dict[str, Any]:
    applicant, hall = heading.applicant, heading.hall
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    address = settings.TONGBAN.address
    return {
        "issuer": heading.office,
        "number": _number(kind, heading.office, now),
        "case_number": case.number or "",
        "applicant": applicant.name,
        "applicant_number": applicant.number,
        "contact": applicant.phone,
        "item": case.item_name,
        "made_at": now,
        "clerk": actor.name if actor.is_staff else "系统",
        "phone": hall.phone if hall else "",
        "address": f"{hall.name}（{hall.address}）" if hall else "",
        "legal_basis": definition_of(case).legal_basis,
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
