"""The columns of a type follow the version that is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.base import clock
from tongban.licences.models import LicenceType, LicenceTypeVersion
from tongban.licences.queries.types import columns_of, span_of
from tongban.licences.rules.types import versions
from tongban.licences.rules.types.versions import VersionState

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.licences.rules.types import Definition


@transaction.atomic
def bring_into_force(*, now: datetime) -> int:
    """Let the types whose day has come say what their new version says; returns how many did."""
    today = clock.day_of(now)
    due = LicenceType.objects.select_for_update(skip_locked=True).filter(changes_on__lte=today)
    kinds = list(due.order_by("pk")[:500])
    for kind in kinds:
        follow(kind, today)
    return len(kinds)


def follow(kind: LicenceType, today: date) -> None:
    """Write into a locked type what holds today, and when that will change."""
    published = list(_published(kind))
    spans = [span_of(version) for version in published]
    now = versions.in_force(spans, today)
    changes: dict[str, Any] = {"changes_on": versions.next_change(spans, today)}
    shown = now or _ended(spans, today)
    if shown is not None:
        version = next(each for each in published if each.number == shown.number)
        changes |= columns_of(version)
    for name, value in changes.items():
        setattr(kind, name, value)
    kind.save(update_fields=list(changes))


def draw(kind: LicenceType, definition: Definition) -> None:
    """Set the columns of a type that was never published, so that lists can name it."""
    for name, value in columns_of(LicenceTypeVersion(definition=definition.stored())).items():
        setattr(kind, name, value)
    kind.version = 0


def _published(kind: LicenceType) -> Any:
    rows = LicenceTypeVersion.objects.filter(type=kind).exclude(state=VersionState.DRAFT)
    return rows.order_by("starts_on", "number")


def _ended(spans: list[versions.Span], today: date) -> versions.Span | None:
    """The version that held last, where none holds any more."""
    begun = [span for span in spans if span.starts_on <= today]
    return max(begun, key=lambda span: (span.starts_on, span.number), default=None)
