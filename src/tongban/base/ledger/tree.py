"""The Merkle tree of RFC 6962, with SM3: roots, proofs, and their checks.

Pure: hashes of complete subtrees come from a function `nodes(level, position)`; level 0 are the
leaf hashes, and node (l, p) covers the leaves from p·2^l up to (p + 1)·2^l.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tongban.base.crypto import sm3
from tongban.base.crypto.errors import InvalidSeal

Nodes = Callable[[int, int], bytes]

EMPTY = sm3.digest(b"")
"""The root of a tree without leaves."""
# A digest that has begun is copied in half the time that it takes to begin one.
_LEAF, _NODE = sm3.begun(b"\x00"), sm3.begun(b"\x01")


class ProofInvalid(InvalidSeal):
    """The proof does not lead from what it starts with to the root it was asked for."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf."""
    running = _LEAF.copy()
    running.update(entry)
    return running.finalize()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    running = _NODE.copy()
    running.update(left + right)
    return running.finalize()


def root(nodes: Nodes, size: int) -> bytes:
    """The root of the tree of the first `size` leaves; O(log size) nodes are read."""
    return _range(nodes, 0, size) if size else EMPTY


def inclusion(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The path from leaf `index` to the root of the first `size` leaves, lowest first."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not among the first {size}")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range(nodes, middle, high))
            high = middle
        else:
            path.append(_range(nodes, low, middle))
            low = middle
    return path[::-1]


def consistency(nodes: Nodes, first: int, second: int) -> list[bytes]:
    """The proof that the tree of `first` leaves is the beginning of that of `second`."""
    if not 0 < first <= second:
        raise ValueError(f"{first} leaves are not the beginning of {second}")
    path: list[bytes] = []
    low, high = 0, second
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            path.append(_range(nodes, middle, high))
            high = middle
        else:
            path.append(_range(nodes, low, middle))
            low = middle
    if low:
        path.append(_range(nodes, low, high))
    return path[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes
) -> None:
    """Return if the path leads from the leaf's hash to the root, else raise `ProofInvalid`."""
    if root_by(leaf, index, size, path) != expected:
        raise ProofInvalid("the proof does not lead to this root")


def root_by(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root to which a path leads; raises `ProofInvalid` if it is too short or too long.

    The steps are those of RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        raise ProofInvalid("the leaf lies outside the tree")
    at, last, hashed = index, size - 1, leaf
    for beside in path:
        if last == 0:
            raise ProofInvalid("the proof is too long")
        if at & 1 or at == last:
            hashed = node_hash(beside, hashed)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            hashed = node_hash(hashed, beside)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofInvalid("the proof is too short")
    return hashed


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]
) -> None:
    """Return if the first tree is the beginning of the second, else raise `ProofInvalid`.

    The steps are those of RFC 9162, section 2.1.4.2; an empty tree begins every other.
    """
    if not 0 <= first <= second:
        raise ProofInvalid("the first tree is larger than the second")
    if first in {0, second}:
        same = first_root == second_root if first == second else first_root == EMPTY
        if path or not same:
            raise ProofInvalid("trees of these sizes need no proof, and these roots differ")
        return
    seen = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not seen or _both(first, second, seen) != (first_root, second_root):
        raise ProofInvalid("the proof does not lead to these roots")


def _both(first: int, second: int, seen: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The two roots to which a proof leads."""
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = seen[0]
    for beside in seen[1:]:
        if last == 0:
            raise ProofInvalid("the proof is too long")
        if at & 1 or at == last:
            old, new = node_hash(beside, old), node_hash(beside, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, beside)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofInvalid("the proof is too short")
    return old, new


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _range(nodes: Nodes, low: int, high: int) -> bytes:
    """The root over leaves low … high − 1, where low is a multiple of every subtree in it."""
    size = high - low
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return nodes(level, low >> level)
    middle = low + _split(size)
    return node_hash(_range(nodes, low, middle), _range(nodes, middle, high))
