"""The log as the database has it: tiles, heads, and where its right edge is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from tongban.base.errors import NotFound
from tongban.base.ledger import notes, tiles, tree
from tongban.base.ledger.models import LedgerHead, LedgerTile

if TYPE_CHECKING:
    from tongban.base.ledger.notes import SignedHead

_LOCK = 7237126804925
_SIZE = """
SELECT position, octet_length(hashes) FROM base_ledgertile
WHERE level = 0 ORDER BY position DESC LIMIT 1
"""
_TILE = "SELECT substring(hashes, 1, %s) FROM base_ledgertile WHERE level = %s AND position = %s"


class NoHead(NotFound):
    """The node has not signed a tree head yet."""

    code = "base.ledger_no_head"
    sentence = "账本还没有签发树头，请一分钟后再试。"


def lock() -> None:
    """Let one process at a time change the log, until the transaction ends however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def size() -> int:
    """How many leaves have an index and are in the tree."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZE)
        last = cursor.fetchone()
    return last[0] * tiles.WIDTH + last[1] // tiles.HASH if last else 0


class Table:
    """Tiles out of the table; the whole log is there, also while files are still written."""

    def tile(self, level: int, position: int, width: int) -> bytes:
        """The first `width` hashes of a tile, or `TileMissing`."""
        with connection.cursor() as cursor:
            cursor.execute(_TILE, [width * tiles.HASH, level, position])
            found = cursor.fetchone()
        hashes = bytes(found[0]) if found else b""
        if len(hashes) != width * tiles.HASH:
            raise tiles.TileMissing(tiles.name(level, position, width))
        return hashes


def nodes(size: int) -> tiles.Reader:
    """The nodes of the tree of the first `size` leaves."""
    return tiles.Reader(Table(), size)


def root(size: int) -> bytes:
    """The root of the first `size` leaves; O(log size) nodes are read."""
    return tree.root(nodes(size), size)


def growth() -> tiles.Growth:
    """The right edge, ready to grow; hold the lock."""
    at, edges = size(), []
    level = 0
    while at >> tiles.HEIGHT * level:
        position = (at >> tiles.HEIGHT * level) // tiles.WIDTH
        width = tiles.width_of(level, position, at)
        edges.append(Table().tile(level, position, width) if width else b"")
        level += 1
    return tiles.Growth(at, edges)


def keep(changed: dict[tuple[int, int], bytes]) -> None:
    """Write the tiles that are new or have grown."""
    LedgerTile.objects.bulk_create(
        [
            LedgerTile(level=level, position=position, hashes=hashes)
            for (level, position), hashes in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["level", "position"],
        update_fields=["hashes"],
    )


def newest() -> SignedHead | None:
    """The last head that was signed."""
    row = LedgerHead.objects.order_by("-id").values_list("note", flat=True).first()
    return notes.read(row) if row else None


def head() -> SignedHead:
    """The last head that was signed, or `NoHead`."""
    found = newest()
    if found is None:
        raise NoHead
    return found
