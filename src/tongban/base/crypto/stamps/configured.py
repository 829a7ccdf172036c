"""The time stamp authority that the settings name, else our own keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from tongban.base.crypto.stamps.client import RemoteAuthority
from tongban.base.crypto.stamps.digests import SHA256
from tongban.base.crypto.stamps.issuing import LocalAuthority

if TYPE_CHECKING:
    from datetime import datetime


class Authority(Protocol):
    """Whoever stamps for us."""

    def stamp(self, digest: bytes, *, at: datetime | None = None) -> bytes:
        """Return a token (DER) for a digest, or raise `StampTrouble`."""


def authority() -> Authority:
    """The authority for seals and signatures (SM3): the configured one, else our own key.

    The configured one is reached over the network, so never ask it in a transaction.
    """
    url = settings.TONGBAN.timestamp_url
    return RemoteAuthority(url) if url else LocalAuthority("stamps")


def pages_authority() -> Authority:
    """The authority for PDF files (SHA-256), whose readers do not know SM3."""
    url = settings.TONGBAN.timestamp_url
    return RemoteAuthority(url, algorithm=SHA256) if url else LocalAuthority("pages_stamps")
