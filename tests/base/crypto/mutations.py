"""Bytes that nearly are what was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

INDEFINITE = bytes.fromhex("30800201010000")
LONG_FORM = bytes.fromhex("308103020101")
TOO_LONG = bytes.fromhex("3084ffffffff020101")
TRAILING = bytes.fromhex("300302010100")
DEEP = b"\x30\x80" * 30_000
NESTED = b""
for _ in range(300):
    NESTED = (
        b"\x30\x82" + len(NESTED).to_bytes(2) + NESTED
        if len(NESTED) > 255
        else (
            b"\x30" + bytes([len(NESTED)]) + NESTED
            if len(NESTED) < 128
            else b"\x30\x81" + bytes([len(NESTED)]) + NESTED
        )
    )
WIDE = b"\x30\x83\x00\xea\x60" + b"\x05\x00" * 30_000
WRONG = (
    b"",
    b"\x30",
    INDEFINITE,
    LONG_FORM,
    TOO_LONG,
    TRAILING,
    DEEP,
    NESTED,
    WIDE,
    b"\x1f\x81\x01\x00",
)
"""DER with wrong lengths, of indefinite length, with something behind, too deep, too wide."""


def truncated(content: bytes, step: int = 1) -> Iterator[bytes]:
    """Every beginning of the content that is not all of it."""
    for size in range(0, len(content), step):
        yield content[:size]


def mutated(content: bytes) -> st.SearchStrategy[bytes]:
    """The content with a few slices replaced, doubled or removed."""
    size = len(content)
    edit = st.tuples(st.integers(0, size), st.integers(0, 12), st.binary(max_size=12))

    def apply(edits: list[tuple[int, int, bytes]]) -> bytes:
        changed = content
        for start, length, new in edits:
            changed = changed[:start] + new + changed[start + length :]
        return changed

    return st.lists(edit, min_size=1, max_size=4).map(apply)
