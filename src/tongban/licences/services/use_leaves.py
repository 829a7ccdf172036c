"""Uses of licences as leaves of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tongban.base import ledger
from tongban.licences.models import LicenceUse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

KIND: Final = "licence.used"
COLUMNS: Final = (
    "licence_id", "user_id", "unit", "account_id", "purpose", "case_number", "basis_kind",
    "basis", "consent_id", "mode", "fields", "digest", "expires_at", "at",
)  # fmt: skip


def used(use: LicenceUse) -> None:
    """Order the leaf of a use; it enters as a salted digest."""
    ledger.append(KIND, str(use.pk), {name: getattr(use, name) for name in COLUMNS})


def _census(after: str, limit: int) -> list[str]:
    """The uses after one, the oldest first; those of one moment by their id."""
    rows = LicenceUse.objects.order_by("at", "id")
    start = LicenceUse.objects.filter(pk=after).first()
    if start is not None:
        later = rows.filter(at__gt=start.at)
        rows = later | rows.filter(at=start.at, pk__gt=start.pk)
    return [str(pk) for pk in rows.values_list("pk", flat=True)[:limit]]


@ledger.source(KIND, census=_census)
def _rows(references: Sequence[str]) -> Iterable[tuple[str, Mapping[str, object]]]:
    for row in LicenceUse.objects.filter(pk__in=references).values("pk", *COLUMNS):
        yield str(row.pop("pk")), row
