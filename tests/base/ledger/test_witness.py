"""A witness keeps heads and cries out when a past that it saw was changed."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tongban.base.crypto import sm2
from tongban.base.ledger import notes, tiles, tree, witness
from tongban.base.ledger.witness import Verdict
from tongban.project import cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tongban.base.crypto.sm2 import PrivateKey

NOW = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
PATIENCE = timedelta(minutes=10)


class Publisher:
    """Somebody's log, published as files; `rewrite` gives it another past."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, sm2.generate()
        self.leaves: list[bytes] = []
        self.origin = "tongban.ledger/230102"

    def grow(self, count: int, words: str = "leaf") -> Publisher:
        first = len(self.leaves)
        self.leaves += [f"{words} {n}".encode() for n in range(first, first + count)]
        return self

    def publish(self, *, minute: int = 0, key: PrivateKey | None = None, broken: str = "") -> None:
        made = tiles.Growth().extend(tree.leaf_hash(leaf) for leaf in self.leaves)
        for (level, position), hashes in made.items():
            name = tiles.name(level, position, len(hashes) // tiles.HASH)
            self.write(f"tile/{name}", hashes)
        self.write(tiles.CHECKPOINT, self.note(made, minute, key or self.key).encode())
        if broken:
            self.write(broken, b"\x00" * (self.folder / broken).stat().st_size)

    def note(self, made: dict[tuple[int, int], bytes], minute: int, key: PrivateKey) -> str:
        class Made:
            def tile(self, level: int, position: int, width: int) -> bytes:
                return made[level, position][: width * tiles.HASH]

        size = len(self.leaves)
        root = tree.root(tiles.Reader(Made(), size), size)
        head = notes.Head(self.origin, size, root, NOW + timedelta(minutes=minute))
        hint = notes.hint(self.origin, key.public)
        return notes.SignedHead(head, hint, sm2.sign(key, head.text.encode())).note

    def write(self, path: str, content: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    return Publisher(tmp_path / "log")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "witness" / "heads"


def look(publisher: Publisher, state: Path, *, minute: int = 0) -> witness.Look:
    return witness.look(
        witness.Folder(publisher.folder),
        state,
        [publisher.key.public],
        now=NOW + timedelta(minutes=minute),
        patience=PATIENCE,
    )


def kept(state: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in state.read_text(encoding="utf-8").splitlines()]


def test_heads_of_a_log_that_only_grows_are_kept(publisher: Publisher, state: Path) -> None:
    verdicts = []
    for minute, count in enumerate((0, 1, 299, 0, 500)):
        publisher.grow(count).publish(minute=minute)
        verdicts.append(look(publisher, state, minute=minute).verdict)

    assert verdicts == [Verdict.CONSISTENT] * 5
    assert [notes.read(entry["seen"]).head.size for entry in kept(state)] == [0, 1, 300, 300, 800]


@pytest.mark.parametrize(("common", "own", "other"), [(0, 5, 5), (200, 57, 57), (300, 10, 400)])
def test_a_fork_is_cried_out_with_both_heads_and_again_each_time(
    publisher: Publisher, state: Path, common: int, own: int, other: int
) -> None:
    publisher.grow(common + own).publish()
    look(publisher, state)
    first = (publisher.folder / tiles.CHECKPOINT).read_text(encoding="utf-8")
    publisher.leaves = publisher.leaves[:common]
    publisher.grow(other, "another").publish(minute=1)
    second = (publisher.folder / tiles.CHECKPOINT).read_text(encoding="utf-8")

    seen, again = look(publisher, state, minute=1), look(publisher, state, minute=1)

    assert seen.verdict is again.verdict is Verdict.CHANGED
    assert "a fork" in seen.sentence
    evidence = kept(state)[1]
    assert (evidence["kept"], evidence["seen"]) == (first, second)


def test_a_log_that_went_back_is_cried_out(publisher: Publisher, state: Path) -> None:
    publisher.grow(300).publish()
    look(publisher, state)
    publisher.leaves = publisher.leaves[:299]
    publisher.publish(minute=1)

    seen = look(publisher, state, minute=1)

    assert (seen.verdict, seen.sentence) == (Verdict.CHANGED, "went back from 300 to 299 leaves")


def test_a_head_that_others_signed_is_cried_out(publisher: Publisher, state: Path) -> None:
    publisher.grow(3).publish()
    look(publisher, state)
    publisher.grow(3).publish(key=sm2.generate())

    assert look(publisher, state).verdict is Verdict.CHANGED
    publisher.write(tiles.CHECKPOINT, b"\xff no head at all")
    assert look(publisher, state).verdict is Verdict.CHANGED
    publisher.origin = "tongban.ledger/110101"
    publisher.publish()
    assert "another log" in look(publisher, state).sentence

    publisher.origin = "tongban.ledger/230102"
    publisher.publish()
    assert look(publisher, state).verdict is Verdict.CONSISTENT


def test_tiles_that_do_not_prove_the_head_are_cried_out(publisher: Publisher, state: Path) -> None:
    publisher.grow(300).publish()
    look(publisher, state)
    publisher.grow(300).publish(broken="tile/0/001")

    assert look(publisher, state).verdict is Verdict.CHANGED


def test_a_proof_that_is_withheld_is_not_taken_for_one(publisher: Publisher, state: Path) -> None:
    publisher.grow(301).publish()
    look(publisher, state)
    publisher.grow(300).publish()
    (publisher.folder / "tile/0/001").unlink()

    seen = look(publisher, state)

    assert (seen.verdict, len(kept(state))) == (Verdict.UNCERTAIN, 1)
    publisher.publish()
    assert look(publisher, state).verdict is Verdict.CONSISTENT


def test_a_part_that_became_a_full_tile_still_proves(publisher: Publisher, state: Path) -> None:
    publisher.grow(200).publish()
    look(publisher, state)
    publisher.grow(30).publish()
    checkpoint = (publisher.folder / tiles.CHECKPOINT).read_bytes()
    publisher.grow(100).publish()
    publisher.write(tiles.CHECKPOINT, checkpoint)
    for part in publisher.folder.glob("tile/0/000.p/*"):
        part.unlink()

    assert look(publisher, state).verdict is Verdict.CONSISTENT


def test_a_log_that_stands_still_or_is_silent_is_told(publisher: Publisher, state: Path) -> None:
    assert look(publisher, state).verdict is Verdict.UNCERTAIN
    publisher.grow(3).publish()

    fresh, old = look(publisher, state, minute=10), look(publisher, state, minute=11)

    assert (fresh.verdict, old.verdict) == (Verdict.CONSISTENT, Verdict.UNCERTAIN)
    assert "old" in old.sentence


def test_a_state_that_is_broken_is_not_guessed_at(publisher: Publisher, state: Path) -> None:
    publisher.grow(3).publish()
    look(publisher, state)
    for spoilt in ("{", "[]\n", '{"verdict": "CONSISTENT"}', '{"verdict":"CONSISTENT","seen":"x"}'):
        state.write_text(spoilt, encoding="utf-8")

        with pytest.raises(witness.StateBroken):
            look(publisher, state)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def address(publisher: Publisher) -> Iterator[str]:
    publisher.grow(300).publish()
    handler = functools.partial(Quiet, directory=str(publisher.folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def command(source: str, state: Path, publisher: Publisher, *more: str) -> int:
    key = state.parent.parent / "key.pem"
    key.write_text(publisher.key.public.to_pem(), encoding="ascii")
    words = ["ledger", "witness", source, "--state", str(state), "--key", str(key)]
    return cli.main([*words, "--minutes", "100000000", *more])


def test_anybody_can_be_a_witness_by_command(
    address: str, publisher: Publisher, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(address, state, publisher) == 0
    publisher.grow(300).publish()
    assert command(address, state, publisher) == 0
    assert "from 300 to 600 leaves" in capsys.readouterr().out
    publisher.leaves = []
    publisher.grow(700, "another").publish()
    assert command(address, state, publisher) == 2
    told = capsys.readouterr().err
    assert told.startswith("changed: a fork: the 600 leaves seen before do not begin these 700")
    assert "\nkept:\ntongban.ledger/230102\n600\n" in told
    assert "\nseen:\ntongban.ledger/230102\n700\n" in told


def test_the_command_tells_what_it_cannot_read(
    address: str, publisher: Publisher, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(f"{address}nothing", state, publisher) == 1
    assert command("http://127.0.0.1:1", state, publisher) == 1
    assert command(address, state, publisher, "--minutes", "1") == 1
    assert command(address, state, publisher, "--key", str(state.parent / "none.pem")) == 1
    no_key = state.parent / "no_key.pem"
    no_key.write_text("nothing", encoding="ascii")
    assert command(address, state, publisher, "--key", str(no_key)) == 1
    state.write_text("{", encoding="utf-8")
    assert command(address, state, publisher) == 1
    assert "is not what a witness writes" in capsys.readouterr().err
