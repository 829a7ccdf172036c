"""The key store this node is configured with."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from django.conf import settings

from tongban.base import clock
from tongban.base.crypto.keys.facts import SINGLE, SampleKeys, State
from tongban.base.crypto.keys.files import FileKeyStore

if TYPE_CHECKING:
    from pathlib import Path

    from tongban.base.crypto.keys.facts import KeyStore


def store() -> KeyStore:
    """Return the configured store; in demo mode missing keys are made first, marked as samples."""
    configured = settings.TONGBAN
    return _opened(configured.keys, demo=configured.mode == "demo")


@functools.cache
def _opened(path: Path, *, demo: bool) -> FileKeyStore:
    opened = FileKeyStore(path, samples=demo)
    if demo:
        opened.create_missing(now=clock.now(), sample=True)
    return opened


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
