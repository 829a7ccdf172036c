"""What must be right before the node starts; each fault is one clear line."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import socket
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tongban.project.config import Config

LEAST_FREE = 300 * 1024 * 1024
LEAST_PYTHON = (3, 11)


class CannotStart(Exception):
    """The node cannot start; the message is one line that says what to do."""


def check_python() -> None:
    """Decline a Python that is too old."""
    if sys.version_info < LEAST_PYTHON:
        found = ".".join(map(str, sys.version_info[:2]))
        raise CannotStart(f"Python 3.11 or newer is needed, this is {found}")


def check_folder(folder: Path) -> None:
    """Decline a data folder that cannot be written or has no room."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"x")
        probe.unlink()
        free = shutil.disk_usage(folder).free
    except OSError as refused:
        raise CannotStart(_folder_words(folder, refused)) from refused
    if free < LEAST_FREE:
        raise CannotStart(
            f"disk full: {free // 2**20} MB free in {folder}, "
            f"{LEAST_FREE // 2**20} MB are needed; free some or set TONGBAN_DATA_DIR"
        )


def _folder_words(folder: Path, refused: OSError) -> str:
    if refused.errno == errno.ENOSPC:
        return f"disk full: cannot write to {folder}; free some space or set TONGBAN_DATA_DIR"
    return f"cannot write to {folder}: {refused.strerror}; set TONGBAN_DATA_DIR to another folder"


def check_port(config: Config) -> None:
    """Decline a port that somebody else listens on."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as taken:
            raise CannotStart(
                f"port {config.port} on {config.host} is taken or not allowed "
                f"({taken.strerror}); set TONGBAN_PORT to another one"
            ) from taken


def stop_running(folder: Path) -> bool:
    """Ask the node on this folder to stop, and wait until it has; False when none runs."""
    note = folder / "node.lock"
    if not note.exists():
        return False
    with note.open("r+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.kill(int(handle.read()), signal.SIGTERM)
            fcntl.flock(handle, fcntl.LOCK_EX)  # held until the node is gone
            return True
    return False


def lock(folder: Path) -> IO[str]:
    """Hold the data folder for this process; the lock ends with the process, however it ends."""
    handle = (folder / "node.lock").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.seek(0)
        holder = handle.read().strip() or "?"
        handle.close()
        raise CannotStart(
            f"another node already runs on {folder} (process {holder}); "
            "stop it or set TONGBAN_DATA_DIR"
        ) from None
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
