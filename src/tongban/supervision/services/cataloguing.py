"""Counting the catalogue, and the lists that departments keep, as part of the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.directory import queries as directory
from tongban.items import queries as items
from tongban.supervision import queries, rules
from tongban.supervision.models import ItemWatch, UnitWatch
from tongban.supervision.services import tallying

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tongban.items.queries import Listed

BATCH = 100


def count_catalogue(units: Iterable[str] = ()) -> int:
    """Let the figures say what the catalogue says now; returns how many items have changed.

    Of these departments only, if any is named.  Page by page, each in a transaction of its own;
    run twice, it changes nothing.
    """
    changed, after, wanted = 0, "", tuple(units)
    while True:
        page = items.listed(units=wanted, after=after)
        changed += _count(page.items)
        after = page.next
        if not after:
            return changed


@transaction.atomic
def _count(rows: Sequence[Listed]) -> int:
    ItemWatch.objects.bulk_create((ItemWatch(key=row.key) for row in rows), ignore_conflicts=True)
    wanted = ItemWatch.objects.filter(key__in=[row.key for row in rows])
    watches = {watch.key: watch for watch in wanted.select_for_update().order_by("key")}
    chains = {region: directory.chain(region) for region in {row.region for row in rows}}
    shares, known = [], queries.known_of(rows)
    for row in rows:
        at = tallying.scopes_of(row.unit, row.key, chains[row.region])
        share, watch = rules.listing(row, known[row.key]), watches[row.key]
        if watch.counted != tallying.counted(at, share):
            shares.append((watch, at, share))
    tallying.move_all(shares)
    ItemWatch.objects.bulk_update([watch for watch, *_ in shares], ["counted"])
    return len(shares)


def count_inventory(units: Iterable[str] = ()) -> int:
    """Let the figures say what departments keep lists of; returns how many have changed.

    Of these departments only, if any is named.  Whether a system is connected is looked up anew.
    """
    wanted = tuple(units) or queries.with_lists()
    parts = (wanted[at : at + BATCH] for at in range(0, len(wanted), BATCH))
    return sum(_count_units(part) for part in parts)


@transaction.atomic
def _count_units(units: Sequence[str]) -> int:
    UnitWatch.objects.bulk_create((UnitWatch(unit=unit) for unit in units), ignore_conflicts=True)
    locked = UnitWatch.objects.filter(unit__in=units).select_for_update().order_by("unit")
    watches = {watch.unit: watch for watch in locked}
    owed, shares = queries.owed(units), []
    for office in directory.departments(units):
        at = tallying.scopes_of(office.key, "", directory.chain(office.region_id))
        now = {} if office.closed_on else owed.get(office.key, {})
        share, watch = {rules.NOW: now} if now else {}, watches[office.key]
        if watch.counted != tallying.counted(at, share):
            shares.append((watch, at, share))
    tallying.move_all(shares)
    UnitWatch.objects.bulk_update([watch for watch, *_ in shares], ["counted"])
    return len(shares)
