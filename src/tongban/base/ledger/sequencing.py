"""Giving indexes: what was committed joins the log, in order, and the node signs the new head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from tongban.base.crypto import keys
from tongban.base.ledger import canonical, log, notes, tree
from tongban.base.ledger.models import LedgerHead

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.ledger.notes import SignedHead

PURPOSE = "ledger"
BATCH = 4096
_WAITING = """
SELECT id, kind, reference, digest FROM base_ledgerleaf
WHERE index IS NULL ORDER BY id LIMIT %s
"""
_PLACE = """
UPDATE base_ledgerleaf SET index = %s + placed.nth - 1
FROM unnest(%s::bigint[]) WITH ORDINALITY AS placed (id, nth)
WHERE base_ledgerleaf.id = placed.id
"""


def sequence() -> int:
    """Give every committed leaf that waits its index; returns how many got one.

    A leaf whose change commits late is found whenever it comes, as nothing but a missing index
    says that it waits.  Each batch is one transaction: a process that dies leaves no half of it.
    """
    placed = 0
    while count := _batch():
        placed += count
        if count < BATCH:
            break
    return placed


@transaction.atomic
def _batch() -> int:
    log.lock()
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [BATCH])
        waiting = cursor.fetchall()
        if not waiting:
            return 0
        growth = log.growth()
        cursor.execute(_PLACE, [growth.size, [row[0] for row in waiting]])
    entries = (canonical.entry(row[1], row[2], bytes(row[3])) for row in waiting)
    log.keep(growth.extend(tree.leaf_hash(entry) for entry in entries))
    return len(waiting)


def origin() -> str:
    """The name of this node's log: its division stays when its address changes."""
    return f"tongban.ledger/{settings.TONGBAN.region}"


def sign(*, now: datetime) -> SignedHead:
    """Sign a head over everything that has an index, also if nothing was added since the last.

    Of two processes that sign at once, the one with the smaller tree keeps silent and returns
    what the other signed.
    """
    size = log.size()
    head = notes.Head(origin(), size, log.root(size), now.replace(microsecond=0))
    made = keys.store().sign(PURPOSE, head.text.encode())
    signed = notes.SignedHead(
        head, notes.hint(head.origin, keys.store().public(made.key_id)), made.value
    )
    with transaction.atomic():
        log.lock()
        last = log.newest()
        if last is not None and (last.head.size, last.head.at) > (head.size, head.at):
            return last
        LedgerHead.objects.create(
            size=size, root=head.root, at=head.at, key_id=made.key_id, note=signed.note
        )
    return signed
