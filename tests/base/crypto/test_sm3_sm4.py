"""SM3 and SM4 against the published vectors; sealed bytes open whole or not at all."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from hypothesis import given
from hypothesis import strategies as st

from tests.base.crypto.bits import flipped
from tongban.base.crypto import sm3, sm4

KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
REVERSED = bytes.fromhex("FEDCBA98765432100123456789ABCDEF")
IV = bytes(range(16))
ECB = modes.ECB()  # noqa: S305 - the vectors are for blocks one after another
TWO_BLOCKS = bytes.fromhex("AAAAAAAABBBBBBBBCCCCCCCCDDDDDDDDEEEEEEEEFFFFFFFFAAAAAAAABBBBBBBB")
GCM_IV = bytes.fromhex("00001234567800000000ABCD")
GCM_AAD = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
GCM_PLAIN = b"".join(bytes([byte]) * 8 for byte in bytes.fromhex("AABBCCDDEEFFEEAA"))
GCM_SEALED = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    "83DE3541E4C2B58177E065A9BF7B62EC"
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
        (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    ],
)
def test_sm3_gives_the_published_digests(content: bytes, expected: str) -> None:
    assert sm3.digest(content).hex() == expected


def test_hmac_gives_the_published_value() -> None:
    expected = "28e63256e7c5a087b1f073265dc53092163f7b82729735d06f28f10af9d52393"

    assert sm3.hmac(b"key", b"abc").hex() == expected
    with pytest.raises(ValueError, match="at least one byte"):
        sm3.hmac(b"", b"abc")


def test_one_flipped_bit_changes_digest_and_hmac() -> None:
    for changed in flipped(b"abc"):
        assert sm3.digest(changed) != sm3.digest(b"abc")
        assert sm3.hmac(b"key", changed) != sm3.hmac(b"key", b"abc")
    for changed in flipped(b"key"):
        assert sm3.hmac(changed, b"abc") != sm3.hmac(b"key", b"abc")


@pytest.mark.parametrize(
    ("key", "mode", "plain", "expected"),
    [
        (KEY, ECB, KEY, "681EDF34D206965E86B3E94F536E4246"),
        (
            KEY,
            modes.CBC(IV),
            TWO_BLOCKS,
            "78EBB11CC40B0A48312AAEB2040244CB4CB7016951909226979B0D15DC6A8F6D",
        ),
        (
            KEY,
            ECB,
            TWO_BLOCKS,
            "5EC8143DE509CFF7B5179F8F474B86192F1D305A7FB17DF985F81C8482192304",
        ),
        (
            REVERSED,
            modes.CBC(IV),
            TWO_BLOCKS,
            "0D3A6DDC2D21C698857215587B7BB59A91F2C147911A4144665E1FA1D40BAE38",
        ),
    ],
)
def test_sm4_gives_the_published_blocks(
    key: bytes, mode: modes.ECB | modes.CBC, plain: bytes, expected: str
) -> None:
    cipher = Cipher(SM4(key), mode)
    sealed, opened = cipher.encryptor(), cipher.decryptor()

    assert (sealed.update(plain) + sealed.finalize()).hex().upper() == expected
    assert opened.update(bytes.fromhex(expected)) + opened.finalize() == plain


def test_sm4_a_million_times_gives_the_published_block() -> None:
    """CBC over zeros encrypts its own last output again and again, here a million times."""
    chain = Cipher(SM4(KEY), modes.CBC(KEY)).encryptor()
    last = chain.update(bytes(16 * 1_000_000))[-16:]

    assert last.hex().upper() == "595298C7C6FD271F0402F804C33D3F66"


def test_the_published_gcm_ciphertext_opens() -> None:
    sealed = sm4.VERSION + GCM_IV + GCM_SEALED

    assert sm4.open(KEY, sealed, GCM_AAD) == GCM_PLAIN
    for changed in flipped(sealed):
        with pytest.raises(sm4.InvalidSeal):
            sm4.open(KEY, changed, GCM_AAD)


@given(key=st.binary(min_size=16, max_size=16), plain=st.binary(max_size=300), aad=st.binary())
def test_what_is_sealed_opens_again(key: bytes, plain: bytes, aad: bytes) -> None:
    sealed = sm4.seal(key, plain, aad)

    assert sm4.open(key, sealed, aad) == plain
    assert len(sealed) == len(plain) + sm4.OVERHEAD
    assert sm4.seal(key, plain, aad) != sealed


def test_one_flipped_bit_anywhere_breaks_a_seal() -> None:
    sealed = sm4.seal(KEY, b"plain", b"aad")

    for changed in flipped(sealed):
        with pytest.raises(sm4.InvalidSeal):
            sm4.open(KEY, changed, b"aad")
    for changed in flipped(b"aad"):
        with pytest.raises(sm4.InvalidSeal):
            sm4.open(KEY, sealed, changed)
    for changed in flipped(KEY):
        with pytest.raises(sm4.InvalidSeal):
            sm4.open(changed, sealed, b"aad")


@pytest.mark.parametrize("size", range(sm4.OVERHEAD + 5))
def test_a_cut_seal_does_not_open(size: int) -> None:
    sealed = sm4.seal(KEY, b"plain")

    with pytest.raises(sm4.InvalidSeal):
        sm4.open(KEY, sealed[:size])


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        sm4.seal(bytes(size), b"")
