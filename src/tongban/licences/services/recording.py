"""Writing an act upon a licence down for good, with its leaf in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Max

from tongban.base import files
from tongban.licences.models import LicenceAct
from tongban.licences.services import leaves

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.licences.models import Licence
    from tongban.licences.rules import acts

Document: TypeAlias = tuple[bytes, str]
"""The file of a decision and the name it came with."""


def write(
    actor: Actor,
    licence: Licence,
    decided: acts.Decided,
    *,
    document: Document | None = None,
    details: Mapping[str, object] | None = None,
    now: datetime,
) -> LicenceAct:
    """Write an act upon a locked licence down, with its leaf in the ledger."""
    last = licence.acts.aggregate(last=Max("place"))["last"] or 0
    post = actor.posts[0] if actor.posts else None
    said = decided.decision
    written = LicenceAct.objects.create(
        holder_id=licence.holder_id,
        licence=licence,
        place=last + 1,
        step=decided.step,
        reason=said.reason,
        legal_ground=said.legal_ground,
        document_number=said.document_number,
        document_name=said.document_name,
        document_digest=files.store(document[0], name=document[1]).digest if document else "",
        case_number=said.case_number,
        effective_on=decided.effective_on,
        details=dict(details or {}),
        actor_kind=actor.kind,
        actor_account=actor.account,
        actor_name="" if actor.is_person else actor.name,
        actor_post=f"{post.unit}/{post.role}" if post else "",
        decided_at=now,
    )
    leaves.changed(written)
    return written
