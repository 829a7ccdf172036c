"""Status lists: two bits a licence, signed, small, and refused when they are not ours."""

from __future__ import annotations

import json
import random
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.crypto import sm2
from tongban.licences.rules import jws, status_lists
from tongban.licences.rules.status_lists import Status

KEY = sm2.generate()
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ADDRESS = "https://node.example/api/v1/status-lists/0"
HEADER: dict[str, object] = {"alg": jws.SM2, "kid": "status-1"}


def sign(message: bytes) -> bytes:
    return sm2.sign(KEY, message)


def written(bits: bytes) -> str:
    return status_lists.write(bits, address=ADDRESS, now=NOW, header=HEADER, sign=sign)


def tampered(**changes: Any) -> str:
    """A list signed by us whose claims are not as we write them."""
    token = jws.read(written(status_lists.packed(8, [])))
    return jws.write({**HEADER, "typ": "statuslist+jwt"}, {**token.payload, **changes}, sign)


@given(st.dictionaries(st.integers(0, 999), st.sampled_from([Status.ENDED, Status.SUSPENDED])))
def test_each_licence_reads_as_it_was_marked(marked: dict[int, Status]) -> None:
    read = status_lists.read(written(status_lists.packed(1000, marked.items())))

    assert [read.status(at) for at in range(1000)] == [
        marked.get(at, Status.VALID) for at in range(1000)
    ]


def test_the_bits_stand_as_the_draft_of_the_ietf_has_them() -> None:
    """Two bits each, the first licence in the lowest bits of the first byte."""
    bits = status_lists.packed(5, [(0, Status.ENDED), (1, Status.SUSPENDED), (4, Status.SUSPENDED)])

    assert bits == bytes([0b00001001, 0b00000010])
    payload = jws.read(written(bits)).payload
    assert payload["status_list"]["bits"] == 2
    assert zlib.decompress(jws.decoded(payload["status_list"]["lst"])) == bits


def test_a_list_says_who_signed_it_and_how_long_it_may_be_believed() -> None:
    read = status_lists.read(written(b"\0"))

    assert (read.address, read.issued_at, read.expires_at) == (
        ADDRESS,
        NOW,
        NOW + timedelta(hours=2),
    )
    assert read.token.header["kid"] == "status-1"
    sm2.verify(KEY.public, read.token.signed, read.token.signature)


def test_ten_million_licences_fit_into_a_megabyte_and_a_half() -> None:
    """With one in twenty ended and one in two hundred suspended, wherever they stand."""
    chance = random.Random(20161)  # noqa: S311 - any spread will do
    ended = ((at, Status.ENDED) for at in chance.sample(range(10_000_000), 500_000))
    suspended = ((at, Status.SUSPENDED) for at in range(0, 10_000_000, 200))
    bits = bytearray(status_lists.packed(10_000_000, ended))
    for at, status in suspended:
        bits[at // 4] = bits[at // 4] & ~(3 << at % 4 * 2) | status << at % 4 * 2

    assert len(written(bytes(bits))) <= 1_500_000


def test_a_place_is_a_list_and_a_position() -> None:
    assert status_lists.place_of(0) == (0, 0)
    assert status_lists.place_of(9_999_999) == (0, 9_999_999)
    assert status_lists.place_of(10_000_000) == (1, 0)


@pytest.mark.parametrize("index", [-1, 8, 10**9])
def test_a_list_answers_for_its_own_licences_only(index: int) -> None:
    read = status_lists.read(written(status_lists.packed(8, [])))

    with pytest.raises(status_lists.ListUnreadable):
        read.status(index)


def test_three_is_no_status() -> None:
    with pytest.raises(status_lists.ListUnreadable):
        status_lists.read(written(b"\x03")).status(0)


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": None, "status_list": {}},
        {"status_list": {"bits": 1, "lst": jws.encoded(zlib.compress(b"\0"))}},
        {"status_list": {"bits": 2, "lst": "!"}},
        {"status_list": {"bits": 2, "lst": jws.encoded(b"no zlib")}},
        {"status_list": {"bits": 2, "lst": jws.encoded(zlib.compress(b"\0")[:-1])}},
        {"status_list": {"bits": 2, "lst": jws.encoded(zlib.compress(b"\0") + b"more")}},
        {"status_list": {"bits": 2, "lst": jws.encoded(zlib.compress(bytes(30_000_000)))}},
        {"status_list": ["bits"]},
        {"iat": "today"},
        {"exp": True},
        {"exp": 1 << 60},
    ],
)
def test_what_is_no_list_is_unreadable(changes: dict[str, Any]) -> None:
    with pytest.raises(status_lists.ListUnreadable):
        status_lists.read(tampered(**changes))


def test_another_kind_of_signed_json_is_no_list() -> None:
    token = jws.read(written(b"\0"))

    with pytest.raises(status_lists.ListUnreadable):
        status_lists.read(jws.write({**HEADER, "typ": "JWT"}, token.payload, sign))


@given(st.text() | st.binary().map(jws.encoded) | st.just(json.dumps({})))
def test_any_other_text_is_unreadable(text: str) -> None:
    with pytest.raises(status_lists.ListUnreadable):
        status_lists.read(f"{text}.{text}.{text}")
