"""A witness (见证方): keeps the heads of somebody's log and cries out when its past was changed.

Needs no database and no settings; the log is a folder of tiles or the address of one.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tongban.base.crypto.errors import InvalidSeal
from tongban.base.ledger import notes, tiles, tree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from tongban.base.crypto.sm2 import PublicKey
    from tongban.base.ledger.notes import SignedHead

_TIMEOUT = 20
_LARGEST = tiles.WIDTH * tiles.HASH


class Verdict(IntEnum):
    """How a look ended; the number is the exit code."""

    CONSISTENT = 0
    UNCERTAIN = 1
    CHANGED = 2


class Unreachable(Exception):
    """The log could not be read; that proves nothing against it."""


class StateBroken(Exception):
    """What was kept cannot be read; nothing is compared with a guess."""


class Place(Protocol):
    """Where the files of a log are."""

    def read(self, path: str, most: int) -> bytes | None:
        """The content, or None if there is no such file."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a log on a disk."""

    path: Path

    def read(self, path: str, most: int) -> bytes | None:
        """The content, or None if there is no such file."""
        target = self.path / path
        if not target.is_file():
            return None
        with target.open("rb") as file:
            return file.read(most + 1)


@dataclass(frozen=True, slots=True)
class Address:
    """The files of a log behind http or https."""

    base: str

    def read(self, path: str, most: int) -> bytes | None:
        """The content, or None if there is no such file; raises `Unreachable`."""
        try:
            with urllib.request.urlopen(f"{self.base}/{path}", timeout=_TIMEOUT) as answer:  # noqa: S310 - `place` let http only through
                content: bytes = answer.read(most + 1)
                return content
        except urllib.error.HTTPError as refused:
            if refused.code == 404:  # noqa: PLR2004
                return None
            raise Unreachable(f"{self.base}/{path}: status {refused.code}") from None
        except OSError as unreachable:
            raise Unreachable(f"{self.base}: {unreachable}") from None


@dataclass(frozen=True, slots=True)
class Remote:
    """The tiles at a place; a part that is gone is the beginning of the full tile."""

    place: Place

    def tile(self, level: int, position: int, width: int) -> bytes:
        """The first `width` hashes of a tile, or `TileMissing`."""
        found: bytes | None = None
        for each in dict.fromkeys((width, tiles.WIDTH)):
            found = found or self.place.read(f"tile/{tiles.name(level, position, each)}", _LARGEST)
        hashes = (found or b"")[: width * tiles.HASH]
        if len(hashes) != width * tiles.HASH:
            raise tiles.TileMissing(tiles.name(level, position, width))
        return hashes


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the log brought: the verdict in a sentence, and the heads behind it."""

    verdict: Verdict
    sentence: str
    kept: SignedHead | None = None
    seen: str = ""


def place(source: str) -> Place:
    """The place that was named: an address, or a folder."""
    if source.startswith(("http://", "https://")):
        return Address(source.rstrip("/"))
    return Folder(Path(source))


def look(
    source: Place, state: Path, keys: Sequence[PublicKey], *, now: datetime, patience: timedelta
) -> Look:
    """Read the log's head, hold it against the one kept in `state`, and keep what was seen.

    A head that is not signed by these keys, has fewer leaves than the kept one, or does not
    prove that it continues it, is evidence: both heads are written down, and the kept one stays.
    """
    kept = _kept(state)
    try:
        content = source.read(tiles.CHECKPOINT, notes.LONGEST)
        if content is None:
            return Look(Verdict.UNCERTAIN, "there is no tree head", kept)
        found = _judge(source, kept, content.decode("utf-8", "replace"), keys)
    except Unreachable as unreachable:
        return Look(Verdict.UNCERTAIN, str(unreachable), kept)
    if found.seen:
        _keep(state, found, now)
    if found.verdict is Verdict.CONSISTENT and now - notes.read(found.seen).head.at > patience:
        return Look(Verdict.UNCERTAIN, f"{found.sentence}, and the head is old", kept, found.seen)
    return found


def _judge(source: Place, kept: SignedHead | None, text: str, keys: Sequence[PublicKey]) -> Look:
    try:
        signed = notes.read(text)
        notes.verify(signed, keys)
    except (notes.NoteBroken, InvalidSeal) as wrong:
        return Look(Verdict.CHANGED, f"the head is not theirs: {wrong}", kept, text)
    if kept is None:
        return Look(Verdict.CONSISTENT, f"first head kept, {signed.head.size} leaves", None, text)
    old, new = kept.head, signed.head
    try:
        _require_consistent(source, kept, signed)
    except tiles.TileMissing as missing:
        return Look(Verdict.UNCERTAIN, f"the log does not give the proof: no tile {missing}", kept)
    except InvalidSeal as wrong:
        return Look(Verdict.CHANGED, str(wrong), kept, text)
    return Look(Verdict.CONSISTENT, f"from {old.size} to {new.size} leaves", kept, text)


def _require_consistent(source: Place, kept: SignedHead, signed: SignedHead) -> None:
    """Make the proof from their tiles and check it against both heads, or raise `InvalidSeal`."""
    old, new = kept.head, signed.head
    if new.origin != old.origin:
        raise InvalidSeal(f"another log: {new.origin}, not {old.origin}")
    if new.size < old.size:
        raise InvalidSeal(f"went back from {old.size} to {new.size} leaves")
    path: list[bytes] = []
    if 0 < old.size < new.size:
        nodes = tiles.Reader(Remote(source), new.size)
        path = tree.consistency(nodes, old.size, new.size)
    try:
        tree.verify_consistency(old.size, new.size, old.root, new.root, path)
    except tree.ProofInvalid:
        sentence = f"a fork: the {old.size} leaves seen before do not begin these {new.size}"
        raise InvalidSeal(sentence) from None


def _kept(state: Path) -> SignedHead | None:
    """The last head that was found consistent."""
    if not state.exists():
        return None
    try:
        lines = state.read_text(encoding="utf-8").splitlines()
        entries = [json.loads(line) for line in lines if line]
        good = [entry["seen"] for entry in entries if entry["verdict"] == Verdict.CONSISTENT.name]
        return notes.read(good[-1]) if good else None
    except (ValueError, KeyError, TypeError):
        raise StateBroken(f"{state} is not what a witness writes") from None


def _keep(state: Path, found: Look, now: datetime) -> None:
    """Add what was seen to the state; with a difference both heads, as evidence."""
    entry = {
        "at": now.isoformat(timespec="seconds"),
        "verdict": found.verdict.name,
        "sentence": found.sentence,
        "seen": found.seen,
    }
    if found.verdict is Verdict.CHANGED and found.kept is not None:
        entry["kept"] = found.kept.note
    state.parent.mkdir(parents=True, exist_ok=True)
    with state.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")
