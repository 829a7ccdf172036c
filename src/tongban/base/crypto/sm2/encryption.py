"""Encryption to a public key, for short secrets such as another key."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

from tongban.base.crypto.errors import InvalidSeal
from tongban.base.crypto.sm2 import encoding
from tongban.base.crypto.sm2.library import forget_errors, key_context, library, succeeded

if TYPE_CHECKING:
    from tongban.base.crypto.sm2.keys import PrivateKey, PublicKey

DER_OVERHEAD = 128
"""More than DER adds: two coordinates, a digest and four headings."""


def encrypt(public: PublicKey, plain: bytes) -> bytes:
    """Return C1‖C3‖C2 of at least one byte, different each time.

    A key stream of zeros, likely for messages of a few bytes only, would show the plain
    bytes; the standard has it drawn again, and we do not leave that to the OpenSSL we find.
    """
    if not plain:
        raise ValueError("SM2 encrypts at least one byte")
    while True:
        raw = encoding.ciphertext_from_der(_encrypt(public, plain))
        if raw[encoding.HEAD_SIZE :] != plain:
            return raw


def decrypt(private: PrivateKey, raw: bytes) -> bytes:
    """Return what was encrypted as C1‖C3‖C2, or raise `InvalidSeal`."""
    der = encoding.ciphertext_to_der(raw)
    loaded = library()
    plain, size = ctypes.create_string_buffer(len(der)), ctypes.c_size_t(len(der))
    with key_context(private.handle) as context:
        succeeded(loaded.EVP_PKEY_decrypt_init(context))
        if loaded.EVP_PKEY_decrypt(context, plain, ctypes.byref(size), der, len(der)) != 1:
            forget_errors()
            raise InvalidSeal("the SM2 ciphertext was changed, or is for another key")
    opened = plain.raw[: size.value]
    if opened == raw[encoding.HEAD_SIZE :]:
        raise InvalidSeal("the SM2 ciphertext was made with an empty key stream")
    return opened


def _encrypt(public: PublicKey, plain: bytes) -> bytes:
    loaded = library()
    room = len(plain) + DER_OVERHEAD
    der, size = ctypes.create_string_buffer(room), ctypes.c_size_t(room)
    with key_context(public.handle) as context:
        succeeded(loaded.EVP_PKEY_encrypt_init(context))
        succeeded(loaded.EVP_PKEY_encrypt(context, der, ctypes.byref(size), plain, len(plain)))
    return der.raw[: size.value]
