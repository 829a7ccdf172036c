"""Who looked at whose data, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.access.models import DataAccess
from tongban.base.paging import Page, keyset

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from tongban.base.actors import Actor


def footprint(actor: Actor, after: str = "", limit: int = 20) -> Page[DataAccess]:
    """Who looked at the actor's own data (or those of whom he acts for), newest first."""
    own = actor.principal if actor.is_person else None
    rows = DataAccess.objects.filter(subject_id=own) if own else DataAccess.objects.none()
    return keyset(rows, by=("-id",), after=after, limit=limit)


def looks(subject_id: UUID, *, case_numbers: Iterable[str]) -> tuple[DataAccess, ...]:
    """Who looked at a subject's data for these cases, in order; the caller asked who may know."""
    rows = DataAccess.objects.filter(subject_id=subject_id, case_number__in=list(case_numbers))
    return tuple(rows.order_by("id"))
