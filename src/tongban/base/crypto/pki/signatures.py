"""Signatures in certificates, lists, requests and time stamps: SM2, ECDSA and RSA by their OID."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature as Mismatch
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from tongban.base.crypto import keys, sm2
from tongban.base.crypto.errors import InvalidKey, InvalidSignature

if TYPE_CHECKING:
    from collections.abc import Mapping

SM2_SM3 = "1.2.156.10197.1.501"
SM2_PLAIN = "1.2.156.10197.1.301.1"
"""SM2 signature, the digest named elsewhere; some authorities write it into time stamps."""
ECDSA_SHA256 = "1.2.840.10045.4.3.2"
RSA_PLAIN = "1.2.840.113549.1.1.1"
EC_PLAIN = "1.2.840.10045.2.1"

_SM2 = frozenset({SM2_SM3, SM2_PLAIN})
_ECDSA: Mapping[str, hashes.HashAlgorithm] = {
    ECDSA_SHA256: hashes.SHA256(),
    "1.2.840.10045.4.3.3": hashes.SHA384(),
    "1.2.840.10045.4.3.4": hashes.SHA512(),
}
_RSA: Mapping[str, hashes.HashAlgorithm] = {
    "1.2.840.113549.1.1.11": hashes.SHA256(),
    "1.2.840.113549.1.1.12": hashes.SHA384(),
    "1.2.840.113549.1.1.13": hashes.SHA512(),
}
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_LEAST_RSA, _MOST_RSA = 2048, 8192


def algorithm_of(key_id: str) -> str:
    """The OID for what a key of the store signs."""
    signed = next(key for key in keys.store().held() if key.key_id == key_id).algorithm
    return SM2_SM3 if signed is keys.Algorithm.SM2_SM3 else ECDSA_SHA256


def made(key_id: str, message: bytes) -> bytes:
    """Sign with a key of the store, in the DER form that certificates hold."""
    signed = keys.store().sign_by(key_id, message)
    if signed.algorithm is keys.Algorithm.SM2_SM3:
        return sm2.signature_to_der(signed.value)
    return signed.value


def verify(public_der: bytes, algorithm: str, message: bytes, signature: bytes) -> None:
    """Return if the signature fits, else raise `InvalidSignature`; weak algorithms never fit."""
    try:
        if algorithm in _SM2:
            public = sm2.PublicKey.from_der(public_der)
            sm2.verify(public, message, sm2.signature_from_der(signature))
        elif algorithm in _ECDSA or algorithm in _RSA:
            _verify_foreign(public_der, algorithm, message, signature)
        else:
            raise InvalidSignature(f"signatures of kind {algorithm} are not relied on")
    except (InvalidKey, Mismatch, UnsupportedAlgorithm, ValueError, TypeError) as wrong:
        raise InvalidSignature("the signature does not belong to this message and key") from wrong


def _verify_foreign(public_der: bytes, algorithm: str, message: bytes, signature: bytes) -> None:
    public = serialization.load_der_public_key(public_der)
    if isinstance(public, ec.EllipticCurvePublicKey) and algorithm in _ECDSA:
        if not isinstance(public.curve, _CURVES):
            raise InvalidSignature(f"the curve {public.curve.name} is not relied on")
        public.verify(signature, message, ec.ECDSA(_ECDSA[algorithm]))
    elif isinstance(public, rsa.RSAPublicKey) and algorithm in _RSA:
        if not _LEAST_RSA <= public.key_size <= _MOST_RSA:
            raise InvalidSignature(f"an RSA key of {public.key_size} bits is not relied on")
        public.verify(signature, message, padding.PKCS1v15(), _RSA[algorithm])
    else:
        raise InvalidSignature("the key is of another kind than the signature")
