"""The log as files: tiles, bundles of entries, and the newest head, under `data_dir/ledger`."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings

from tongban.base.ledger import canonical, log, notes, tiles
from tongban.base.ledger.models import LedgerLeaf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tongban.base.ledger.notes import SignedHead


class PastChanged(RuntimeError):
    """What was published is not the beginning of what the database has now.

    The database was restored from an old copy, or rewritten.  To sign on would fork the log, so
    nothing is signed until an operator has looked; `docs/ledger.md` says what to do.
    """


def folder() -> Path:
    """Where the files of the log are."""
    place: Path = settings.TONGBAN.data_dir.resolve() / "ledger"
    return place


def published() -> SignedHead | None:
    """The head that the files were written for; None before the first."""
    path = folder() / tiles.CHECKPOINT
    return notes.read(path.read_text(encoding="utf-8")) if path.exists() else None


def require_same_past() -> None:
    """Raise `PastChanged` unless the published head is one of this log."""
    kept = published()
    if kept is None:
        return
    size = log.size()
    if kept.head.size > size:
        raise PastChanged(f"{kept.head.size} leaves are published, the database has {size}")
    if log.root(kept.head.size) != kept.head.root:
        raise PastChanged(f"the first {kept.head.size} leaves are not those that were published")


def publish(signed: SignedHead) -> None:
    """Write what the files lack for this head, and the head itself last.

    Whoever reads sees the old head with all it needs or the new one with all it needs.  Killed on
    the way, the next call writes the same files again.
    """
    with _sole_writer():
        require_same_past()
        kept = published()
        if kept is not None and kept.head.size > signed.head.size:
            return
        for path, content in files(kept.head.size if kept else 0, signed.head.size):
            _write(path, content)
        _write(tiles.CHECKPOINT, signed.note.encode())
        _sync_folders()


def files(old: int, new: int) -> Iterator[tuple[str, bytes]]:
    """Every file that a log of `new` leaves has and one of `old` leaves had not."""
    level = 0
    while new >> tiles.HEIGHT * level:
        for position in _touched(old >> tiles.HEIGHT * level, new >> tiles.HEIGHT * level):
            width = tiles.width_of(level, position, new)
            hashes = log.Table().tile(level, position, width)
            yield f"tile/{tiles.name(level, position, width)}", hashes
        level += 1
    for position in _touched(old, new):
        width = tiles.width_of(0, position, new)
        content = tiles.bundle(entries(position, width))
        yield f"tile/{tiles.name(tiles.ENTRIES, position, width)}", content


def _touched(old: int, new: int) -> range:
    """The tiles of a level that hold anything new."""
    return range(old // tiles.WIDTH, -(-new // tiles.WIDTH)) if new > old else range(0)


def entries(position: int, width: int) -> list[bytes]:
    """The entries of a bundle, or `TileMissing`."""
    first = position * tiles.WIDTH
    rows = LedgerLeaf.objects.filter(index__gte=first, index__lt=first + width).order_by("index")
    found = [
        canonical.entry(kind, reference, bytes(digest))
        for kind, reference, digest in rows.values_list("kind", "reference", "digest")
    ]
    if len(found) != width:
        raise tiles.TileMissing(tiles.name(tiles.ENTRIES, position, width))
    return found


def _write(path: str, content: bytes) -> None:
    """Put a file in place whole; parts of a tile that is full now are taken away."""
    target = folder() / path
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.new")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)
    parts = target.with_name(f"{target.name}.p")
    if parts.is_dir():
        shutil.rmtree(parts)


def _sync_folders() -> None:
    opened = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _sole_writer() -> Iterator[None]:
    folder().mkdir(parents=True, exist_ok=True)
    guard = os.open(folder() / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(guard, fcntl.LOCK_EX)  # released when the file is closed
        yield
    finally:
        os.close(guard)
