"""SM2 keys: made, checked, taken in and handed out."""

from __future__ import annotations

import ctypes
import secrets
import weakref
from typing import NoReturn

from asn1crypto import keys as asn1
from asn1crypto import pem

from tongban.base.crypto.errors import InvalidKey
from tongban.base.crypto.sm2 import curve
from tongban.base.crypto.sm2.library import library, load_key, succeeded

# Both forms have one fixed length, so everything before the numbers is constant.
_ALGORITHM = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")
_SPKI = bytes.fromhex("3059") + _ALGORITHM + bytes.fromhex("034200")
_PKCS8 = bytes.fromhex("308187020100") + _ALGORITHM + bytes.fromhex("046d306b0201010420")
_PKCS8_POINT = bytes.fromhex("a144034200")
_PKCS8_BARE = bytes.fromhex("3041020100") + _ALGORITHM + bytes.fromhex("042730250201010420")


class PublicKey:
    """A point on the curve, checked, with its OpenSSL key kept as long as this object lives."""

    __slots__ = ("__weakref__", "_point", "handle")

    def __init__(self, point: bytes) -> None:
        if not curve.has_point(point):
            raise InvalidKey("an SM2 public key is 65 bytes 04‖x‖y of a point on the curve")
        self._point = bytes(point)
        self.handle = load_key(_SPKI + self._point, library().d2i_PUBKEY)
        _free_with(self, self.handle)

    @property
    def point(self) -> bytes:
        """The 65 bytes 04‖x‖y."""
        return self._point

    def to_der(self) -> bytes:
        """Return the key as SubjectPublicKeyInfo."""
        return _SPKI + self._point

    def to_pem(self) -> str:
        """Return the key as SubjectPublicKeyInfo."""
        return str(pem.armor("PUBLIC KEY", self.to_der()).decode())

    @classmethod
    def from_der(cls, der: bytes) -> PublicKey:
        """Take in a SubjectPublicKeyInfo of the SM2 curve in its one spelling."""
        if not der.startswith(_SPKI):
            raise InvalidKey("this is not an SM2 public key in DER")
        return cls(der[len(_SPKI) :])

    @classmethod
    def from_pem(cls, text: str) -> PublicKey:
        """Take in a SubjectPublicKeyInfo that names the SM2 curve."""
        try:
            found = asn1.PublicKeyInfo.load(_unarmoured(text, "PUBLIC KEY"), strict=True)
            _require_sm2(found["algorithm"])
            return cls(found["public_key"].native)
        except InvalidKey:
            raise
        except (ValueError, TypeError, KeyError) as broken:
            raise InvalidKey("this is not an SM2 public key in PEM") from broken

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and other.point == self.point

    def __hash__(self) -> int:
        return hash(self._point)

    def __reduce__(self) -> tuple[type[PublicKey], tuple[bytes]]:
        return PublicKey, (self._point,)  # never the handle

    def __repr__(self) -> str:
        return f"PublicKey({self._point.hex()})"


class PrivateKey:
    """A number d with 1 ≤ d ≤ n − 2, with its OpenSSL key kept as long as this object lives."""

    __slots__ = ("__weakref__", "_public", "_secret", "handle")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != curve.SIZE or not 0 < int.from_bytes(secret) < curve.N - 1:
            raise InvalidKey("an SM2 private key is 32 bytes of a number from 1 to n − 2")
        self._secret = bytes(secret)
        self.handle = load_key(_PKCS8_BARE + self._secret, library().d2i_AutoPrivateKey)
        _free_with(self, self.handle)
        self._public = PublicKey(_point_of(self.handle))

    @property
    def secret(self) -> bytes:
        """The 32 bytes of d, for the key store only."""
        return self._secret

    @property
    def public(self) -> PublicKey:
        """The key that others verify with."""
        return self._public

    def to_pem(self) -> str:
        """Return the key as unencrypted PKCS #8."""
        der = _PKCS8 + self._secret + _PKCS8_POINT + self._public.point
        return str(pem.armor("PRIVATE KEY", der).decode())

    @classmethod
    def from_pem(cls, text: str) -> PrivateKey:
        """Take in unencrypted PKCS #8 that names the SM2 curve."""
        try:
            found = asn1.PrivateKeyInfo.load(_unarmoured(text, "PRIVATE KEY"), strict=True)
            _require_sm2(found["private_key_algorithm"])
            inner = found["private_key"].parsed
            taken = cls(inner["private_key"].native.to_bytes(curve.SIZE))
            stated = inner["public_key"].native
        except InvalidKey:
            raise
        except (ValueError, TypeError, KeyError, OverflowError) as broken:
            raise InvalidKey("this is not an SM2 private key in PEM (PKCS #8)") from broken
        if stated is not None and stated != taken.public.point:
            raise InvalidKey("the public key in this PEM belongs to another private key")
        return taken

    def __reduce__(self) -> NoReturn:
        raise TypeError("an SM2 private key is not copied or pickled")

    def __repr__(self) -> str:
        return f"PrivateKey(public={self._public.point.hex()})"


def generate() -> PrivateKey:
    """Return a new key from the operating system's randomness."""
    return PrivateKey((1 + secrets.randbelow(curve.N - 2)).to_bytes(curve.SIZE))


def _free_with(key: PublicKey | PrivateKey, handle: int) -> None:
    # Not at exit: a thread that still signs would use what was freed, and the process ends anyway.
    weakref.finalize(key, library().EVP_PKEY_free, handle).atexit = False


def _point_of(handle: int) -> bytes:
    point, size = ctypes.create_string_buffer(curve.POINT_SIZE), ctypes.c_size_t()
    succeeded(
        library().EVP_PKEY_get_octet_string_param(
            handle, b"pub", point, len(point), ctypes.byref(size)
        )
    )
    return point.raw[: size.value]


def _unarmoured(text: str, kind: str) -> bytes:
    found, _headers, der = pem.unarmor(text.encode())
    if found != kind:
        raise InvalidKey(f"expected PEM of a {kind}, found {found}")
    return bytes(der)


def _require_sm2(algorithm: asn1.PublicKeyAlgorithm) -> None:
    parameters = algorithm["parameters"]
    if algorithm["algorithm"].native != "ec" or parameters.chosen.dotted != curve.OID:
        raise InvalidKey("this key is not on the SM2 curve")
