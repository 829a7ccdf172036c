"""What anybody may ask of the log: entries, tiles, and proofs against a signed head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base.crypto import keys
from tongban.base.errors import Invalid, NotFound
from tongban.base.ledger import canonical, log, publishing, sequencing, tiles, tree
from tongban.base.ledger.models import LedgerLeaf

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tongban.base.crypto.keys import KeyFacts
    from tongban.base.crypto.sm2 import PublicKey


class LeafUnknown(NotFound):
    """No leaf stands at this place, or there is none of this kind and reference."""

    code = "base.ledger_leaf_unknown"
    sentence = "账本里没有这条记录。"


class LeafWaiting(NotFound):
    """The leaf was written, and no signed head covers it yet."""

    code = "base.ledger_leaf_waiting"
    sentence = "这条记录刚刚写入，还没有进入签发的树头，请一分钟后再试。"


class SizeUnknown(Invalid):
    """No signed head has this many leaves, or the sizes stand in the wrong order."""

    code = "base.ledger_size_unknown"
    sentence = "大小超出了已签发的树头，或者先后颠倒。"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf in its place; `entry` are the bytes whose hash is `hash`."""

    index: int
    kind: str
    reference: str
    digest: bytes

    @property
    def entry(self) -> bytes:
        return canonical.entry(self.kind, self.reference, self.digest)

    @property
    def hash(self) -> bytes:
        return tree.leaf_hash(self.entry)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The proof that a leaf is in the tree of `size` leaves with this root."""

    leaf: Leaf
    size: int
    root: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Consistency:
    """The proof that one tree is the beginning of another."""

    first: int
    first_root: bytes
    second: int
    second_root: bytes
    path: tuple[bytes, ...]


def leaf_at(index: int) -> Leaf:
    """The leaf with an index, or `LeafUnknown`."""
    return _leaf(LedgerLeaf.objects.filter(index=index))


def leaf_of(kind: str, reference: str) -> Leaf:
    """The leaf about a thing; `LeafUnknown` if there is none, `LeafWaiting` if it has no place."""
    if "\0" in kind + reference:  # the database has no such text
        raise LeafUnknown
    return _leaf(LedgerLeaf.objects.filter(kind=kind, reference=reference))


def _leaf(rows: QuerySet[LedgerLeaf]) -> Leaf:
    row = rows.values_list("index", "kind", "reference", "digest").first()
    if row is None:
        raise LeafUnknown
    index, kind, reference, digest = row
    if index is None:
        raise LeafWaiting
    return Leaf(index, kind, reference, bytes(digest))


def inclusion(leaf: Leaf, size: int | None = None) -> Inclusion:
    """The proof of a leaf against the newest signed head, or against an older size."""
    covered = log.head().head.size
    if leaf.index >= covered:
        raise LeafWaiting
    asked = covered if size is None else size
    if not leaf.index < asked <= covered:
        raise SizeUnknown
    path = tuple(tree.inclusion(log.nodes(asked), leaf.index, asked))
    return Inclusion(leaf, asked, tree.root_by(leaf.hash, leaf.index, asked, path), path)


def consistency(first: int, second: int | None = None) -> Consistency:
    """The proof between two sizes, the second being the newest signed one if none is given."""
    covered = log.head().head.size
    last = covered if second is None else second
    if not 0 < first <= last <= covered:
        raise SizeUnknown
    nodes = log.nodes(last)
    path = tuple(tree.consistency(nodes, first, last))
    return Consistency(first, tree.root(nodes, first), last, tree.root(nodes, last), path)


def file(path: str) -> bytes:
    """A tile or a bundle of entries by its path below `tile/`, or `LeafUnknown`."""
    named = tiles.parse(path)
    if named is None:
        raise LeafUnknown
    level, position, width = named
    try:
        if isinstance(level, str):
            return tiles.bundle(publishing.entries(position, width))
        return log.Table().tile(level, position, width)
    except tiles.TileMissing:
        raise LeafUnknown from None


def public_keys() -> tuple[tuple[KeyFacts, PublicKey], ...]:
    """Every key that signs or signed heads, the newest first."""
    store = keys.store()
    held = (key for key in store.held() if key.purpose == sequencing.PURPOSE)
    return tuple((key, store.public(key.key_id)) for key in held)
