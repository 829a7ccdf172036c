"""Signatures with ECDSA and RSA keys, as other countries' authorities and PDF readers use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from tongban.base.crypto.errors import InvalidSignature

if TYPE_CHECKING:
    from collections.abc import Mapping

_ECDSA: Mapping[str, hashes.HashAlgorithm] = {
    "1.2.840.10045.4.3.2": hashes.SHA256(),
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


def verify(public_der: bytes, algorithm: str, message: bytes, signature: bytes) -> None:
    """Return if the signature fits; weak algorithms never fit.

    Raises `InvalidSignature`, or what `cryptography` raises for keys and values it cannot read.
    """
    if algorithm not in _ECDSA and algorithm not in _RSA:
        raise InvalidSignature(f"signatures of kind {algorithm} are not relied on")
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
