"""The log as files: readable without any program of ours, whole at every moment."""

from __future__ import annotations

import shutil
from datetime import UTC
from pathlib import Path

import pytest

from tests.base.ledger import rfc6962
from tests.base.ledger.circumstances import NOON, entries, look_at_somebody, minutes, write
from tests.identity.factories import YANG_DAMIN
from tongban.base.ledger import keeping, notes, publishing, tiles, tree, witness

pytestmark = pytest.mark.django_db


def listed(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_the_folder_holds_the_log_in_the_layout_of_tlog_tiles(own_folder: Path) -> None:
    write(300)

    keeping.keep_up(now=NOON)

    assert listed(own_folder) == {
        "checkpoint",
        "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1",
        "tile/entries/000", "tile/entries/001.p/44",
    }  # fmt: skip
    lines = (own_folder / "checkpoint").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["tongban.ledger/230102", "300"]
    assert lines[3] == f"time {NOON.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("steps", [(0,), (1, 1), (255, 1, 1), (256, 256), (10, 600, 3)])
def test_the_files_alone_prove_everything(own_folder: Path, steps: tuple[int, ...]) -> None:
    for nth, step in enumerate(steps):
        write(step)
        keeping.keep_up(now=minutes(nth))
    signed = notes.read((own_folder / "checkpoint").read_text(encoding="utf-8"))

    remote = witness.Remote(witness.Folder(own_folder))
    size = sum(steps)
    read: list[bytes] = []
    for position in range(-(-size // 256)):
        path = tiles.name(tiles.ENTRIES, position, tiles.width_of(0, position, size))
        read += tiles.unbundle((own_folder / "tile" / path).read_bytes())

    assert read == entries()
    assert signed.head.size == size
    assert signed.head.root == rfc6962.MTH(read)
    assert tree.root(tiles.Reader(remote, size), size) == signed.head.root


def test_parts_go_when_the_tile_is_full(own_folder: Path) -> None:
    for nth, step in enumerate((100, 100, 56)):
        write(step)
        keeping.keep_up(now=minutes(nth))

    assert listed(own_folder) == {"checkpoint", "tile/0/000", "tile/1/000.p/1", "tile/entries/000"}
    remote = witness.Remote(witness.Folder(own_folder))
    assert remote.tile(0, 0, 100) == (own_folder / "tile/0/000").read_bytes()[: 100 * 32]


def test_a_folder_that_was_lost_is_written_again(own_folder: Path) -> None:
    write(300)
    keeping.keep_up(now=NOON)
    before, tile = listed(own_folder), (own_folder / "tile/0/000").read_bytes()
    shutil.rmtree(own_folder)

    keeping.keep_up(now=NOON)

    assert listed(own_folder) == before
    assert (own_folder / "tile/0/000").read_bytes() == tile


def test_an_older_head_is_not_published_over_a_newer_one(own_folder: Path) -> None:
    write(1)
    old = keeping.keep_up(now=NOON)
    write(1)
    new = keeping.keep_up(now=minutes(1))

    publishing.publish(old)

    assert publishing.published() == new


def test_nothing_of_a_person_is_in_any_file(own_folder: Path) -> None:
    subject = look_at_somebody("窗口收件核对样大民")

    keeping.keep_up(now=NOON)

    content = b"".join(path.read_bytes() for path in own_folder.rglob("*") if path.is_file())
    assert b'"kind":"access"' in content
    for secret in ("样", YANG_DAMIN[1], "窗口", "样例人员", str(subject), "office"):
        assert secret.encode() not in content
