"""Digests that time stamps name by their OID."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from tongban.base.crypto.errors import InvalidSeal

if TYPE_CHECKING:
    from collections.abc import Mapping

SM3 = "1.2.156.10197.1.401"
SHA256 = "2.16.840.1.101.3.4.2.1"
SHA384 = "2.16.840.1.101.3.4.2.2"
SHA512 = "2.16.840.1.101.3.4.2.3"
SHA1 = "1.3.14.3.2.26"
"""Only to find the certificate that an old kind of token points at; nothing is protected by it."""

STRONG: Mapping[str, type[hashes.HashAlgorithm]] = {
    SM3: hashes.SM3,
    SHA256: hashes.SHA256,
    SHA384: hashes.SHA384,
    SHA512: hashes.SHA512,
}


def digest(algorithm: str, content: bytes) -> bytes:
    """Return the digest by a strong algorithm, else raise `InvalidSeal`."""
    if algorithm not in STRONG:
        raise InvalidSeal(f"digests of kind {algorithm} are not relied on")
    return plain_digest(STRONG[algorithm](), content)


def plain_digest(algorithm: hashes.HashAlgorithm, content: bytes) -> bytes:
    """Return the digest, whatever it is worth."""
    running = hashes.Hash(algorithm)
    running.update(content)
    return running.finalize()


def size(algorithm: str) -> int:
    """Bytes of such a digest; one that is not relied on raises `InvalidSeal`."""
    if algorithm not in STRONG:
        raise InvalidSeal(f"digests of kind {algorithm} are not relied on")
    return STRONG[algorithm]().digest_size
