"""The key store this node is configured with."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asn1crypto import pem
from django.conf import settings

from tongban.base import clock
from tongban.base.crypto.keys.facts import SINGLE, SampleKeys, State
from tongban.base.crypto.keys.files import FileKeyStore
from tongban.base.crypto.keys.vaults import PlainVault

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from tongban.base.crypto.keys.facts import KeyFacts, KeyStore
    from tongban.base.crypto.keys.vaults import Vault


@dataclass(frozen=True, slots=True)
class ToldKey:
    """A public key in PEM as others are told of it; a retired one verifies what it signed."""

    key_id: str
    purpose: str
    algorithm: str
    state: str
    public_key: str


def store() -> KeyStore:
    """Return the configured store; in demo mode missing keys are made first, marked as samples."""
    path, module, demo = _place(settings.TONGBAN)
    return _opened(path, module, demo=demo)


@functools.lru_cache(maxsize=16)
def _place(configured: Any) -> tuple[Path, tuple[str, str, str, int], bool]:
    """Where the settings say that the keys are; asking the file system each time takes longer."""
    module = (
        str(configured.pkcs11_module or ""),
        configured.pkcs11_token,
        configured.pkcs11_pin,
        configured.pkcs11_sm2_mechanism,
    )
    return configured.keys, module, configured.mode == "demo"


@functools.cache
def _opened(path: Path, module: tuple[str, str, str, int], *, demo: bool) -> FileKeyStore:
    opened = FileKeyStore(path, vault=_vault(*module), samples=demo)
    if demo:
        opened.create_missing(now=clock.now(), sample=True)
    return opened


def _vault(library: str, token: str, pin: str, sm2_mechanism: int) -> Vault:
    if not library:
        return PlainVault()
    from tongban.base.crypto.keys import modules, pkcs11_vault

    return pkcs11_vault.ModuleVault(
        modules.Module(library, token, pin), sm2_mechanism=sm2_mechanism
    )


def published(purposes: Collection[str]) -> tuple[tuple[KeyFacts, bytes], ...]:
    """The public halves (SubjectPublicKeyInfo) of keys that sign, newest first.

    Retired ones are among them: they stay valid for what they signed.
    """
    keys = store()
    held = (key for key in keys.held() if key.purpose in purposes)
    return tuple((key, keys.public_der(key.key_id)) for key in held)


def told(purposes: Collection[str]) -> list[ToldKey]:
    """The same in PEM, for whoever checks what they signed."""
    return [
        ToldKey(
            facts.key_id, facts.purpose, facts.algorithm.value, facts.state.value,
            pem.armor("PUBLIC KEY", der).decode("ascii"),
        )
        for facts, der in published(purposes)
    ]  # fmt: skip


def require_production_keys(keys: KeyStore) -> None:
    """Raise `SampleKeys` unless every purpose has an active key and no key at all is a sample.

    A retired sample key counts too: it would make licences of a demonstration valid.
    """
    held = keys.held()
    samples = sorted(key.key_id for key in held if key.sample)
    active = {key.purpose for key in held if key.state is State.ACTIVE}
    missing = sorted(set(SINGLE) - active)
    if samples:
        raise SampleKeys(f"production refuses sample keys, remove them: {', '.join(samples)}")
    if missing:
        raise SampleKeys(f"production needs an active key for: {', '.join(missing)}")
