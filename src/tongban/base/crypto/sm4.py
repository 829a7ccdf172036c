"""SM4-GCM (GB/T 32907, RFC 8998): secret and unchanged, or not opened at all."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from tongban.base.crypto.errors import InvalidSeal

__all__ = ["KEY_SIZE", "OVERHEAD", "VERSION", "InvalidSeal", "seal"]  # and sm4.open

VERSION = b"\x01"
"""First byte of everything sealed: SM4-GCM, random 12-byte nonce, 16-byte tag."""
KEY_SIZE = 16
NONCE_SIZE = 12
TAG_SIZE = 16
_BODY = len(VERSION) + NONCE_SIZE
OVERHEAD = len(VERSION) + NONCE_SIZE + TAG_SIZE
"""How much longer the sealed bytes are than the plain ones."""


def seal(key: bytes, plain: bytes, aad: bytes = b"") -> bytes:
    """Return version, nonce, ciphertext and tag; `aad` is bound but not contained.

    The nonce is random, so one key may seal at most 2**32 times: rotate before.
    """
    nonce = os.urandom(NONCE_SIZE)
    sealing = Cipher(_key(key), GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(aad)
    body = sealing.update(plain) + sealing.finalize()
    return b"".join((VERSION, nonce, body, sealing.tag))


def open(key: bytes, sealed: bytes, aad: bytes = b"") -> bytes:  # noqa: A001 - read as sm4.open
    """Return the plain bytes; `InvalidSeal` when any bit of `sealed`, `aad` or `key` differs."""
    if len(sealed) < OVERHEAD or sealed[:1] != VERSION:
        raise InvalidSeal("these bytes were not sealed with SM4-GCM, version 1")
    nonce, body, tag = sealed[1:_BODY], sealed[_BODY:-TAG_SIZE], sealed[-TAG_SIZE:]
    opening = Cipher(_key(key), GCM(nonce, tag)).decryptor()
    opening.authenticate_additional_data(aad)
    try:
        return opening.update(body) + opening.finalize()
    except InvalidTag as broken:
        raise InvalidSeal("the sealed bytes were changed, or belong elsewhere") from broken


def _key(key: bytes) -> SM4:
    if len(key) != KEY_SIZE:
        raise ValueError("an SM4 key has 16 bytes")
    return SM4(key)
