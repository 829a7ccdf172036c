"""The node as an operator meets it: start, stop, kill, start again."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.node import Node, until
from tongban.project import cli

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("node") / "data"


@pytest.fixture
def node(folder: Path) -> Iterator[Node]:
    running = Node(folder)
    running.await_ready()
    yield running
    running.stop()


def test_it_starts_and_a_signal_stops_all_of_it(node: Node) -> None:
    said = node.said()
    serving = [node.answers(path) for path in ("/healthz", "/readyz", "/metrics", "/")]
    node.process.send_signal(signal.SIGINT)
    code = node.await_end()

    assert serving == [200, 200, 200, 200]
    assert "damin" in said
    assert said.rstrip().endswith(f"ready: http://127.0.0.1:{node.port}/")
    assert (code, node.processes()) == (0, [])


def test_whatever_is_killed_comes_back_and_the_stop_command_ends_all(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(node.folder))

    _kill_children(node)
    _kill_database(node)
    again = _kill_parent(node)

    codes = [cli.main(["stop"]), cli.main(["stop"])]
    again.await_end()
    assert (codes, again.processes()) == ([0, 0], [])


def _kill_children(node: Node) -> None:
    for name in ("web", "worker"):
        old = node.child(name)
        os.kill(old, signal.SIGKILL)
        until(partial(_replaced, node, name, old), 20)

    until(lambda: node.answers("/readyz") == 200, 30)
    assert node.answers("/readyz") == 200


def _replaced(node: Node, name: str, old: int) -> bool:
    return node.child(name) != old


def _kill_database(node: Node) -> None:
    lines = (node.folder / "postgres" / "postmaster.pid").read_text().splitlines()
    os.kill(int(lines[0]), signal.SIGKILL)

    until(lambda: "the database ended" in node.said() and node.answers("/readyz") == 200, 40)
    assert node.answers("/readyz") == 200


def _kill_parent(node: Node) -> Node:
    """After a killed parent the next start recovers."""
    os.kill(node.process.pid, signal.SIGKILL)
    node.process.wait()

    again = Node(node.folder)
    again.await_ready()
    assert again.answers("/readyz") == 200
    return again


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"TONGBAN_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, "cannot be reached"),
        ({"TONGBAN_PORT": "nowhere"}, "TONGBAN_PORT"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, settings: dict[str, str], words: str) -> None:
    failing = Node(tmp_path / "data", **settings)

    code = failing.await_end()

    assert code == 1
    assert words in failing.said()
    assert failing.said().count("\n") == 1
    assert failing.processes() == []
