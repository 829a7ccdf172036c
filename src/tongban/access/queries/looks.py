"""Who looked at whose data, and why."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from tongban.access import perms
from tongban.access.models import DataAccess
from tongban.base.paging import Page, keyset

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from tongban.base.actors import Actor

ONE_DAY = timedelta(days=1)


def footprint(
    actor: Actor,
    after: str = "",
    limit: int = 20,
    *,
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Page[DataAccess]:
    """Who looked at the data of the one whom the actor acts for, newest first.

    `kind` is a `BasisKind`, `since` and `until` are days, both counted; "" and None mean all.
    """
    rows = DataAccess.objects.filter(perms.looks_at(actor)).select_related("objection")
    if kind:
        rows = rows.filter(basis_kind=kind)
    if since is not None:
        rows = rows.filter(at__gte=_start_of(since))
    if until is not None:
        rows = rows.filter(at__lt=_start_of(until + ONE_DAY))
    return keyset(rows, by=("-id",), after=after, limit=limit)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def looks(subject_id: UUID, *, case_numbers: Iterable[str]) -> tuple[DataAccess, ...]:
    """Who looked at a subject's data for these cases, in order; the caller asked who may know."""
    rows = DataAccess.objects.filter(subject_id=subject_id, case_number__in=list(case_numbers))
    return tuple(rows.order_by("id"))
