"""Receipts, notices and decisions sealed as OFD by the office that made them (电子文书用印).

The page is drawn from the facts that the command froze; the seal is ordered for the digest of that
page, under the number of the paper, or of the case or life event for a paper without one.  Those
of a life event are sealed by its leading office.  Nothing else is ordered here.
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
from tongban.cases.models import BundlePaper, CaseDocument, SealedBundlePaper, SealedPaper
from tongban.cases.rules import sealable
from tongban.seals import queries as seal_queries
from tongban.seals import services as seals

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.seals.services.impressing import Sealed


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
    document = _locked(document_id)
    kind, about = sealable.KINDS[document.kind], document.about
    if hasattr(document, "sealed"):
        return False
    if seal_queries.seal_for(about.unit, kind, sealable.JOB) is None:
        return False
    sealed = _impressed(document, kind, now)
    stored = files.store(sealed.content, name="paper.ofd", allowed={OFD})
    row = SealedPaper if isinstance(document, CaseDocument) else SealedBundlePaper
    row.objects.create(
        document_id=document.pk, digest=sealed.digest.hex(), file_digest=stored.digest,
        impression=sealed.impression_id, sealed_at=now,
    )  # fmt: skip
    audit.record(
        SYSTEM, events.PAPER_SEALED, str(about.number), at=now, kind=document.kind,
        digest=sealed.digest.hex(),
    )  # fmt: skip
    return True


def seal_papers(*, number: str, now: datetime) -> int:
    """Seal now what the job would seal one by one of a case or life event; how many that was."""
    wanted = {"kind__in": sealable.KINDS, "sealed": None}
    of_case = CaseDocument.objects.filter(case__number=number, **wanted).order_by("serial")
    whole = BundlePaper.objects.filter(bundle__number=number, **wanted).order_by("made_at", "id")
    keys = [key for rows in (of_case, whole) for key in rows.values_list("pk", flat=True)]
    return sum(seal_paper(document_id=key, now=now) for key in keys)


def _locked(document_id: UUID | str) -> CaseDocument | BundlePaper:
    rows = CaseDocument.objects.select_for_update(of=("self",)).select_related("case")
    found = rows.filter(pk=document_id).first()
    if found is not None:
        return found
    whole = BundlePaper.objects.select_for_update(of=("self",)).select_related("bundle")
    return whole.get(pk=document_id)


def _impressed(document: CaseDocument | BundlePaper, kind: str, now: datetime) -> Sealed:
    drawing, number = _drawn(document), str(document.about.number)
    return seals.seal_now(
        actor=SYSTEM, unit=document.about.unit, job=sealable.JOB, document_kind=kind,
        files=drawing.files,
        spots=[
            ofd.Spot(page=mark.page, x=mark.x, y=mark.y, width=mark.width, height=mark.height)
            for mark in drawing.marks["seal/1"]
        ],
        title=document.title, case_number=number, decision=document.number or number, now=now,
    )  # fmt: skip


def _drawn(document: CaseDocument | BundlePaper) -> ofd.Drawing:
    facts = document.facts | {"made_at": timezone.localtime(document.made_at)}
    return ofd.draw(
        typeset.marked(document.template, facts, missing="mark"),
        ofd.Info(
            title=f"{document.title}（{facts['item']}）",
            author=str(facts["issuer"]),
            created_at=document.made_at,
            keywords=(str(document.about.number), document.number),
            custom={sealable.TITLE: document.title, sealable.CODE: document.code},
        ),
    )


def open_sealed(*, actor: Actor, number: str, document_id: UUID) -> tuple[bytes, str]:
    """The sealed OFD of a paper that the actor may see, and its file name.

    Declined with `CaseNotFound`, `BundleNotFound` or `PaperUnsealed`.
    """
    document = queries.document(actor, number, document_id)
    if not hasattr(document, "sealed"):
        raise PaperUnsealed
    return files.read(document.sealed.file_digest), f"{document.title}-{number}.ofd"
