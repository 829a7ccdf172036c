"""SM3 (GB/T 32905): a digest of 32 bytes, and HMAC with it."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as keyed

SIZE = 32
"""Length of a digest in bytes."""


def digest(content: bytes) -> bytes:
    """Return the 32-byte digest of `content`."""
    running = hashes.Hash(hashes.SM3())
    running.update(content)
    return running.finalize()


def begun(content: bytes) -> hashes.Hash:
    """A digest that has taken in `content`, to be copied wherever many begin alike."""
    running = hashes.Hash(hashes.SM3())
    running.update(content)
    return running


def hmac(key: bytes, content: bytes) -> bytes:
    """Return the 32-byte HMAC-SM3 of `content`; an empty key is refused."""
    if not key:
        raise ValueError("HMAC-SM3 needs a key of at least one byte")
    running = keyed.HMAC(key, hashes.SM3())
    running.update(content)
    return running.finalize()
