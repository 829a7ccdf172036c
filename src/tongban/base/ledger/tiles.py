"""Tiles: the hashes of the tree, 256 at a time, and the entries beside them.

A tile of level L holds hashes of complete subtrees of 256^L leaves.  Names and forms are those of
C2SP `tlog-tiles`, so that a folder or a web server without any program can hold the log.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from tongban.base.ledger import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH = 32
HIGHEST = 7
"""256^8 leaves are more than an index can count."""
ENTRIES = "entries"
CHECKPOINT = "checkpoint"

_NAME = re.compile(r"(entries|[0-7])/((?:x\d{3}/){0,5}\d{3})(?:\.p/([1-9]\d{0,2}))?")
_THOUSAND = 1000


class Tiles(Protocol):
    """Where tiles are read from."""

    def tile(self, level: int, position: int, width: int) -> bytes:
        """The first `width` hashes of a tile, 32 bytes each."""


class TileMissing(LookupError):
    """A tile that the size of the log promises is not there, or is too short."""


def width_of(level: int, position: int, size: int) -> int:
    """How many hashes a tile holds when the log has `size` leaves."""
    return max(0, min(WIDTH, (size >> HEIGHT * level) - position * WIDTH))


def name(level: int | str, position: int, width: int = WIDTH) -> str:
    """The path of a tile (or of a bundle of entries) below `tile/`."""
    digits = [f"{position % _THOUSAND:03}"]
    rest = position // _THOUSAND
    while rest:
        digits.insert(0, f"x{rest % _THOUSAND:03}")
        rest //= _THOUSAND
    path = f"{level}/{'/'.join(digits)}"
    return path if width == WIDTH else f"{path}.p/{width}"


def parse(path: str) -> tuple[int | str, int, int] | None:
    """Level, position and width that a path names; None unless it is spelt as `name` does."""
    found = _NAME.fullmatch(path)
    if found is None:
        return None
    words, digits, partial = found.groups()
    level = words if words == ENTRIES else int(words)
    position = int(digits.replace("x", "").replace("/", ""))
    width = int(partial or WIDTH)
    known = width <= WIDTH and path == name(level, position, width)
    return (level, position, width) if known else None


class Reader:
    """Hashes of complete subtrees of a log of `size` leaves; each tile is read once."""

    def __init__(self, tiles: Tiles, size: int) -> None:
        self._tiles, self._size = tiles, size
        self._kept: dict[tuple[int, int], bytes] = {}
        self._known: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, position: int) -> bytes:
        known = self._known.get((level, position))
        if known is None:
            known = self._known[level, position] = self._node(level, position)
        return known

    def _node(self, level: int, position: int) -> bytes:
        high, inner = divmod(level, HEIGHT)
        first, count = position << inner, 1 << inner
        at, offset = divmod(first, WIDTH)
        hashes = self._tile(high, at)[offset * HASH : (offset + count) * HASH]
        if len(hashes) != count * HASH:
            raise TileMissing(name(high, at))
        return fold(hashes)

    def _tile(self, level: int, position: int) -> bytes:
        key = level, position
        if key not in self._kept:
            width = width_of(level, position, self._size)
            self._kept[key] = self._tiles.tile(level, position, width)
        return self._kept[key]


def fold(hashes: bytes) -> bytes:
    """The root over 2^n hashes."""
    row = [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]
    while len(row) > 1:
        row = [tree.node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


class Growth:
    """The right edge of the tree: takes leaf hashes, says which tiles that makes or changes."""

    def __init__(self, size: int = 0, edges: Sequence[bytes] = ()) -> None:
        """`edges` are the unfinished tiles of a log of `size` leaves, lowest level first."""
        self.size = size
        self._edges = [bytearray(edge) for edge in edges]

    def extend(self, leaf_hashes: Iterable[bytes]) -> dict[tuple[int, int], bytes]:
        """Add leaves; returns level and position of each tile with its hashes from now on."""
        changed: dict[tuple[int, int], bytes] = {}
        for hashed in leaf_hashes:
            changed.update(self.add(hashed))
        for level, edge in enumerate(self._edges):
            if edge:
                changed[level, (self.size >> HEIGHT * level) // WIDTH] = bytes(edge)
        return changed

    def add(self, hashed: bytes) -> list[tuple[tuple[int, int], bytes]]:
        """Add one leaf; returns the tiles that became full, each of which put its root above."""
        self.size += 1
        full: list[tuple[tuple[int, int], bytes]] = []
        for level in range(HIGHEST + 1):
            if level == len(self._edges):
                self._edges.append(bytearray())
            edge = self._edges[level]
            edge += hashed
            if len(edge) < WIDTH * HASH:
                break
            whole = bytes(edge)
            edge.clear()
            full.append(((level, (self.size >> HEIGHT * level) // WIDTH - 1), whole))
            hashed = fold(whole)
        return full

    def tile(self, level: int, position: int, width: int) -> bytes:
        """What `Reader` needs to tell the root, as long as only the edge is asked for."""
        if level >= len(self._edges) or position != (self.size >> HEIGHT * level) // WIDTH:
            raise TileMissing(name(level, position))
        return bytes(self._edges[level][: width * HASH])


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries one after the other, each behind its length in two bytes."""
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def unbundle(content: bytes) -> list[bytes]:
    """The entries of a bundle, or `ValueError`."""
    entries, at = [], 0
    while at < len(content):
        end = at + 2 + int.from_bytes(content[at : at + 2])
        if end > len(content):
            raise ValueError("the bundle ends within an entry")
        entries.append(content[at + 2 : end])
        at = end
    return entries
