"""Whom the settings say to trust, and the test authority of a demonstration."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from tongban.base import clock
from tongban.base.crypto.pki import signatures
from tongban.base.crypto.pki.authority import UnsafeTestAuthority, is_unsafe
from tongban.base.crypto.pki.errors import CertificateBroken, UnsafeRefused
from tongban.base.crypto.pki.judging import Trust

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tongban.base.crypto.pki.certificates import Certificate

FRESH = timedelta(hours=1)
"""How long a list of the test authority is used before a new one is written."""


def trust() -> Trust:
    """Whom this node trusts: the trust file; in a demonstration the test authority as well.

    The file is read again when it changes, as revocation lists must be renewed while running.
    """
    configured = settings.TONGBAN
    found = _from_file(configured.trust) if configured.trust else Trust()
    if configured.mode != "demo":
        return found
    folder: Path = configured.data_dir.resolve() / "pki"
    hour = int(clock.now().timestamp() // FRESH.total_seconds())
    roots = (signatures.active("authority"), signatures.active("pages_authority"))
    return found.joined(_unsafe_trust(folder, roots, _stamp(folder / "revoked.json"), hour))


def unsafe_authority() -> UnsafeTestAuthority:
    """The test authority of this demonstration; any other mode raises `UnsafeRefused`."""
    configured = settings.TONGBAN
    return _authority(configured.data_dir.resolve() / "pki", configured.mode)


def refuse_unsafe(found: Iterable[Certificate]) -> None:
    """Raise `UnsafeRefused` if a test authority stands behind one of the certificates."""
    for each in found:
        if is_unsafe(each):
            raise UnsafeRefused(f"production refuses the test authority's {each.subject}")


def require_production_trust() -> None:
    """Raise `UnsafeRefused` if the trust file, or a certificate put in, is a test authority's."""
    from tongban.base.crypto.pki import certified

    refuse_unsafe(trust().anchors)
    refuse_unsafe(certified.held())


@functools.cache
def _authority(folder: Path, mode: str) -> UnsafeTestAuthority:
    return UnsafeTestAuthority(folder, mode=mode)


def _from_file(path: Path) -> Trust:
    try:
        return _read(path, _stamp(path))
    except OSError as unreadable:
        raise CertificateBroken(f"{path}: {unreadable.strerror}") from unreadable


def _stamp(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except FileNotFoundError:
        return 0, 0
    return state.st_mtime_ns, state.st_ino


@functools.lru_cache(maxsize=4)
def _read(path: Path, _stamped: tuple[int, int]) -> Trust:
    return Trust.from_pem(path.read_bytes())


@functools.lru_cache(maxsize=4)
def _unsafe_trust(
    _folder: Path, _roots: tuple[str, str], _stamped: tuple[int, int], _hour: int
) -> Trust:
    return Trust.from_pem(unsafe_authority().trust_pem(clock.now()))
