"""Entering events into the feeds of departments, and giving them their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, transaction

from tongban.base import outbox
from tongban.base.transactions import require_transaction
from tongban.exchange import events, queries
from tongban.exchange.models import FeedEntry, FeedHead

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

BATCH = 5_000
_LOCK = 7237126804931
_NUMBER = """
WITH taken AS (
    SELECT id, unit FROM exchange_feedentry WHERE seq IS NULL ORDER BY id LIMIT %s
), placed AS (
    SELECT id, unit, row_number() OVER (PARTITION BY unit ORDER BY id) AS nth FROM taken
), grown AS (
    INSERT INTO exchange_feedhead AS head (unit, last)
    SELECT unit, count(*) FROM taken GROUP BY unit
    ON CONFLICT (unit) DO UPDATE SET last = head.last + excluded.last
    RETURNING unit, last
), counted AS (
    SELECT unit, count(*) AS entries FROM taken GROUP BY unit
)
UPDATE exchange_feedentry AS entry SET seq = grown.last - counted.entries + placed.nth
FROM placed JOIN grown USING (unit) JOIN counted USING (unit)
WHERE entry.id = placed.id
"""
_WAITS = "SELECT EXISTS (SELECT 1 FROM exchange_feedentry WHERE seq IS NULL)"


class Entry(NamedTuple):
    """One event of a case, and the departments whose feeds it goes into."""

    units: Collection[str]
    number: str
    kind: str
    facts: Mapping[str, Any]


def enter(
    *, units: Collection[str], number: str, kind: str, facts: Mapping[str, Any], at: datetime
) -> None:
    """Write an event into the feeds of these departments, inside the change's transaction.

    The entries have no number yet: `number_waiting` gives it once they are committed.
    """
    enter_all([Entry(units, number, kind, facts)], at=at)


def enter_all(entries: Sequence[Entry], *, at: datetime) -> None:
    """Write several events in their order, each into the feeds of its departments."""
    require_transaction()
    units = {unit for entry in entries for unit in entry.units}
    if not units:
        return
    FeedEntry.objects.bulk_create(
        FeedEntry(unit=unit, number=entry.number, kind=entry.kind, facts=dict(entry.facts), at=at)
        for entry in entries
        for unit in sorted(entry.units)
    )
    for unit in queries.has_webhook(units):
        outbox.publish(events.FeedGrown(unit=unit))


def number_waiting() -> int:
    """Give every committed entry that waits its number; returns how many got one.

    One process at a time does so, and an entry comes into sight with its number only, so whoever
    has read up to a number has missed nothing before it.  Each batch is one transaction.
    """
    placed = 0
    while count := _batch():
        placed += count
        if count < BATCH:
            break
    return placed


def _batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_WAITS)
        if not cursor.fetchone()[0]:
            return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_NUMBER, [BATCH])
        return int(cursor.rowcount)


def forget_entries(*, before: datetime) -> int:
    """Remove entries that were written before that moment, oldest first; returns how many.

    Of each feed a first part goes, never one out of its middle, and its head says so in the same
    transaction: whoever stands in that part is told that something is missing.
    """
    units = list(FeedHead.objects.order_by("unit").values_list("unit", flat=True))
    gone = 0
    for unit in units:
        while count := _forget(unit, before):
            gone += count
    return gone


@transaction.atomic
def _forget(unit: str, before: datetime) -> int:
    head = FeedHead.objects.select_for_update().get(unit=unit)
    rows = FeedEntry.objects.filter(unit=unit, seq__gt=head.gone, seq__lte=head.gone + BATCH)
    young = rows.filter(at__gte=before).order_by("seq").values_list("seq", flat=True).first()
    end = min(head.last, head.gone + BATCH) if young is None else young - 1
    if end <= head.gone:
        return 0
    rows.filter(seq__lte=end).delete()
    FeedHead.objects.filter(pk=unit).update(gone=end)
    return end - head.gone
