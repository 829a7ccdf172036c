"""Tiles: their names, their growth, and the bundles of entries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import binary, integers, lists

from tongban.base.crypto import sm3
from tongban.base.ledger import tiles, tree


def hashes(count: int, first: int = 0) -> list[bytes]:
    return [sm3.digest(str(n).encode()) for n in range(first, first + count)]


@pytest.mark.parametrize(
    ("level", "position", "width", "path"),
    [
        (0, 0, 256, "0/000"),
        (0, 67, 256, "0/067"),
        (1, 1234067, 256, "1/x001/x234/067"),
        ("entries", 1000, 3, "entries/x001/000.p/3"),
        (7, 999, 255, "7/999.p/255"),
    ],
)
def test_names_are_those_of_tlog_tiles(
    level: int | str, position: int, width: int, path: str
) -> None:
    assert tiles.name(level, position, width) == path
    assert tiles.parse(path) == (level, position, width)


@pytest.mark.parametrize(
    "path",
    [
        "", "0", "8/000", "0/00", "0/0000", "0/x000/001", "0/001/002", "0/000.p/0", "0/000.p/256",
        "0/000.p/01", "0/000.p/999", "entries", "0/../000", "-1/000", "0/０００", "0/000\n",
        "0/x001/x001/x001/x001/x001/x001/001",
    ],
)  # fmt: skip
def test_another_spelling_names_nothing(path: str) -> None:
    assert tiles.parse(path) is None


@given(steps=lists(integers(0, 400), max_size=6))
def test_growing_in_steps_makes_the_tiles_of_growing_at_once(steps: list[int]) -> None:
    whole = tiles.Growth().extend(hashes(sum(steps)))
    growing, made = tiles.Growth(), {}
    for step in steps:
        made.update(growing.extend(hashes(step, growing.size)))

    assert made == whole
    assert growing.size == sum(steps)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 65_535, 65_536, 65_793])
def test_the_right_edge_alone_tells_the_root(size: int) -> None:
    growth = tiles.Growth()
    made = growth.extend(hashes(size))
    position, width = divmod(size, tiles.WIDTH)

    class All:
        def tile(self, level: int, position: int, width: int) -> bytes:
            return made[level, position][: width * tiles.HASH]

    edge = tree.root(tiles.Reader(growth, size), size)

    assert edge == tree.root(tiles.Reader(All(), size), size)
    if width:
        assert made[0, position] == b"".join(hashes(width, position * tiles.WIDTH))


def test_a_tile_that_is_not_there_is_no_empty_one() -> None:
    class Short:
        def tile(self, level: int, position: int, width: int) -> bytes:
            return bytes(tiles.HASH * (width - 1) * (1 + level + position))[: (width - 1) * 32]

    with pytest.raises(tiles.TileMissing):
        tree.root(tiles.Reader(Short(), 300), 300)
    with pytest.raises(tiles.TileMissing):
        tiles.Growth().tile(0, 0, 1)


@given(entries=lists(binary(max_size=300), max_size=20))
def test_a_bundle_gives_its_entries_back(entries: list[bytes]) -> None:
    packed = tiles.bundle(entries)

    assert tiles.unbundle(packed) == entries
    if packed and entries[-1]:
        with pytest.raises(ValueError, match="within an entry"):
            tiles.unbundle(packed[:-1])
    with pytest.raises(ValueError, match="within an entry"):
        tiles.unbundle(packed + b"\x01")
