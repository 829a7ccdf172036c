"""How the material of a key is kept: plainly in its file, or only where a module can open it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tongban.base.crypto import sm2, sm4
from tongban.base.crypto.errors import InvalidKey
from tongban.base.crypto.keys.facts import Algorithm

if TYPE_CHECKING:
    from tongban.base.crypto.keys.records import Record

SECRET_SIZES = {Algorithm.SM4_GCM: sm4.KEY_SIZE, Algorithm.HMAC_SM3: 32}


class Signer(Protocol):
    """A private key that signs and shows its public half; nothing else comes out of it."""

    def sign(self, message: bytes) -> bytes:
        """Sign; SM2 gives 64 raw bytes, ECDSA gives DER."""

    def public_der(self) -> bytes:
        """The public half as SubjectPublicKeyInfo."""


Material = Signer | bytes
"""A key ready for use: one that signs, or the bytes of a symmetric one."""


class Vault(Protocol):
    """Makes the material of keys and opens it again."""

    def make(self, key_id: str, purpose: str, algorithm: Algorithm) -> str:
        """Make new material, in the form in which a key file may hold it."""

    def open(self, record: Record) -> Material:
        """Return what a key file holds, or raise `InvalidKey` or `ValueError`."""


@dataclass(frozen=True, slots=True)
class SM2Signer:
    """An SM2 key in memory."""

    private: sm2.PrivateKey

    def sign(self, message: bytes) -> bytes:
        """Sign with the default signer's id."""
        return sm2.sign(self.private, message)

    def public_der(self) -> bytes:
        """The public half as SubjectPublicKeyInfo."""
        return self.private.public.to_der()


@dataclass(frozen=True, slots=True)
class P256Signer:
    """An ECDSA key on P-256 in memory, used with SHA-256."""

    private: ec.EllipticCurvePrivateKey

    def sign(self, message: bytes) -> bytes:
        """Sign the SHA-256 digest of the message."""
        return self.private.sign(message, ec.ECDSA(hashes.SHA256()))

    def public_der(self) -> bytes:
        """The public half as SubjectPublicKeyInfo."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )


class PlainVault:
    """Material as it is: hex of a symmetric key, PEM (PKCS #8) of a private one."""

    def make(self, key_id: str, purpose: str, algorithm: Algorithm) -> str:  # noqa: ARG002
        """Make new material, in the form in which a key file may hold it."""
        if algorithm is Algorithm.SM2_SM3:
            return sm2.generate().to_pem()
        if algorithm is Algorithm.ECDSA_P256:
            return p256_pem(ec.generate_private_key(ec.SECP256R1()))
        return secrets.token_hex(SECRET_SIZES[algorithm])

    def open(self, record: Record) -> Material:
        """Return what a key file holds, or raise `InvalidKey` or `ValueError`."""
        return opened(record.algorithm, record.material)


def opened(algorithm: Algorithm, material: str) -> Material:
    """Turn plain material into a key, or raise `InvalidKey` or `ValueError`."""
    if algorithm is Algorithm.SM2_SM3:
        return SM2Signer(sm2.PrivateKey.from_pem(material))
    if algorithm is Algorithm.ECDSA_P256:
        return P256Signer(_p256(material))
    value = bytes.fromhex(material)
    if len(value) != SECRET_SIZES[algorithm]:
        raise InvalidKey("the material has the wrong length")
    return value


def _p256(pem: str) -> ec.EllipticCurvePrivateKey:
    try:
        private = serialization.load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as broken:
        raise InvalidKey("this is not an unencrypted private key in PEM") from broken
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise InvalidKey("this is not a private key on a curve")
    if not isinstance(private.curve, ec.SECP256R1):
        raise InvalidKey("this is not a private key on the curve P-256")
    return private


def p256_pem(private: ec.EllipticCurvePrivateKey) -> str:
    """Return an ECDSA key as unencrypted PKCS #8."""
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
