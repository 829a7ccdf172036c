"""Signatures in certificates, lists, requests and time stamps: SM2, others by `other_keys`."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature as Mismatch
from cryptography.exceptions import UnsupportedAlgorithm

from tongban.base.crypto import keys, sm2
from tongban.base.crypto.errors import InvalidKey, InvalidSignature

SM2_SM3 = "1.2.156.10197.1.501"
SM2_PLAIN = "1.2.156.10197.1.301.1"
"""SM2 signature, the digest named elsewhere; some authorities write it into time stamps."""
ECDSA_SHA256 = "1.2.840.10045.4.3.2"
RSA_PLAIN = "1.2.840.113549.1.1.1"
EC_PLAIN = "1.2.840.10045.2.1"

# What every SubjectPublicKeyInfo on these curves begins with.
SM2_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
P256_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")

_SM2 = frozenset({SM2_SM3, SM2_PLAIN})


def active(purpose: str) -> str:
    """The id of the one active key of a purpose, or raise `KeyMissing`."""
    for key in keys.store().held():
        if key.purpose == purpose not in keys.MANY and key.state is keys.State.ACTIVE:
            return key.key_id
    raise keys.KeyMissing(f"there is no one active key for {purpose}")


def algorithm_of(key_id: str) -> str:
    """The OID for what a key of the store signs."""
    public_der = keys.store().public_der(key_id)
    return SM2_SM3 if public_der.startswith(SM2_HEAD) else ECDSA_SHA256


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
        else:
            from tongban.base.crypto.pki import other_keys  # takes time, and most are SM2

            other_keys.verify(public_der, algorithm, message, signature)
    except (InvalidKey, Mismatch, UnsupportedAlgorithm, ValueError, TypeError) as wrong:
        raise InvalidSignature("the signature does not belong to this message and key") from wrong
