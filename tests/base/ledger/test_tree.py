"""The tree does what RFC 6962 says, judged by a second implementation of its text."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis.strategies import composite, integers, sampled_from

from tests.base.ledger import rfc6962
from tongban.base.ledger import tiles, tree

LARGEST = 700
ENTRIES = [f"entry {n}".encode() for n in range(LARGEST)]


@cache
def log(size: int) -> tuple[dict[tuple[int, int], bytes], tiles.Reader]:
    """The tiles of the first entries, and their nodes."""
    made = tiles.Growth().extend(tree.leaf_hash(entry) for entry in ENTRIES[:size])
    return made, tiles.Reader(Held(made), size)


class Held:
    """Tiles in memory."""

    def __init__(self, made: dict[tuple[int, int], bytes]) -> None:
        self.made = made

    def tile(self, level: int, position: int, width: int) -> bytes:
        return self.made.get((level, position), b"")[: width * tiles.HASH]


@composite
def two_sizes(draw: object) -> tuple[int, int]:
    second = draw(integers(1, LARGEST))  # type: ignore[operator]
    return draw(integers(1, second)), second  # type: ignore[operator]


EDGES = [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 640, LARGEST]


@pytest.mark.parametrize("size", EDGES)
def test_the_root_is_that_of_the_rfc(size: int) -> None:
    assert tree.root(log(size)[1], size) == rfc6962.MTH(ENTRIES[:size])


def test_a_tree_without_leaves_has_the_root_of_the_rfc() -> None:
    assert tree.EMPTY == rfc6962.MTH([]) == tree.root(lambda _level, _position: b"", 0)


@given(sizes=two_sizes())
def test_an_inclusion_proof_is_that_of_the_rfc_and_is_accepted(sizes: tuple[int, int]) -> None:
    place, size = sizes
    index = place - 1

    path = tree.inclusion(log(LARGEST)[1], index, size)

    leaf, root = tree.leaf_hash(ENTRIES[index]), rfc6962.MTH(ENTRIES[:size])
    assert path == rfc6962.PATH(index, ENTRIES[:size])
    assert rfc6962.root_from_path(index, size, leaf, path) == root
    tree.verify_inclusion(leaf, index, size, path, root)


@given(sizes=two_sizes())
def test_a_consistency_proof_is_that_of_the_rfc_and_is_accepted(sizes: tuple[int, int]) -> None:
    first, second = sizes

    path = tree.consistency(log(LARGEST)[1], first, second)

    old, new = rfc6962.MTH(ENTRIES[:first]), rfc6962.MTH(ENTRIES[:second])
    assert path == rfc6962.PROOF(first, ENTRIES[:second])
    assert rfc6962.roots_from_proof(first, second, True, old, path) == (old, new)
    tree.verify_consistency(first, second, old, new, path)


@given(sizes=two_sizes(), bit=integers(0, 10_000), part=sampled_from(["path", "leaf", "root"]))
def test_one_flipped_bit_of_an_inclusion_proof_is_refused(
    sizes: tuple[int, int], bit: int, part: str
) -> None:
    place, size = sizes
    path = tree.inclusion(log(LARGEST)[1], place - 1, size)
    leaf, root = tree.leaf_hash(ENTRIES[place - 1]), rfc6962.MTH(ENTRIES[:size])
    if part == "path" and path:
        path[bit % len(path)] = flipped(path[bit % len(path)], bit)
    elif part == "leaf":
        leaf = flipped(leaf, bit)
    else:
        root = flipped(root, bit)

    with pytest.raises(tree.ProofInvalid):
        tree.verify_inclusion(leaf, place - 1, size, path, root)


@given(sizes=two_sizes(), bit=integers(0, 10_000), part=sampled_from(["path", "old", "new"]))
def test_one_flipped_bit_of_a_consistency_proof_is_refused(
    sizes: tuple[int, int], bit: int, part: str
) -> None:
    first, second = sizes
    path = tree.consistency(log(LARGEST)[1], first, second)
    old, new = rfc6962.MTH(ENTRIES[:first]), rfc6962.MTH(ENTRIES[:second])
    if part == "path" and path:
        path[bit % len(path)] = flipped(path[bit % len(path)], bit)
    elif part == "old":
        old = flipped(old, bit)
    else:
        new = flipped(new, bit)

    with pytest.raises(tree.ProofInvalid):
        tree.verify_consistency(first, second, old, new, path)


def flipped(content: bytes, bit: int) -> bytes:
    at, inner = divmod(bit % (len(content) * 8), 8)
    return content[:at] + bytes([content[at] ^ 1 << inner]) + content[at + 1 :]


@given(sizes=two_sizes())
def test_a_proof_with_a_hash_more_or_less_is_refused(sizes: tuple[int, int]) -> None:
    first, second = sizes
    nodes = log(LARGEST)[1]
    old, new = tree.root(nodes, first), tree.root(nodes, second)
    leaf, inside = tree.leaf_hash(ENTRIES[first - 1]), tree.inclusion(nodes, first - 1, second)
    path = tree.consistency(nodes, first, second)

    for wrong in (inside[:-1] if inside else [new], [*inside, new], [new, *inside]):
        with pytest.raises(tree.ProofInvalid):
            tree.verify_inclusion(leaf, first - 1, second, wrong, new)
    for wrong in (path[:-1] if path else [new], [*path, new], [new, *path]):
        with pytest.raises(tree.ProofInvalid):
            tree.verify_consistency(first, second, old, new, wrong)


@given(sizes=two_sizes())
def test_a_proof_for_another_place_or_size_is_refused(sizes: tuple[int, int]) -> None:
    place, size = sizes
    nodes = log(LARGEST)[1]
    leaf, root = tree.leaf_hash(ENTRIES[place - 1]), tree.root(nodes, size)
    path = tree.inclusion(nodes, place - 1, size)

    for index in {place - 2, place, size, -1} - {place - 1}:
        with pytest.raises(tree.ProofInvalid):
            tree.verify_inclusion(leaf, index, size, path, root)


def test_sizes_that_cannot_be_are_refused() -> None:
    nodes = log(8)[1]

    for index, size in ((8, 8), (-1, 8), (0, 0)):
        with pytest.raises(ValueError, match="not among"):
            tree.inclusion(nodes, index, size)
    for first, second in ((0, 8), (5, 4)):
        with pytest.raises(ValueError, match="not the beginning"):
            tree.consistency(nodes, first, second)
    with pytest.raises(tree.ProofInvalid):
        tree.verify_consistency(5, 4, tree.root(nodes, 5), tree.root(nodes, 4), [])
    with pytest.raises(tree.ProofInvalid):
        tree.verify_consistency(0, 4, b"x" * 32, tree.root(nodes, 4), [])
    tree.verify_consistency(0, 4, tree.EMPTY, tree.root(nodes, 4), [])


def test_a_proof_reads_no_more_tiles_than_levels() -> None:
    made, _ = log(LARGEST)
    asked: list[tuple[int, int]] = []

    class Counting(Held):
        def tile(self, level: int, position: int, width: int) -> bytes:
            asked.append((level, position))
            return super().tile(level, position, width)

    tree.inclusion(tiles.Reader(Counting(made), LARGEST), 300, LARGEST)

    # the leaf's own tile, the one above, and the unfinished one at the right edge
    assert len(asked) == len(set(asked)) <= 3
