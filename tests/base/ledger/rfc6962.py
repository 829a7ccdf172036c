"""A second implementation of the tree, written from the text of RFC 6962, section 2.1, alone.

Lists of entries, recursion as the RFC defines it, and SM3 by another library; slow and plain.
"""

from __future__ import annotations

import hashlib


def HASH(content: bytes) -> bytes:  # noqa: N802 - the names are those of the RFC
    return hashlib.new("sm3", content).digest()


def k_of(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def MTH(D: list[bytes]) -> bytes:  # noqa: N802, N803
    """2.1: the Merkle Tree Hash."""
    n = len(D)
    if n == 0:
        return HASH(b"")
    if n == 1:
        return HASH(b"\x00" + D[0])
    k = k_of(n)
    return HASH(b"\x01" + MTH(D[0:k]) + MTH(D[k:n]))


def PATH(m: int, D: list[bytes]) -> list[bytes]:  # noqa: N802, N803
    """2.1.1: the Merkle audit path of the (m+1)th entry."""
    n = len(D)
    if n == 1:
        return []
    k = k_of(n)
    if m < k:
        return [*PATH(m, D[0:k]), MTH(D[k:n])]
    return [*PATH(m - k, D[k:n]), MTH(D[0:k])]


def PROOF(m: int, D: list[bytes]) -> list[bytes]:  # noqa: N802, N803
    """2.1.2: the Merkle consistency proof for the first m entries."""
    return SUBPROOF(m, D, True)


def SUBPROOF(m: int, D: list[bytes], b: bool) -> list[bytes]:  # noqa: N802, N803
    n = len(D)
    if m == n:
        return [] if b else [MTH(D)]
    k = k_of(n)
    if m <= k:
        return [*SUBPROOF(m, D[0:k], b), MTH(D[k:n])]
    return [*SUBPROOF(m - k, D[k:n], False), MTH(D[0:k])]


def root_from_path(m: int, n: int, leaf: bytes, path: list[bytes]) -> bytes:
    """Undo PATH: the root to which an audit path leads; fails if it is too short or too long."""
    if n == 1:
        assert not path
        return leaf
    k = k_of(n)
    if m < k:
        return HASH(b"\x01" + root_from_path(m, k, leaf, path[:-1]) + path[-1])
    return HASH(b"\x01" + path[-1] + root_from_path(m - k, n - k, leaf, path[:-1]))


def roots_from_proof(
    m: int, n: int, b: bool, old: bytes, proof: list[bytes]
) -> tuple[bytes, bytes]:
    """Undo SUBPROOF: the old and the new root of this part of the tree."""
    if m == n:
        if b:
            assert not proof
            return old, old
        (only,) = proof
        return only, only
    k = k_of(n)
    if m <= k:
        first, second = roots_from_proof(m, k, b, old, proof[:-1])
        return first, HASH(b"\x01" + second + proof[-1])
    first, second = roots_from_proof(m - k, n - k, False, old, proof[:-1])
    return HASH(b"\x01" + proof[-1] + first), HASH(b"\x01" + proof[-1] + second)
