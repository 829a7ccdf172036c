"""Receipts, notices and decisions sealed as OFD by the office that made them (电子文书用印).

The page is drawn from the facts that the command froze; the seal is ordered for the digest of that
page, under the number of the paper, or of the case for a receipt.  Nothing else is ordered here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, files, ofd, typeset
from tongban.base.actors import SYSTEM
from tongban.base.errors import NotFound
from tongban.base.files.kinds import OFD
from tongban.cases import events, queries
from tongban.cases.models import CaseDocument, SealedPaper
from tongban.cases.rules import sealable
from tongban.seals import queries as seal_queries
from tongban.seals import services as seals

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor


class PaperUnsealed(NotFound):
    """The paper is not sealed: it is new, or its office has entrusted no seal to this job."""

    code = "cases.paper_unsealed"
    sentence = "这份文书还没有盖电子印章，请先用 PDF。"


@transaction.atomic
def seal_paper(*, document_id: UUID | str, now: datetime) -> bool:
    """Seal a paper with the seal that its office entrusted to this job; True if this call did.

    Run twice, it seals once.  An office without such a seal keeps its papers as PDF.  Declined
    with what `seals.seal_now` declines, such as `SealNotActive`; nothing is kept then.
    """
    rows = CaseDocument.objects.select_for_update(of=("self",)).select_related("case")
    document = rows.get(pk=document_id)
    kind = sealable.KINDS[document.kind]
    unit = document.case.unit
    if SealedPaper.objects.filter(document=document).exists():
        return False
    if seal_queries.seal_for(unit, kind, sealable.JOB) is None:
        return False
    drawing = _drawn(document)
    sealed = seals.seal_now(
        actor=SYSTEM, unit=unit, job=sealable.JOB, document_kind=kind, files=drawing.files,
        spots=[
            ofd.Spot(page=mark.page, x=mark.x, y=mark.y, width=mark.width, height=mark.height)
            for mark in drawing.marks["seal/1"]
        ],
        title=document.title, case_number=str(document.case.number),
        decision=document.number or str(document.case.number), now=now,
    )  # fmt: skip
    stored = files.store(sealed.content, name="paper.ofd", allowed={OFD})
    SealedPaper.objects.create(
        document=document, digest=sealed.digest.hex(), file_digest=stored.digest,
        impression=sealed.impression_id, sealed_at=now,
    )  # fmt: skip
    audit.record(
        SYSTEM, events.PAPER_SEALED, str(document.case.number), at=now, kind=document.kind,
        digest=sealed.digest.hex(),
    )  # fmt: skip
    return True


def seal_papers(*, number: str, now: datetime) -> int:
    """Seal now what the job would seal one by one of a case; how many papers that was."""
    rows = CaseDocument.objects.filter(
        case__number=number, kind__in=sealable.KINDS, sealed=None
    ).order_by("serial")
    keys = rows.values_list("pk", flat=True)
    return sum(seal_paper(document_id=key, now=now) for key in keys)


def _drawn(document: CaseDocument) -> ofd.Drawing:
    facts = document.facts | {"made_at": timezone.localtime(document.made_at)}
    return ofd.draw(
        typeset.marked(document.template, facts, missing="mark"),
        ofd.Info(
            title=f"{document.title}（{document.case.item_name}）",
            author=str(facts["issuer"]),
            created_at=document.made_at,
            keywords=(str(document.case.number), document.number),
        ),
    )


def open_sealed(*, actor: Actor, number: str, document_id: UUID) -> tuple[bytes, str]:
    """The sealed OFD of a paper that the actor may see, and its file name.

    Declined with `CaseNotFound` or `PaperUnsealed`.
    """
    document = queries.document(actor, number, document_id)
    found = SealedPaper.objects.filter(document=document).first()
    if found is None:
        raise PaperUnsealed
    return files.read(found.file_digest), f"{document.title}-{number}.ofd"
