"""Papers that their office has still to seal, for the houses that wait for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.cases.models import CaseDocument
from tongban.cases.rules import sealable
from tongban.seals import queries as seals

if TYPE_CHECKING:
    from datetime import datetime


def awaiting_seal(number: str, *, since: datetime) -> tuple[str, ...]:
    """Titles of the papers of a case, made since then, that will be sealed; for jobs.

    A paper whose office has entrusted no seal to the job never will, and is not among them.
    """
    rows = CaseDocument.objects.filter(
        case__number=number, kind__in=sealable.KINDS, sealed=None, made_at__gte=since
    )
    found = rows.order_by("serial").values_list("title", "kind", "case__unit")
    return tuple(
        title
        for title, kind, unit in found
        if seals.seal_for(unit, sealable.KINDS[kind], sealable.JOB) is not None
    )
