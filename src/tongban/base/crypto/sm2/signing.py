"""Signatures with the signer's id, over SM3(Z‖M)."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

from tongban.base.crypto import sm3
from tongban.base.crypto.errors import InvalidSignature
from tongban.base.crypto.sm2 import curve, encoding
from tongban.base.crypto.sm2.library import digest_context, forget_errors, library, succeeded

if TYPE_CHECKING:
    from tongban.base.crypto.sm2.keys import PrivateKey, PublicKey

DEFAULT_ID = b"1234567812345678"
"""The signer's id where none is agreed (GB/T 35276)."""
LONGEST_ID = 8190
"""OpenSSL takes one byte less than Z has room for, as it holds the length in bits as two bytes."""
LONGEST_DER = 72


def sign(private: PrivateKey, message: bytes, ident: bytes = DEFAULT_ID) -> bytes:
    """Return the 64 raw bytes r‖s; two signatures of one message differ."""
    _require_ident(ident)
    loaded = library()
    der, size = ctypes.create_string_buffer(LONGEST_DER), ctypes.c_size_t(LONGEST_DER)
    with digest_context() as context:
        inner = ctypes.c_void_p()  # belongs to the context
        succeeded(
            loaded.EVP_DigestSignInit_ex(
                context, ctypes.byref(inner), b"SM3", None, None, private.handle, None
            )
        )
        succeeded(loaded.EVP_PKEY_CTX_set1_id(inner, ident, len(ident)))
        succeeded(loaded.EVP_DigestSign(context, der, ctypes.byref(size), message, len(message)))
    return encoding.signature_from_der(der.raw[: size.value])


def verify(public: PublicKey, message: bytes, signature: bytes, ident: bytes = DEFAULT_ID) -> None:
    """Return if the 64 raw bytes sign this message, else raise `InvalidSignature`."""
    _require_ident(ident)
    der = encoding.signature_to_der(signature)
    loaded = library()
    with digest_context() as context:
        inner = ctypes.c_void_p()
        succeeded(
            loaded.EVP_DigestVerifyInit_ex(
                context, ctypes.byref(inner), b"SM3", None, None, public.handle, None
            )
        )
        succeeded(loaded.EVP_PKEY_CTX_set1_id(inner, ident, len(ident)))
        if loaded.EVP_DigestVerify(context, der, len(der), message, len(message)) != 1:
            forget_errors()
            raise InvalidSignature("the SM2 signature does not belong to this message and key")


def digest(public: PublicKey, message: bytes, ident: bytes = DEFAULT_ID) -> bytes:
    """Return e = SM3(Z‖M), what a module that knows the bare algorithm only must be given."""
    _require_ident(ident)
    numbers = (curve.A, curve.B, curve.GX, curve.GY)
    head = (8 * len(ident)).to_bytes(2) + ident
    body = b"".join(number.to_bytes(curve.SIZE) for number in numbers) + public.point[1:]
    return sm3.digest(sm3.digest(head + body) + message)


def _require_ident(ident: bytes) -> None:
    if not 0 < len(ident) <= LONGEST_ID:
        raise ValueError("a signer's id has 1 to 8190 bytes")
