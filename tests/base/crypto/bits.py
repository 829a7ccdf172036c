"""One flipped bit, everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def flipped(content: bytes) -> Iterator[bytes]:
    """Every copy of `content` that differs in exactly one bit."""
    for position in range(8 * len(content)):
        changed = bytearray(content)
        changed[position // 8] ^= 1 << position % 8
        yield bytes(changed)
