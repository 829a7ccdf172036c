"""SM2 against the published vectors: the standard's text, and the library we use."""

from __future__ import annotations

import pytest

from tests.base.crypto import reference, vectors
from tongban.base.crypto import sm2

PRIVATE = sm2.PrivateKey(vectors.D.to_bytes(32))
SIGNATURE = vectors.R.to_bytes(32) + vectors.S.to_bytes(32)
CIPHERTEXT = b"\x04" + vectors.C1 + vectors.C3 + vectors.C2


def test_the_standard_computes_set_1() -> None:
    curve, public = reference.RECOMMENDED, (vectors.PX, vectors.PY)

    assert curve.public(vectors.D) == public
    assert reference.z(curve, vectors.IDENT, public) == vectors.Z.to_bytes(32)
    assert reference.e(curve, vectors.IDENT, public, vectors.MESSAGE) == vectors.E
    assert reference.sign(curve, vectors.D, vectors.K, vectors.E) == (vectors.R, vectors.S)
    assert reference.verifies(curve, public, vectors.E, (vectors.R, vectors.S))


def test_the_standard_computes_set_2_on_the_example_curve() -> None:
    curve = reference.EXAMPLE
    public = curve.public(vectors.ALICE_D)
    signature = (vectors.ALICE_R, vectors.ALICE_S)

    assert reference.z(curve, vectors.ALICE, public) == vectors.ALICE_Z.to_bytes(32)
    assert reference.e(curve, vectors.ALICE, public, vectors.MESSAGE) == vectors.ALICE_E
    made = reference.sign(curve, vectors.ALICE_D, vectors.ALICE_K, vectors.ALICE_E)
    assert made == signature
    assert reference.verifies(curve, public, vectors.ALICE_E, signature)


def test_the_standard_computes_the_published_ciphertext() -> None:
    public = (vectors.PX, vectors.PY)
    made = reference.encrypt(reference.RECOMMENDED, public, vectors.K, vectors.PLAIN)

    assert made == CIPHERTEXT


def test_our_library_derives_the_published_public_key() -> None:
    assert PRIVATE.public.point == b"\x04" + vectors.PX.to_bytes(32) + vectors.PY.to_bytes(32)


def test_our_library_verifies_the_published_signature() -> None:
    sm2.verify(PRIVATE.public, vectors.MESSAGE, SIGNATURE)
    sm2.verify(PRIVATE.public, vectors.MESSAGE, SIGNATURE, vectors.IDENT)
    with pytest.raises(sm2.InvalidSignature):
        sm2.verify(PRIVATE.public, vectors.MESSAGE, SIGNATURE, vectors.ALICE)


def test_our_library_opens_the_published_ciphertext() -> None:
    assert sm2.decrypt(PRIVATE, CIPHERTEXT) == vectors.PLAIN


@pytest.mark.parametrize("ident", [vectors.IDENT, vectors.ALICE, b"\0", b"x" * 8190])
def test_the_standard_verifies_what_our_library_signs(ident: bytes) -> None:
    curve, public = reference.RECOMMENDED, (vectors.PX, vectors.PY)
    signature = sm2.sign(PRIVATE, b"a message", ident)

    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    digest = reference.e(curve, ident, public, b"a message")
    assert reference.verifies(curve, public, digest, (r, s))


def test_our_library_verifies_what_the_standard_signs() -> None:
    curve, key = reference.RECOMMENDED, sm2.generate()
    d = int.from_bytes(key.secret)
    digest = reference.e(curve, vectors.ALICE, curve.public(d), b"a message")
    r, s = reference.sign(curve, d, 0x1234567, digest)

    signature = r.to_bytes(32) + s.to_bytes(32)

    sm2.verify(key.public, b"a message", signature, vectors.ALICE)
