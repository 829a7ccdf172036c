"""Counting the catalogue: what each item promises, as part of the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.items import queries as items
from tongban.supervision import rules
from tongban.supervision.models import ItemWatch
from tongban.supervision.services import reading, tallying

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongban.items.queries import Listed


def count_catalogue() -> int:
    """Let the figures say what the catalogue says now; returns how many items have changed.

    Page by page, each in a transaction of its own; run twice, it changes nothing.
    """
    changed, after = 0, ""
    while True:
        page = items.listed(after=after)
        changed += _count(page.items)
        after = page.next
        if not after:
            return changed


@transaction.atomic
def _count(rows: Sequence[Listed]) -> int:
    ItemWatch.objects.bulk_create((ItemWatch(key=row.key) for row in rows), ignore_conflicts=True)
    wanted = ItemWatch.objects.filter(key__in=[row.key for row in rows])
    watches = {watch.key: watch for watch in wanted.select_for_update().order_by("key")}
    chains = {region: reading.chain_of(region) for region in {row.region for row in rows}}
    shares = []
    for row in rows:
        at = tallying.scopes_of(row.unit, row.key, chains[row.region])
        share, watch = rules.listing(row), watches[row.key]
        if watch.counted != tallying.counted(at, share):
            shares.append((watch, at, share))
    tallying.move_all(shares)
    ItemWatch.objects.bulk_update([watch for watch, *_ in shares], ["counted"])
    return len(shares)
