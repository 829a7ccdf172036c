"""One key as a JSON file: written whole or not at all, readable by its owner only."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from tongban.base.crypto.errors import InvalidKey
from tongban.base.crypto.keys.facts import PURPOSES, Algorithm, KeyFacts, KeyTrouble, Secret, State

if TYPE_CHECKING:
    from pathlib import Path

    from tongban.base.crypto.keys.vaults import Signer, Vault

OTHERS_MAY_ANYTHING = stat.S_IRWXG | stat.S_IRWXO


class KeyFileInvalid(KeyTrouble):
    """A key file cannot be read as a key."""


class KeysExposed(KeyTrouble):
    """Others on this machine may read or replace keys."""


class Record(BaseModel):
    """The content of a key file; what `material` means is known to the vault."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    form: Literal[1] = 1
    key_id: str
    purpose: str
    algorithm: Algorithm
    state: State
    created_at: AwareDatetime
    sample: bool
    material: str

    def __repr__(self) -> str:
        return f"Record({self.key_id})"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Key:
    """A key ready for use: exactly one of `secret` and `signer` is there."""

    facts: KeyFacts
    secret: Secret | None
    signer: Signer | None


def write(path: Path, record: Record) -> None:
    """Put the record in place; a reader sees the old file or the new one, never a part."""
    unfinished = path.with_suffix(".tmp")
    unfinished.unlink(missing_ok=True)
    opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(record.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def read(path: Path) -> Record:
    """Return the record, or raise `KeysExposed` or `KeyFileInvalid` without any of its content."""
    if path.stat().st_mode & OTHERS_MAY_ANYTHING:
        raise KeysExposed(f"key file {path} is open to others on this machine: chmod 600 it")
    try:
        record = Record.model_validate_json(path.read_bytes())
    except ValidationError as broken:
        fault = broken.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(map(str, fault["loc"])) or "content"
        raise KeyFileInvalid(f"key file {path}: {where}: {fault['msg']}") from None
    if record.key_id != path.stem:
        raise KeyFileInvalid(f"key file {path} holds another key, {record.key_id}")
    if PURPOSES.get(record.purpose) is not record.algorithm:
        raise KeyFileInvalid(f"key file {path}: purpose and algorithm do not belong together")
    return record


def ready(record: Record, vault: Vault) -> Key:
    """Turn a record into a usable key, or raise `KeyFileInvalid`."""
    facts = KeyFacts(
        record.key_id,
        record.purpose,
        record.algorithm,
        record.state,
        record.created_at,
        record.sample,
    )
    try:
        material = vault.open(record)
    except (InvalidKey, ValueError) as broken:
        raise KeyFileInvalid(f"key {record.key_id}: its material is no key") from broken
    if isinstance(material, bytes):
        return Key(facts, Secret(record.key_id, record.purpose, material), None)
    return Key(facts, None, material)
