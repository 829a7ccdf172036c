"""The parts of the check that hold the stored tree, heads and files against the leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base.crypto import keys
from tongban.base.crypto.errors import InvalidSeal
from tongban.base.crypto.keys import KeyUnknown
from tongban.base.ledger import notes, publishing, tiles, tree
from tongban.base.ledger.models import LedgerHead, LedgerTile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHUNK = 512


class Differs(Exception):
    """The first thing that is not as it was written."""


class Stored:
    """The tiles of the table, each read once, compared with those that the leaves make."""

    def __init__(self) -> None:
        self._position = -1
        self._hashes = b""

    def leaf_hash(self, index: int) -> bytes:
        """The hash that the table has for a leaf; empty if it has none."""
        position, offset = divmod(index, tiles.WIDTH)
        if position != self._position:
            self._position, self._hashes = position, self._read(0, position)
        return self._hashes[offset * tiles.HASH : (offset + 1) * tiles.HASH]

    def compare(self, full: Iterable[tuple[tuple[int, int], bytes]]) -> None:
        """Compare full tiles as they come; unfinished ones are compared at the end."""
        for (level, position), hashes in full:
            self._compare(level, position, hashes)

    def end(self, growth: tiles.Growth) -> int:
        """Compare the right edge, and that there is nothing beyond; returns how many tiles."""
        counted = 0
        level = 0
        while count := growth.size >> tiles.HEIGHT * level:
            full, width = divmod(count, tiles.WIDTH)
            if width:
                self._compare(level, full, growth.tile(level, full, width))
            counted += full + bool(width)
            level += 1
        if LedgerTile.objects.count() != counted:
            raise Differs(f"the table has other tiles than the {counted} of this tree")
        return counted

    def _compare(self, level: int, position: int, hashes: bytes) -> None:
        if self._read(level, position) != hashes:
            raise Differs(f"tile {tiles.name(level, position)} is not that of the leaves")

    def _read(self, level: int, position: int) -> bytes:
        rows = LedgerTile.objects.filter(level=level, position=position)
        found = rows.values_list("hashes", flat=True).first()
        return b"" if found is None else bytes(found)


def _heads() -> Iterator[LedgerHead]:
    after: int | None = None
    while True:
        rows = LedgerHead.objects.order_by("id")
        read = list((rows if after is None else rows.filter(pk__gt=after))[:CHUNK])
        if not read:
            return
        yield from read
        after = read[-1].pk


class Heads:
    """Every head that was signed, in order, held against the tree when it had that size."""

    def __init__(self) -> None:
        self._rows = _heads()
        self._next = next(self._rows, None)
        self.count = 0

    def reach(self, growth: tiles.Growth) -> None:
        """Compare the heads for the size that the tree has now."""
        if self._next is None or self._next.size > growth.size:
            return
        root = tree.root(tiles.Reader(growth, growth.size), growth.size)
        while self._next is not None and self._next.size <= growth.size:
            self._compare(self._next, growth.size, root)
            self.count += 1
            self._next = next(self._rows, None)

    def end(self, growth: tiles.Growth) -> None:
        """No head may be left that promises more leaves than there are."""
        if self._next is not None:
            head = self._next
            raise Differs(f"head {head.pk} promises {head.size} leaves, there are {growth.size}")

    def _compare(self, head: LedgerHead, size: int, root: bytes) -> None:
        if head.size < size:
            raise Differs(f"head {head.pk} has fewer leaves than the head before it")
        try:
            signed = notes.read(head.note)
            notes.verify(signed, [keys.store().public(head.key_id)])
        except (notes.NoteBroken, InvalidSeal, KeyUnknown) as wrong:
            raise Differs(f"head {head.pk}: {wrong}") from None
        said = (signed.head.size, signed.head.root, signed.head.at)
        if said != (head.size, bytes(head.root), head.at):
            raise Differs(f"head {head.pk} says something else than was signed")
        if signed.head.root != root:
            raise Differs(f"head {head.pk} has another root than the first {size} leaves")


class Files:
    """The files under `data_dir/ledger`, as far as they were published before the check began."""

    def __init__(self) -> None:
        try:
            self._kept = publishing.published()
        except (notes.NoteBroken, UnicodeDecodeError):
            raise Differs("the published head is no tree head") from None

    def check(self) -> int:
        """Compare each file that the published head needs; 0 where this machine has none."""
        if self._kept is None:
            return 0
        if not LedgerHead.objects.filter(note=self._kept.note).exists():
            raise Differs("the published head is not among the heads that were signed")
        counted = 1
        for path, content in publishing.files(0, self._kept.head.size):
            if not _same(path, content):
                raise Differs(f"the file {path} is missing or is not that of the leaves")
            counted += 1
        return counted


def _same(path: str, content: bytes) -> bool:
    """Whether the file has this content; a part may have become the full tile meanwhile."""
    whole, _, part = path.partition(".p/")
    try:
        return (publishing.folder() / path).read_bytes() == content
    except OSError:
        full = publishing.folder() / whole
        return bool(part) and full.is_file() and full.read_bytes().startswith(content)
