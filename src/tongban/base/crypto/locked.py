"""Small files that several processes write: one at a time, whole or not at all."""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Let one thread of one process pass at a time."""
    guard = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(guard, fcntl.LOCK_EX)  # released when the file is closed
        yield
    finally:
        os.close(guard)


def replace(path: Path, content: bytes) -> None:
    """Put the content in place; a reader sees the old file or the new one, never a part."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)  # noqa: PTH105 - the name is text
