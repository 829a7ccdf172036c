"""The frame of DER: one value, shortest lengths, bounded."""

from __future__ import annotations

import time

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from tests.base.crypto import mutations
from tongban.base.crypto import der


@pytest.mark.parametrize("content", mutations.WRONG)
def test_what_is_not_der_is_refused_at_once(content: bytes) -> None:
    started = time.process_time()

    with pytest.raises(der.BrokenFrame):
        der.require(content, longest=2**20)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("content", ["0500", "3000", "30060201010201ff", "308180" + "0500" * 64])
def test_der_is_taken(content: str) -> None:
    der.require(bytes.fromhex(content), longest=2**20)


def test_a_value_is_not_longer_than_agreed() -> None:
    content = core.OctetString(b"x" * 200).dump()

    der.require(content, longest=len(content))
    with pytest.raises(der.BrokenFrame):
        der.require(content, longest=len(content) - 1)


def test_many_elements_are_too_many() -> None:
    inner = b"\x05\x00" * (der.MOST + 1)

    with pytest.raises(der.BrokenFrame, match="too many"):
        der.require(b"\x30\x83" + len(inner).to_bytes(3) + inner, longest=2**24)


def test_strings_in_pieces_are_no_der() -> None:
    with pytest.raises(der.BrokenFrame, match="in pieces"):
        der.require(bytes.fromhex("2406040161040162"), longest=100)


nested = st.recursive(
    st.binary(max_size=40).map(lambda content: core.OctetString(content).dump()),
    lambda inner: st.lists(inner, max_size=5).map(lambda parts: wrapped(b"".join(parts))),
    max_leaves=30,
)


def wrapped(content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return b"\x30" + bytes([size]) + content
    octets = (size.bit_length() + 7) // 8
    return b"\x30" + bytes([0x80 + octets]) + size.to_bytes(octets) + content


@given(nested)
def test_every_der_value_is_taken_and_no_beginning_of_it(content: bytes) -> None:
    der.require(content, longest=2**16)
    for cut in (1, len(content) // 2, len(content) - 1):
        with pytest.raises(der.BrokenFrame):
            der.require(content[:cut] if cut < len(content) else b"", longest=2**16)
    with pytest.raises(der.BrokenFrame):
        der.require(content + b"\x00", longest=2**16)


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(content: bytes) -> None:
    try:
        der.require(content, longest=200)
    except der.BrokenFrame:
        return
    assert 2 <= len(content) <= 200
