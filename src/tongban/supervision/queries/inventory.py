"""The lists that departments keep (清单), each line beside what the platform knows of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum

from tongban.access import queries as access
from tongban.base.errors import require
from tongban.base.paging import Page, keyset
from tongban.items import queries as items
from tongban.supervision import perms
from tongban.supervision.models import InventoryLine, Tally, UnitWatch
from tongban.supervision.rules import NOW, Known
from tongban.supervision.rules.inventory import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tongban.base.actors import Actor
    from tongban.items.queries import Listed


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """A line, what it is called, and what the platform has of it.

    `has` counts items in use, or the materials of today; of a system it is 1 while it is connected.
    """

    line: InventoryLine
    name: str
    has: int

    @property
    def due(self) -> int:
        """How many items should be on the platform."""
        return self.line.powers + self.line.services - self.line.excluded


def inventory(
    actor: Actor, kind: Kind, *, unit: str = "", ended: bool = False, after: str = ""
) -> Page[InventoryRow]:
    """The lines that hold, by department; or those that were changed or struck out."""
    require(perms.may_keep_lists(actor))
    rows = InventoryLine.objects.filter(perms.inventory_visible_to(actor), kind=kind)
    rows = rows.filter(ended_at__isnull=not ended)
    if unit:
        rows = rows.filter(unit=unit)
    page = keyset(rows, by=("-noted_at", "id") if ended else ("unit", "key", "id"), after=after)
    names, has = _beside(kind, page.items)
    return page.map(
        lambda line: InventoryRow(line, names.get(line.key, line.key), has.get(line.pk, 0))
    )


def _beside(
    kind: Kind, lines: Sequence[InventoryLine]
) -> tuple[Mapping[str, str], Mapping[int, int]]:
    """Names by key, and what the platform has by line; one or two statements."""
    if kind is Kind.MATERIALS:
        keys = [line.key for line in lines]
        found = {one.key: one.materials for one in items.listed(keys=keys or [""]).items}
        return items.names(keys), {line.pk: found.get(line.key, 0) for line in lines}
    if kind is Kind.SYSTEMS:
        joined = access.connected(line.client for line in lines if line.client)
        return {}, {line.pk: int(joined.get(line.client) == line.unit) for line in lines}
    rows = Tally.objects.filter(scope="unit", span=NOW, key__in={line.unit for line in lines})
    listed = dict(rows.order_by("key").values_list("key", "listed"))
    return {}, {line.pk: listed.get(line.unit, 0) for line in lines}


def every_line(actor: Actor, kind: Kind) -> Iterator[InventoryLine]:
    """Every line that holds, for a file; read piece by piece."""
    require(perms.may_keep_lists(actor))
    rows = InventoryLine.objects.filter(perms.inventory_visible_to(actor), kind=kind, ended_at=None)
    return rows.order_by("unit", "key", "id").iterator(chunk_size=500)


def with_lists() -> tuple[str, ...]:
    """The departments that keep lists, or kept some."""
    kept = (
        InventoryLine.objects.filter(ended_at=None).order_by("unit").values_list("unit").distinct()
    )
    counted = UnitWatch.objects.order_by("unit").values_list("unit")
    return tuple(sorted({unit for (unit,) in kept} | {unit for (unit,) in counted}))


def owed(units: Iterable[str]) -> dict[str, dict[str, int]]:
    """What the lists of these departments add to the figures; zeros left out."""
    rows = InventoryLine.objects.filter(unit__in=tuple(units), ended_at=None)
    lines = list(rows.exclude(kind=Kind.MATERIALS).order_by("id"))
    joined = access.connected({line.client for line in lines if line.client})
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        if line.kind == Kind.ITEMS:
            sums[line.unit]["due_items"] += line.powers + line.services - line.excluded
        else:
            sums[line.unit]["systems"] += 1
            sums[line.unit]["systems_joined"] += joined.get(line.client) == line.unit
    return {unit: {name: n for name, n in of.items() if n} for unit, of in sums.items()}


def known_of(rows: Sequence[Listed]) -> dict[str, Known]:
    """What is known of items beside the catalogue: their lists, and whether anybody used them."""
    keys, units = [row.key for row in rows], {row.unit for row in rows}
    lines = InventoryLine.objects.filter(ended_at=None)
    with_list = set(lines.filter(kind=Kind.ITEMS, unit__in=units).values_list("unit", flat=True))
    before = dict(lines.filter(kind=Kind.MATERIALS, key__in=keys).values_list("key", "materials"))
    months = Tally.objects.filter(scope="item", span="month", key__in=units, item__in=keys)
    used = {
        row["item"]: (row["received"] > 0, row["rated"] > 0)
        for row in months.order_by("item")
        .values("item")
        .annotate(received=Sum("received"), rated=Sum("rated"))
    }
    return {
        row.key: Known(row.unit in with_list, before.get(row.key), *used.get(row.key, ()))
        for row in rows
    }
