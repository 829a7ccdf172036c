"""A running node for tests: the command that an operator types, in a folder of its own."""

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

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
READY_WITHIN = 180
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

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        return self.log.read_text()

    def await_ready(self) -> None:
        until(lambda: "ready: http://127.0.0.1:" in self.said() or self._ended(), READY_WITHIN)
        assert "ready: http" in self.said(), self.said()

    def await_end(self) -> int:
        until(self._ended, GONE_WITHIN)
        return int(self.process.returncode)

    def stop(self) -> None:
        """End it as an operator does, if it has not ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.await_end()

    def _ended(self) -> bool:
        return self.process.poll() is not None

    def child(self, name: str) -> int:
        return int(json.loads((self.folder / "children.json").read_text())[name])

    def run(self, module: str, *words: str) -> str:
        """What a module prints that runs with the settings of the node."""
        environment = psutil.Process(self.child("web")).environ()
        printed = subprocess.run(  # noqa: S603 - the module is one of ours
            [sys.executable, "-m", module, *words],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert printed.returncode == 0, printed.stderr
        return printed.stdout

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


def until(done: Callable[[], bool], seconds: float) -> None:
    """Wait until it is done, at most so long; the caller asserts what he needs."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not done():
        time.sleep(0.2)
