"""Keys in a folder, one JSON file each, owner's eyes only."""

from __future__ import annotations

import fcntl
import functools
import os
import secrets
import stat
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base.crypto.errors import InvalidKey
from tongban.base.crypto.keys import records
from tongban.base.crypto.keys.facts import (
    MANY,
    PURPOSES,
    SAMPLE_ONLY,
    SINGLE,
    KeyFacts,
    KeyMissing,
    KeyTrouble,
    KeyUnknown,
    Secret,
    Signature,
    State,
)
from tongban.base.crypto.keys.records import Key, KeyFileInvalid, KeysExposed, Record
from tongban.base.crypto.keys.vaults import PlainVault
from tongban.base.crypto.sm2 import PublicKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from tongban.base.crypto.keys.vaults import Signer, Vault

__all__ = ["FileKeyStore", "KeyFileInvalid", "KeysExposed"]

OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class _Ring:
    """Everything in the folder at one moment; replaced whole, so threads need no lock."""

    stamp: int
    by_id: Mapping[str, Key]
    by_purpose: Mapping[str, tuple[Key, ...]]  # newest first


class FileKeyStore:
    """A key store in a folder that several processes may share.

    A key made or retired by another process is noticed at the next use.  Files that others
    may read raise `KeysExposed`; nothing is guessed about a file that cannot be understood.
    With `samples` every key it makes is marked as made for demonstration, whoever asks.
    """

    def __init__(self, path: Path, *, vault: Vault | None = None, samples: bool = False) -> None:
        self.path = path
        self.vault: Vault = vault or PlainVault()
        self.samples = samples
        self._ring = _Ring(-1, {}, {})
        self._opened: dict[str, tuple[tuple[int, ...], Key]] = {}

    def held(self) -> tuple[KeyFacts, ...]:
        """Every key, newest first."""
        facts = [key.facts for key in self._current().by_id.values()]
        return tuple(sorted(facts, key=lambda key: (key.created_at, key.key_id), reverse=True))

    def sign(self, purpose: str, message: bytes) -> Signature:
        """Sign with the active key of a purpose, or raise `KeyMissing`."""
        return _signed(self._active(purpose), message)

    def sign_by(self, key_id: str, message: bytes) -> Signature:
        """Sign with one active key, or raise `KeyUnknown`, or `KeyMissing` if it is retired."""
        self._current()  # another process may have retired it
        key = self._by_id(key_id)
        if key.facts.state is not State.ACTIVE:
            raise KeyMissing(f"key {key_id} is retired and signs no more")
        return _signed(key, message)

    def public(self, key_id: str) -> PublicKey:
        """The public half of an SM2 key, active or retired, or raise `KeyUnknown`."""
        try:
            return _sm2_key(self._signer(key_id).public_der())
        except InvalidKey:
            raise KeyUnknown(f"key {key_id} is no SM2 key") from None

    def public_der(self, key_id: str) -> bytes:
        """The public half of any signing key as SubjectPublicKeyInfo, or raise `KeyUnknown`."""
        return self._signer(key_id).public_der()

    def secret(self, purpose: str) -> Secret:
        """The active symmetric key of a purpose, or raise `KeyMissing`."""
        found = self._active(purpose).secret
        if found is None:
            raise KeyMissing(f"keys for {purpose} only sign")
        return found

    def secrets(self, purpose: str) -> tuple[Secret, ...]:
        """Every symmetric key of a purpose, the active one first, or raise `KeyMissing`."""
        active = self.secret(purpose)
        held = self._current().by_purpose[purpose]
        others = (key.secret for key in held if key.facts.key_id != active.key_id)
        return active, *(secret for secret in others if secret is not None)

    def secret_by_id(self, key_id: str) -> Secret:
        """A symmetric key, active or retired, or raise `KeyUnknown`."""
        found = self._by_id(key_id).secret
        if found is None:
            raise KeyUnknown(f"key {key_id} only signs")
        return found

    def create(self, purpose: str, *, now: datetime, sample: bool = False) -> KeyFacts:
        """Make one more key of a purpose in `MANY`; those before it stay active."""
        _require_known(purpose)
        if purpose not in MANY:
            raise KeyTrouble(f"{purpose} has one active key: rotate it")
        with self._sole_writer():
            return self._make(purpose, now=now, sample=sample)

    def rotate(self, purpose: str, *, now: datetime, sample: bool = False) -> KeyFacts:
        """Make a new active key; those before it are retired and still open what they sealed.

        After the "index" key rows must be indexed anew, see `secrets`.
        """
        _require_known(purpose)
        if purpose in MANY:
            raise KeyTrouble(f"{purpose} has many active keys: create another one")
        with self._sole_writer():
            return self._rotate(purpose, now=now, sample=sample)

    def retire(self, key_id: str) -> KeyFacts:
        """Let a key of a purpose in `MANY` sign no more; it still verifies."""
        with self._sole_writer():
            key = self._by_id(key_id)
            if key.facts.purpose not in MANY:
                raise KeyTrouble(f"{key_id} is the only active key of its purpose: rotate it")
            return self._retire(key_id)

    def create_missing(self, *, now: datetime, sample: bool = False) -> tuple[KeyFacts, ...]:
        """Make a key for each purpose with one that has no active one, and return those made."""
        sample = sample or self.samples
        with self._sole_writer():
            held = self._read().by_purpose
            wanted = (*SINGLE, *sorted(SAMPLE_ONLY)) if sample else SINGLE
            missing = [purpose for purpose in wanted if not _active_of(held.get(purpose, ()))]
            return tuple(self._rotate(each, now=now, sample=sample) for each in missing)

    def _rotate(self, purpose: str, *, now: datetime, sample: bool) -> KeyFacts:
        # The new key stands before the old ones step back: a crash leaves two active, never none.
        older = self._read().by_purpose.get(purpose, ())
        made = self._make(purpose, now=now, sample=sample)
        for key in older:
            if key.facts.state is State.ACTIVE:
                self._retire(key.facts.key_id)
        return made

    def _make(self, purpose: str, *, now: datetime, sample: bool) -> KeyFacts:
        sample = sample or self.samples
        if purpose in SAMPLE_ONLY and not sample:
            raise KeyTrouble(f"keys for {purpose} exist in a demonstration only")
        algorithm, key_id = PURPOSES[purpose], f"{purpose}-{secrets.token_hex(4)}"
        record = Record(
            key_id=key_id,
            purpose=purpose,
            algorithm=algorithm,
            state=State.ACTIVE,
            created_at=now,
            sample=sample,
            material=self.vault.make(key_id, purpose, algorithm),
        )
        records.write(self._file(key_id), record)
        return records.ready(record, self.vault).facts

    def _retire(self, key_id: str) -> KeyFacts:
        place = self._file(key_id)
        retired = records.read(place).model_copy(update={"state": State.RETIRED})
        records.write(place, retired)
        return records.ready(retired, self.vault).facts

    def _signer(self, key_id: str) -> Signer:
        signer = self._by_id(key_id).signer
        if signer is None:
            raise KeyUnknown(f"key {key_id} does not sign")
        return signer

    def _file(self, key_id: str) -> Path:
        return self.path / f"{key_id}.json"

    def _active(self, purpose: str) -> Key:
        if purpose in MANY:
            raise KeyMissing(f"keys for {purpose} are used by their id")
        key = _active_of(self._current().by_purpose.get(purpose, ()))
        if key is None:
            raise KeyMissing(f"there is no active key for {purpose} in {self.path}")
        return key

    def _by_id(self, key_id: str) -> Key:
        key = self._ring.by_id.get(key_id) or self._current().by_id.get(key_id)
        if key is None:
            raise KeyUnknown(f"there is no key {key_id!r} in {self.path}")
        return key

    def _current(self) -> _Ring:
        ring = self._ring
        if self._stamp() != ring.stamp:
            self._ring = ring = self._read()
        return ring

    def _stamp(self) -> int:
        try:
            return self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def _read(self) -> _Ring:
        stamp = self._stamp()
        if stamp and self.path.stat().st_mode & OTHERS_MAY_WRITE:
            raise KeysExposed(f"others may write into {self.path}: chmod 700 it")
        read = [self._ready(file) for file in self.path.glob("*.json")]
        read.sort(key=lambda key: (key.facts.created_at, key.facts.key_id), reverse=True)
        by_purpose = {
            purpose: tuple(key for key in read if key.facts.purpose == purpose)
            for purpose in PURPOSES
        }
        return _Ring(stamp, {key.facts.key_id: key for key in read}, by_purpose)

    def _ready(self, file: Path) -> Key:
        """The key of a file; one whose file is the same as before is not opened again."""
        state = file.stat()
        mark = (state.st_mtime_ns, state.st_ino, state.st_size, state.st_mode)
        known = self._opened.get(file.name)
        if known is not None and known[0] == mark:
            return known[1]
        key = records.ready(records.read(file), self.vault)
        self._opened[file.name] = (mark, key)
        return key

    @contextmanager
    def _sole_writer(self) -> Iterator[None]:
        """Let one thread of one process change the folder, and stamp the change for all others."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        guard = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(guard, fcntl.LOCK_EX)  # released when the file is closed
            yield
            _keep(self.path)
        finally:
            os.close(guard)


def _active_of(newest_first: tuple[Key, ...]) -> Key | None:
    return next((key for key in newest_first if key.facts.state is State.ACTIVE), None)


@functools.lru_cache(maxsize=1024)
def _sm2_key(public_der: bytes) -> PublicKey:
    return PublicKey.from_der(public_der)


def _require_known(purpose: str) -> None:
    if purpose not in PURPOSES:
        raise KeyTrouble(f"there are no keys for {purpose!r}, only for {', '.join(PURPOSES)}")


def _keep(folder: Path) -> None:
    # Renames within one tick of the kernel's clock share a time, and a clock may be set back;
    # the stamp of the folder always grows.
    moment = max(time.time_ns(), folder.stat().st_mtime_ns + 1)
    os.utime(folder, ns=(moment, moment))
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _signed(key: Key, message: bytes) -> Signature:
    if key.signer is None:
        raise KeyMissing(f"keys for {key.facts.purpose} do not sign")
    return Signature(key.facts.key_id, key.signer.sign(message), key.facts.algorithm)
