"""Raw and DER forms of signatures and ciphertexts (GM/T 0009), each accepted in one spelling."""

from __future__ import annotations

from asn1crypto import core
from cryptography.hazmat.primitives.asymmetric import utils

from tongban.base.crypto import sm3
from tongban.base.crypto.errors import InvalidSeal, InvalidSignature
from tongban.base.crypto.sm2 import curve

SIGNATURE_SIZE = 2 * curve.SIZE
HEAD_SIZE = curve.POINT_SIZE + sm3.SIZE
"""Bytes of C1 and C3, before C2."""


class SM2Cipher(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """The public-key ciphertext of GM/T 0009."""

    _fields = [
        ("x", core.Integer),
        ("y", core.Integer),
        ("hash", core.OctetString),
        ("ciphertext", core.OctetString),
    ]


def signature_to_der(signature: bytes) -> bytes:
    """Turn 64 raw bytes r‖s into DER; numbers outside 1…n − 1 are refused."""
    if len(signature) != SIGNATURE_SIZE:
        raise InvalidSignature("a raw SM2 signature has 64 bytes")
    r, s = int.from_bytes(signature[: curve.SIZE]), int.from_bytes(signature[curve.SIZE :])
    _require_range(r, s)
    return utils.encode_dss_signature(r, s)


def signature_from_der(der: bytes) -> bytes:
    """Turn a DER signature into 64 raw bytes; other spellings of the same numbers are refused."""
    try:
        r, s = utils.decode_dss_signature(der)
    except ValueError as broken:
        raise InvalidSignature("this is not a DER signature") from broken
    _require_range(r, s)
    if utils.encode_dss_signature(r, s) != der:
        raise InvalidSignature("the signature is not in the one form DER allows")
    return r.to_bytes(curve.SIZE) + s.to_bytes(curve.SIZE)


def _require_range(r: int, s: int) -> None:
    if not (0 < r < curve.N and 0 < s < curve.N):
        raise InvalidSignature("r and s of an SM2 signature lie between 1 and n − 1")


def ciphertext_to_der(raw: bytes) -> bytes:
    """Turn C1‖C3‖C2 into DER; C1 must be a point on the curve."""
    if len(raw) <= HEAD_SIZE or not curve.has_point(raw[: curve.POINT_SIZE]):
        raise InvalidSeal("these bytes are not an SM2 ciphertext C1‖C3‖C2")
    parts = SM2Cipher(
        {
            "x": int.from_bytes(raw[1 : 1 + curve.SIZE]),
            "y": int.from_bytes(raw[1 + curve.SIZE : curve.POINT_SIZE]),
            "hash": raw[curve.POINT_SIZE : HEAD_SIZE],
            "ciphertext": raw[HEAD_SIZE:],
        }
    )
    return bytes(parts.dump())


def ciphertext_from_der(der: bytes) -> bytes:
    """Turn a DER ciphertext into C1‖C3‖C2; other spellings of the same values are refused."""
    try:
        parts = SM2Cipher.load(der, strict=True)
        x, y = parts["x"].native.to_bytes(curve.SIZE), parts["y"].native.to_bytes(curve.SIZE)
        raw = curve.UNCOMPRESSED + x + y + parts["hash"].native + parts["ciphertext"].native
    except (ValueError, TypeError, OverflowError) as broken:
        raise InvalidSeal("this is not an SM2 ciphertext in DER") from broken
    if len(parts["hash"].native) != sm3.SIZE or ciphertext_to_der(raw) != der:
        raise InvalidSeal("the ciphertext is not in the one form DER allows")
    return bytes(raw)
