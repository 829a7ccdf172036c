"""What each item promises, in the numbers that indicators of the catalogue are made of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Func, IntegerField

from tongban.base.paging import Page, keyset
from tongban.items.models import Item, State
from tongban.items.rules.definitions import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WORKING = "工作日"


class _Length(Func):
    """How many values a list in JSON has."""

    function = "jsonb_array_length"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Listed:
    """One item as indicators count it.

    `statutory` and `promised` are its limits where the law and the promise both count in working
    days, half a day as a whole one; None where they cannot be compared.
    """

    key: str
    unit: str
    region: str
    in_force: bool
    on_the_spot: bool
    visits: int
    online_level: str
    statutory: int | None
    promised: int | None
    materials: int = 0


def listed(
    *, units: Iterable[str] = (), keys: Iterable[str] = (), after: str = "", limit: int = 100
) -> Page[Listed]:
    """Every item that was ever published, by key; paused and cancelled ones are not in force.

    With `units` those of these departments only, with `keys` those with these keys.
    """
    said = "current__content"
    wanted = {
        name: tuple(of) for name, of in (("department__key__in", units), ("key__in", keys)) if of
    }
    rows = (
        Item.objects.filter(current__isnull=False, **wanted)
        .select_related("department")
        .only("key", "kind", "visits", "state", "region_id", "department__key")
        .annotate(
            online_level=F(f"{said}__online_level"),
            by_law=F(f"{said}__statutory"),
            by_promise=F(f"{said}__promised"),
            materials=_Length(F(f"{said}__materials")),
        )
    )
    return keyset(rows, by=("key",), after=after, limit=limit).map(_listed)


def _listed(row: Any) -> Listed:
    statutory, promised = _working_days(row.by_law), _working_days(row.by_promise)
    comparable = statutory is not None and promised is not None
    return Listed(
        key=row.key,
        unit=row.department.key,
        region=row.region_id,
        in_force=row.state == State.IN_USE,
        on_the_spot=row.kind == Kind.SPOT,
        visits=row.visits,
        online_level=row.online_level or "",
        statutory=statutory if comparable else None,
        promised=promised if comparable else None,
        materials=row.materials or 0,
    )


def _working_days(limit: Mapping[str, Any] | None) -> int | None:
    if limit is None or limit["unit"] != WORKING:
        return None
    days: int | float = limit["value"]
    return math.ceil(days)
