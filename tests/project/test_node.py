"""The node as an operator meets it: start, stop, kill, start again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from tongban.project import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

READY_WITHIN = 90
GONE_WITHIN = 25


class Node:
    """A running `tongban demo` in a folder of its own."""

    def __init__(self, folder: Path, **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        own = ("TONGBAN_", "DJANGO_")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(own)}
        environment |= {"TONGBAN_DATA_DIR": str(folder), "TONGBAN_PORT": str(self.port)}
        self.log = folder.parent / f"{folder.name}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tongban.project.cli", "demo"],
                env=environment | settings,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text()

    def await_ready(self) -> None:
        _until(lambda: "ready: http://127.0.0.1:" in self.said() or self._ended(), READY_WITHIN)
        assert "ready: http" in self.said(), self.said()

    def await_end(self) -> int:
        _until(self._ended, GONE_WITHIN)
        return int(self.process.returncode)

    def _ended(self) -> bool:
        return self.process.poll() is not None

    def child(self, name: str) -> int:
        return int(json.loads((self.folder / "children.json").read_text())[name])

    def answers(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as got:
                return int(got.status)
        except OSError as refused:
            return int(getattr(refused, "code", 0))

    def processes(self) -> list[psutil.Process]:
        """Every process that works for this folder, the database among them."""
        found = []
        for process in psutil.process_iter():
            try:
                words = " ".join(process.cmdline()) + process.environ().get("TONGBAN_DATA_DIR", "")
            except psutil.Error:
                continue
            if str(self.folder) in words and process.pid != os.getpid():
                found.append(process)
        return found


def _until(done: object, seconds: float) -> None:
    assert callable(done)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if done():
            return
        time.sleep(0.2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("node") / "data"


@pytest.fixture
def node(folder: Path) -> Iterator[Node]:
    running = Node(folder)
    running.await_ready()
    yield running
    if running.process.poll() is None:
        running.process.send_signal(signal.SIGTERM)
        running.await_end()


def test_it_starts_and_a_signal_stops_all_of_it(node: Node) -> None:
    said = node.said()
    serving = [node.answers(path) for path in ("/healthz", "/readyz", "/metrics", "/")]
    node.process.send_signal(signal.SIGINT)
    code = node.await_end()

    assert serving == [200, 200, 200, 200]
    assert "damin" in said
    assert said.rstrip().endswith(f"ready: http://127.0.0.1:{node.port}/")
    assert (code, node.processes()) == (0, [])


def test_the_stop_command_ends_it_and_waits(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(node.folder))

    codes = [cli.main(["stop"]), cli.main(["stop"])]

    node.await_end()
    assert (codes, node.processes()) == ([0, 0], [])


def test_killed_children_come_back(node: Node) -> None:
    for name in ("web", "worker"):
        old = node.child(name)
        os.kill(old, signal.SIGKILL)
        _until(lambda old=old, name=name: node.child(name) != old, 20)

    _until(lambda: node.answers("/readyz") == 200, 30)
    assert node.answers("/readyz") == 200


def test_a_killed_database_comes_back(node: Node) -> None:
    lines = (node.folder / "postgres" / "postmaster.pid").read_text().splitlines()
    os.kill(int(lines[0]), signal.SIGKILL)

    _until(lambda: "the database ended" in node.said() and node.answers("/readyz") == 200, 40)
    assert node.answers("/readyz") == 200


def test_after_a_killed_parent_the_next_start_recovers(node: Node, folder: Path) -> None:
    os.kill(node.process.pid, signal.SIGKILL)
    node.process.wait()

    again = Node(folder)
    again.await_ready()
    ready = again.answers("/readyz")
    again.process.send_signal(signal.SIGTERM)
    again.await_end()

    assert (ready, again.processes()) == (200, [])


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
