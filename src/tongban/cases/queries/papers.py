"""Papers (文书) of cases and of life events: opened, checked by anybody, still to be sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.cases import perms
from tongban.cases.models import (
    Bundle,
    BundlePaper,
    Case,
    CaseDocument,
    SealedBundlePaper,
    SealedPaper,
)
from tongban.cases.queries.bundles import BundleNotFound
from tongban.cases.queries.single import CaseNotFound
from tongban.cases.rules import sealable
from tongban.cases.rules.bundles import PREFIX, BundleState
from tongban.seals import queries as seals

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor

_MISSING = "没有找到这份文书。"


@dataclass(frozen=True, slots=True)
class Paper:
    """What anybody may know of a paper whose verification code he holds."""

    title: str
    number: str
    issuer: str
    item: str
    made_at: datetime
    code: str
    sealed_digest: str
    """What the seal of its office signed (SM3, hex); empty for a paper without one."""


def document(actor: Actor, number: str, document_id: UUID) -> CaseDocument | BundlePaper:
    """A paper of the case or life event of this number, if the actor may see that."""
    if number.startswith(PREFIX):
        bundles = Bundle.objects.exclude(state=BundleState.DRAFT)
        seen = bundles.filter(perms.visible_bundles(actor), number=number)
        whole = BundlePaper.objects.filter(bundle__in=seen, pk=document_id)
        paper_of_bundle = whole.select_related("bundle", "sealed").first()
        if paper_of_bundle is None:
            raise BundleNotFound(_MISSING)
        return paper_of_bundle
    return case_document(actor, number, document_id)


def case_document(actor: Actor, number: str, document_id: UUID) -> CaseDocument:
    """A paper of the case of this number, if the actor may see that."""
    visible = Case.objects.submitted().filter(perms.known_cases(actor), number=number)
    rows = CaseDocument.objects.filter(case__in=visible, pk=document_id)
    found = rows.select_related("case", "sealed").first()
    if found is None:
        raise CaseNotFound(_MISSING)
    return found


def paper(code: str) -> Paper | None:
    """The public facts of the paper with this verification code."""
    wanted = code.strip().upper()
    if not wanted:
        return None
    rows = CaseDocument.objects.filter(code=wanted).select_related("sealed")
    whole = BundlePaper.objects.filter(code=wanted).select_related("sealed")
    found = rows.first() or whole.first()
    return _public(found) if found else None


def sealed_as(digests: Collection[str]) -> Paper | None:
    """The public facts of the paper whose seal signed one of these digests (SM3, hex)."""
    for kind in (SealedPaper, SealedBundlePaper):
        rows = kind.objects.filter(digest__in=digests).select_related("document__sealed")
        if found := rows.first():
            return _public(found.document)
    return None


def awaiting_seal(number: str, *, since: datetime) -> tuple[str, ...]:
    """Titles of the papers made since then that will be sealed, of a case or a whole; for jobs.

    A paper whose office has entrusted no seal to the job never will, and is not among them.
    """
    open_ = {"kind__in": sealable.KINDS, "made_at__gte": since, "sealed": None}
    if number.startswith(PREFIX):
        whole = BundlePaper.objects.filter(bundle__number=number, **open_).order_by("made_at", "id")
        papers = list(whole.values_list("title", "kind", "bundle__unit"))
    else:
        of_case = CaseDocument.objects.filter(case__number=number, **open_).order_by("serial")
        papers = list(of_case.values_list("title", "kind", "case__unit"))
    wanted = [(title, (unit, sealable.KINDS[kind])) for title, kind, unit in papers]
    entrusted = {
        use for use in {use for _title, use in wanted} if seals.seal_for(*use, sealable.JOB)
    }
    return tuple(title for title, use in wanted if use in entrusted)


def _public(found: CaseDocument | BundlePaper) -> Paper:
    said = found.facts
    return Paper(
        title=found.title, number=found.number, issuer=str(said.get("issuer", "")),
        item=str(said.get("item", "")), made_at=found.made_at, code=found.code,
        sealed_digest=found.sealed.digest if hasattr(found, "sealed") else "",
    )  # fmt: skip
