"""SD-JWT credentials: read back, disclosed in part, refused when changed; others agree."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from jwcrypto.jwk import JWK
from jwcrypto.jws import InvalidJWSSignature
from sd_jwt.verifier import SDJWTVerifier

from tongban.base.crypto import sm2
from tongban.licences.rules import credentials, jws

if TYPE_CHECKING:
    from collections.abc import Mapping

P256 = ec.generate_private_key(ec.SECP256R1())
SM2 = sm2.generate()
CLEAR = {"iss": "https://node.example", "vct": f"{credentials.KIND}119900000000000275001"}
HIDDEN: Mapping[str, object] = {
    "CZZT": ["样大民", "例小红"],
    "ZZBH": "JY10000000000000",
    "KZ_JYCS": "样例省样例市样例区示范路1号",
}


def es256(message: bytes) -> bytes:
    r, s = decode_dss_signature(P256.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def made(algorithm: str = jws.ES256) -> str:
    sign = es256 if algorithm == jws.ES256 else (lambda message: sm2.sign(SM2, message))
    return credentials.write(CLEAR, HIDDEN, header={"alg": algorithm, "kid": "k"}, sign=sign)


def stranger_reads(text: str) -> dict[str, Any]:
    """What the reference implementation makes of it."""
    pem = P256.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = JWK.from_pem(pem)
    claims: dict[str, Any] = SDJWTVerifier(text, lambda *_: key).get_verified_payload()
    return claims


def test_the_reference_implementation_accepts_it_whole() -> None:
    assert stranger_reads(made()) == {**CLEAR, **HIDDEN}


def test_the_reference_implementation_accepts_a_part() -> None:
    shown = credentials.present(made(), ["ZZBH"])

    assert stranger_reads(shown) == {**CLEAR, "ZZBH": HIDDEN["ZZBH"]}
    assert "样大民" not in json.dumps(credentials.read(shown).claims, ensure_ascii=False)


def test_the_reference_implementation_refuses_another_key() -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = JWK.from_pem(pem)

    with pytest.raises(InvalidJWSSignature):
        SDJWTVerifier(made(), lambda *_: key)


class Sm2Verifier(SDJWTVerifier):  # type: ignore[misc]
    """The reference implementation with the one thing it lacks: the signature SM2."""

    def _verify_sd_jwt(self, cb_get_issuer_key: Any, _alg: str | None = None) -> None:
        header, payload, signature = self._unverified_input_sd_jwt.split(".")
        key = cb_get_issuer_key(None, {})
        sm2.verify(key, f"{header}.{payload}".encode(), self._base64url_decode(signature))
        self._sd_jwt_payload = json.loads(self._base64url_decode(payload))


def test_with_sm2_its_digests_and_disclosures_are_accepted_too() -> None:
    text = credentials.present(made(jws.SM2), ["CZZT"])

    claims = Sm2Verifier(text, lambda *_: SM2.public).get_verified_payload()

    assert claims == {**CLEAR, "CZZT": HIDDEN["CZZT"]}
    with pytest.raises(sm2.InvalidSignature):
        Sm2Verifier(text, lambda *_: sm2.generate().public)


def test_it_is_read_back() -> None:
    read = credentials.read(made(jws.SM2))

    assert read.claims == {**CLEAR, **HIDDEN}
    sm2.verify(SM2.public, read.token.signed, read.token.signature)


def test_a_disclosure_of_another_credential_is_refused() -> None:
    token = made().split("~")[0]
    foreign = made().split("~")[1]

    with pytest.raises(credentials.CredentialUnreadable):
        credentials.read(f"{token}~{foreign}~")


def test_a_disclosure_is_given_once() -> None:
    token, first, *_ = made().split("~")

    with pytest.raises(credentials.CredentialUnreadable):
        credentials.read(f"{token}~{first}~{first}~")


@pytest.mark.parametrize("name", ["_sd", "iss", "status", "..."])
def test_what_everybody_must_know_is_never_hidden(name: str) -> None:
    with pytest.raises(ValueError, match="never hidden"):
        credentials.write({}, {name: "x"}, header={"alg": jws.ES256}, sign=es256)


@pytest.mark.parametrize("algorithm", ["none", "HS256", None])
def test_no_other_algorithm_is_written_or_read(algorithm: str | None) -> None:
    with pytest.raises(ValueError, match="ES256 or SM2"):
        jws.write({"alg": algorithm}, {}, es256)
    header = jws.encoded(json.dumps({"alg": algorithm}).encode())

    with pytest.raises(jws.Unreadable):
        jws.read(f"{header}.{jws.encoded(b'{}')}.{jws.encoded(bytes(64))}")


@given(st.data())
def test_one_changed_character_is_noticed(data: st.DataObject) -> None:
    text = made(jws.SM2)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("Ab9_-.~=中"))
    changed = text[:place] + other + text[place + 1 :]

    try:
        read = credentials.read(changed)
        sm2.verify(SM2.public, read.token.signed, read.token.signature)
    except (credentials.CredentialUnreadable, sm2.InvalidSignature):
        return
    assert changed == text


@given(st.text())
def test_any_other_text_is_unreadable(text: str) -> None:
    with pytest.raises(credentials.CredentialUnreadable):
        credentials.read(text)
