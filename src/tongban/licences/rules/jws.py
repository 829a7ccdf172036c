"""Signed JSON in its compact form (RFC 7515): three parts, each base64url, joined by dots.

Algorithms: `ES256` (RFC 7518) for everybody's libraries, and `SM2` for ours: SM2 with SM3 and the
default signer's id (GB/T 35276), 64 raw bytes r‖s.  No other is taken, `none` least of all.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

ES256 = "ES256"
SM2 = "SM2"
ALGORITHMS = frozenset({ES256, SM2})
LARGEST = 8 * 1024 * 1024
SIGNATURE_SIZE = 64
_PARTS = 3

Sign: TypeAlias = Callable[[bytes], bytes]
"""Takes what is to be signed; gives 64 raw bytes r‖s."""


class Unreadable(Exception):
    """This is no signed JSON as we write it."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Signed JSON taken apart; nothing of it is believed before `signature` is verified."""

    header: dict[str, Any]
    payload: dict[str, Any]
    signed: bytes
    signature: bytes


def encoded(content: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def decoded(text: str) -> bytes:
    """The bytes of base64url without padding, or `Unreadable`."""
    if "=" in text:
        raise Unreadable
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as broken:
        raise Unreadable from broken
    if encoded(found) != text:
        raise Unreadable
    return found


def write(header: Mapping[str, object], payload: Mapping[str, object], sign: Sign) -> str:
    """Header and payload with their signature; `header` names the algorithm as `alg`."""
    if header.get("alg") not in ALGORITHMS:
        raise ValueError("the header names ES256 or SM2 as its alg")
    signed = f"{encoded(_json(header))}.{encoded(_json(payload))}"
    return f"{signed}.{encoded(sign(signed.encode('ascii')))}"


def read(text: str) -> Signed:
    """Take signed JSON apart, or raise `Unreadable`; the signature is still to be verified."""
    parts = text.split(".")
    if len(text) > LARGEST or len(parts) != _PARTS:
        raise Unreadable
    header, payload = _object(parts[0]), _object(parts[1])
    signature = decoded(parts[2])
    if header.get("alg") not in ALGORITHMS or len(signature) != SIGNATURE_SIZE:
        raise Unreadable
    return Signed(header, payload, f"{parts[0]}.{parts[1]}".encode("ascii"), signature)


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(decoded(part))
    except (ValueError, RecursionError) as broken:
        raise Unreadable from broken
    if not isinstance(value, dict):
        raise Unreadable
    return value
