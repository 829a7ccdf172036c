"""SM2: what is signed or encrypted comes back whole, and nothing else is taken."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.base.crypto import reference
from tests.base.crypto.bits import flipped
from tongban.base.crypto import sm2
from tongban.base.crypto.sm2 import curve, library

KEY = sm2.generate()
OTHER = sm2.generate()
ZERO = bytes(32)
quick = settings(max_examples=40, deadline=None)


@quick
@given(message=st.binary(max_size=2000), ident=st.binary(min_size=1, max_size=40))
def test_a_signature_verifies_with_its_message_key_and_id_only(
    message: bytes, ident: bytes
) -> None:
    signature = sm2.sign(KEY, message, ident)

    sm2.verify(KEY.public, message, signature, ident)
    for public, told, named in (
        (OTHER.public, message, ident),
        (KEY.public, message + b"\0", ident),
        (KEY.public, message, ident + b"\0"),
    ):
        with pytest.raises(sm2.InvalidSignature):
            sm2.verify(public, told, signature, named)


def test_one_flipped_bit_anywhere_breaks_a_signature() -> None:
    message = b"one flipped bit"
    signature = sm2.sign(KEY, message)
    point = KEY.public.point

    for changed in flipped(signature):
        with pytest.raises(sm2.InvalidSignature):
            sm2.verify(KEY.public, message, changed)
    for changed in flipped(message):
        with pytest.raises(sm2.InvalidSignature):
            sm2.verify(KEY.public, changed, signature)
    for changed in flipped(point):
        with pytest.raises(sm2.InvalidKey):
            sm2.PublicKey(changed)


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        bytes(64),
        bytes(63),
        bytes(65),
        ZERO + b"\x01" * 32,
        b"\x01" * 32 + ZERO,
        curve.N.to_bytes(32) + b"\x01" * 32,
        b"\x01" * 32 + curve.N.to_bytes(32),
        (curve.N - 1).to_bytes(32) + (1).to_bytes(32),  # r + s = n
        b"\xff" * 64,
    ],
)
def test_impossible_signatures_are_invalid(signature: bytes) -> None:
    with pytest.raises(sm2.InvalidSignature):
        sm2.verify(KEY.public, b"x", signature)


@quick
@given(r=st.integers(1, curve.N - 1), s=st.integers(1, curve.N - 1))
def test_a_signature_has_one_raw_and_one_der_form(r: int, s: int) -> None:
    raw = r.to_bytes(32) + s.to_bytes(32)
    der = sm2.signature_to_der(raw)

    assert sm2.signature_from_der(der) == raw
    for wrong in (der + b"\0", der[:-1], b"\x30\x81" + der[1:], raw, b""):
        with pytest.raises(sm2.InvalidSignature):
            sm2.signature_from_der(wrong)


@quick
@given(plain=st.binary(min_size=1, max_size=500))
def test_what_is_encrypted_is_decrypted_by_the_right_key_only(plain: bytes) -> None:
    raw = sm2.encrypt(KEY.public, plain)

    assert sm2.decrypt(KEY, raw) == plain
    assert sm2.ciphertext_from_der(sm2.ciphertext_to_der(raw)) == raw
    with pytest.raises(sm2.InvalidSeal):
        sm2.decrypt(OTHER, raw)


def test_one_flipped_bit_anywhere_breaks_a_ciphertext() -> None:
    for changed in flipped(sm2.encrypt(KEY.public, b"key")):
        with pytest.raises(sm2.InvalidSeal):
            sm2.decrypt(KEY, changed)


def test_a_ciphertext_never_shows_its_plain_bytes() -> None:
    """A key stream of one zero byte would come once in 256 times."""
    for _ in range(1500):
        assert sm2.encrypt(KEY.public, b"x")[-1:] != b"x"


def test_a_ciphertext_with_an_empty_key_stream_is_refused() -> None:
    point = reference.RECOMMENDED.public(int.from_bytes(KEY.secret))
    made = (reference.encrypt(reference.RECOMMENDED, point, k, b"x") for k in range(2, 3000))
    shown = next(raw for raw in made if raw[-1:] == b"x")

    with pytest.raises(sm2.InvalidSeal):
        sm2.decrypt(KEY, shown)


@pytest.mark.parametrize("size", [0, 1, 65, 97])
def test_what_is_too_short_for_a_ciphertext_is_refused(size: int) -> None:
    with pytest.raises(sm2.InvalidSeal):
        sm2.decrypt(KEY, sm2.encrypt(KEY.public, b"plain")[:size])
    with pytest.raises(sm2.InvalidSeal):
        sm2.ciphertext_from_der(bytes(size))


def test_an_empty_message_is_signed_but_not_encrypted() -> None:
    sm2.verify(KEY.public, b"", sm2.sign(KEY, b""))
    with pytest.raises(ValueError, match="at least one byte"):
        sm2.encrypt(KEY.public, b"")


@pytest.mark.parametrize("ident", [b"", b"x" * 8191])
def test_an_id_of_impossible_length_is_refused(ident: bytes) -> None:
    with pytest.raises(ValueError, match="1 to 8190 bytes"):
        sm2.sign(KEY, b"x", ident)


@pytest.mark.parametrize(
    "secret",
    [
        b"",
        ZERO,
        b"\x01",
        b"\x01" * 31,
        b"\x01" * 33,
        (curve.N - 1).to_bytes(32),
        curve.N.to_bytes(32),
        b"\xff" * 32,
    ],
)
def test_impossible_private_keys_are_refused(secret: bytes) -> None:
    with pytest.raises(sm2.InvalidKey):
        sm2.PrivateKey(secret)


@pytest.mark.parametrize("d", [1, 2, curve.N - 2])
def test_the_smallest_and_largest_private_keys_work(d: int) -> None:
    key = sm2.PrivateKey(d.to_bytes(32))

    sm2.verify(key.public, b"edge", sm2.sign(key, b"edge"))
    assert sm2.decrypt(key, sm2.encrypt(key.public, b"edge")) == b"edge"


@pytest.mark.parametrize(
    "point",
    [
        b"",
        b"\x00",
        b"\x04" + bytes(64),
        KEY.public.point[1:],
        KEY.public.point + b"\0",
        b"\x03" + KEY.public.point[1:33],
        b"\x06" + KEY.public.point[1:],
        b"\x04" + curve.P.to_bytes(32) + KEY.public.point[33:],
        b"\x04" + b"\xff" * 64,
    ],
    ids=lambda point: f"{len(point)} bytes",
)
def test_what_is_no_point_on_the_curve_is_refused(point: bytes) -> None:
    with pytest.raises(sm2.InvalidKey):
        sm2.PublicKey(point)


def test_keys_travel_as_pem() -> None:
    private, public = KEY.to_pem(), KEY.public.to_pem()

    assert sm2.PrivateKey.from_pem(private).secret == KEY.secret
    assert sm2.PublicKey.from_pem(public) == KEY.public
    for wrong in ("", "no pem", public, private.replace("M", "N", 1)):
        with pytest.raises(sm2.InvalidKey):
            sm2.PrivateKey.from_pem(wrong)
    with pytest.raises(sm2.InvalidKey):
        sm2.PublicKey.from_pem(private)


def test_a_private_key_is_not_copied_and_not_shown() -> None:
    assert KEY.secret.hex() not in repr(KEY)
    for copied in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            copied(KEY)


def test_a_public_key_is_copied_by_value() -> None:
    public = copy.deepcopy(KEY.public)

    assert (public, hash(public)) == (KEY.public, hash(KEY.public))
    assert public.handle != KEY.public.handle


def test_threads_share_a_key() -> None:
    def work(number: int) -> None:
        message = number.to_bytes(4)
        sm2.verify(KEY.public, message, sm2.sign(KEY, message))
        assert sm2.decrypt(KEY, sm2.encrypt(KEY.public, message)) == message
        with pytest.raises(sm2.InvalidSignature):
            sm2.verify(OTHER.public, message, sm2.sign(KEY, message))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(200)))


def _pages() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1])


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_nothing_is_left_in_memory() -> None:
    def work() -> None:
        key = sm2.PrivateKey(KEY.secret)
        with pytest.raises(sm2.InvalidSignature):
            sm2.verify(key.public, b"other", sm2.sign(key, b"x"))
        sm2.decrypt(key, sm2.encrypt(key.public, b"x" * 64))

    for _ in range(300):
        work()
    before = _pages()
    for _ in range(1000):
        work()

    assert (_pages() - before) * 4096 < 1_000_000  # one object left each time is more


def test_the_library_carried_by_the_database_driver_would_do() -> None:
    last = list(library._candidates())[-1]
    if last is None or "psycopg" not in last:
        pytest.skip("this psycopg brings no libcrypto of its own")

    assert library._usable(last) is not None


def test_without_a_library_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "_candidates", lambda: iter(["libc.so.6", "libnone.so"]))

    with pytest.raises(sm2.CryptographyMissing, match="OpenSSL 3") as refused:
        library.library.__wrapped__()
    assert "\n" not in str(refused.value)
