"""Whatever the bytes: a seal, an impression, or `StructureBroken` – soon, and nothing else."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.seals import byhand
from tests.seals import derwriter as der
from tongban.seals.rules import ses
from tongban.seals.rules.ses import StructureBroken

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 2.0
"""Seconds for one input, on a busy machine; ten thousand times what a sound one takes."""
SEALS = [
    byhand.seal(replace(facts, version=version))
    for facts in (byhand.FACTS, byhand.EXTENDED)
    for version in (1, 4, 5)
] + [byhand.seal(byhand.BY_DIGEST), byhand.seal(replace(byhand.FACTS, version=5), stamp=b"t")]
IMPRESSIONS = [
    byhand.impression(
        replace(byhand.FACTS, version=version),
        byhand.seal(replace(byhand.FACTS, version=version)),
        stamp=b"" if version == 1 else b"token",
    )
    for version in (1, 4, 5)
]


@st.composite
def spoilt(draw: st.DrawFn, sound: list[bytes]) -> bytes:
    """A sound structure with bytes flipped, cut out, doubled or put in, mostly near headings."""
    content = bytearray(draw(st.sampled_from(sound)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(0, len(content) - 1)))
        match draw(st.sampled_from(["flip", "set", "cut", "drop", "double", "insert"])):
            case "flip" if content:
                content[place] ^= 1 << draw(st.integers(0, 7))
            case "set" if content:
                content[place] = draw(st.sampled_from([0, 1, 0x1F, 0x30, 0x7F, 0x80, 0x84, 0xFF]))
            case "cut":
                del content[place:]
            case "drop":
                del content[place : place + draw(st.integers(1, 40))]
            case "double":
                content[place:place] = content[place : place + draw(st.integers(1, 400))]
            case _:
                content[place:place] = draw(st.binary(max_size=20))
    return bytes(content)


def shapes() -> st.SearchStrategy[bytes]:
    """Well-formed DER of any shape."""
    leaf = st.builds(der.tlv, st.integers(0, 255), st.binary(max_size=40))
    return st.recursive(
        leaf, lambda inner: st.lists(inner, max_size=6).map(lambda parts: der.sequence(*parts))
    )


def read_soon(read: Callable[[bytes], object], content: bytes) -> object | None:
    """What was read, None for a refusal; anything else fails the test, as does taking long."""
    began = time.monotonic()
    try:
        return read(content)
    except StructureBroken:
        return None
    finally:
        assert time.monotonic() - began < LONGEST


@given(spoilt(SEALS))
@settings(max_examples=1500)
def test_a_spoilt_seal_is_refused_or_is_another_seal(content: bytes) -> None:
    read = read_soon(ses.read_seal, content)

    assert read is None or isinstance(read, ses.Seal)
    if isinstance(read, ses.Seal):
        assert read.der == content


@given(spoilt(IMPRESSIONS))
@settings(max_examples=1500)
def test_a_spoilt_impression_is_refused_or_is_another_impression(content: bytes) -> None:
    read = read_soon(ses.read_impression, content)

    assert read is None or isinstance(read, ses.Impression)
    if isinstance(read, ses.Impression):
        assert read.der == content


@given(st.one_of(st.binary(max_size=400), shapes()))
@settings(max_examples=500)
def test_no_other_bytes_are_read(content: bytes) -> None:
    assert read_soon(ses.read_seal, content) is None
    assert read_soon(ses.read_impression, content) is None


@given(st.integers(1, 3_000), st.sampled_from([b"", b"\x05\x00", der.integer(1), SEALS[1]]))
@settings(max_examples=100)
def test_nesting_costs_nothing(depth: int, heart: bytes) -> None:
    content = heart
    for _ in range(depth):
        content = der.sequence(content)

    assert read_soon(ses.read_seal, content) is None
    assert read_soon(ses.read_impression, content) is None


@pytest.mark.parametrize("sound", IMPRESSIONS, ids=["1", "4", "5"])
def test_each_flipped_bit_is_refused_or_seen(sound: bytes) -> None:
    """No bit of an impression can be changed and read as before."""
    before = ses.read_impression(sound)

    for place in range(len(sound)):
        changed = bytearray(sound)
        changed[place] ^= 1 << place % 8
        assert read_soon(ses.read_impression, bytes(changed)) != before
