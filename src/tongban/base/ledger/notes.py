"""A tree head as text, and its signature: the form of C2SP `tlog-checkpoint`, with SM2 and SM3.

    <origin>
    <number of leaves>
    <root, base64>
    time <moment in UTC>

    — <origin> <base64 of four bytes that name the key, and the 64 bytes of the signature>

The signature is over the lines before the blank one, each with its line feed.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tongban.base.crypto import sm2, sm3
from tongban.base.crypto.errors import InvalidKey, InvalidSignature

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongban.base.crypto.sm2 import PublicKey

LONGEST = 4096
_HINT = 4
_SIGNATURE = 64
_ROOT = 32
_KIND = b"\xffSM2-SM3"
_SHAPE = re.compile(
    r"(?P<origin>[^\s+]+)\n(?P<size>0|[1-9]\d{0,17})\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"time (?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n"
    r"\n— (?P<signer>[^\s+]+) (?P<signature>[A-Za-z0-9+/=]+)\n"
)
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)


class NoteBroken(ValueError):
    """The text is no signed tree head."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a tree head (树头) says: the log, its size, its root, and when that was."""

    origin: str
    size: int
    root: bytes
    at: datetime

    @property
    def text(self) -> str:
        """The lines that are signed."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\ntime {self.at.astimezone(UTC):%FT%TZ}\n"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A tree head with its signature; nothing is proved before `verify` returned."""

    head: Head
    hint: bytes
    signature: bytes

    @property
    def note(self) -> str:
        """The whole text, as it is published."""
        signed = base64.b64encode(self.hint + self.signature).decode()
        return f"{self.head.text}\n— {self.head.origin} {signed}\n"


def hint(origin: str, key: PublicKey) -> bytes:
    """Four bytes by which a reader finds the key."""
    return sm3.digest(origin.encode() + b"\n" + _KIND + key.to_der())[:_HINT]


def read(text: str) -> SignedHead:
    """Take a note apart, or raise `NoteBroken`; there is one spelling only."""
    found = _SHAPE.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or found["origin"] != found["signer"]:
        raise NoteBroken("this is no signed tree head")
    try:
        at = datetime.strptime(found["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        root = base64.b64decode(found["root"], validate=True)
        signed = base64.b64decode(found["signature"], validate=True)
    except (ValueError, binascii.Error):
        raise NoteBroken("this is no signed tree head") from None
    head = Head(found["origin"], int(found["size"]), root, at)
    known = SignedHead(head, signed[:_HINT], signed[_HINT:])
    if len(root) != _ROOT or len(signed) != _HINT + _SIGNATURE or known.note != text:
        raise NoteBroken("this is no signed tree head")
    return known


def verify(signed: SignedHead, keys: Iterable[PublicKey]) -> None:
    """Return if one of these keys signed the head, else raise `InvalidSignature`."""
    for key in keys:
        if hint(signed.head.origin, key) == signed.hint:
            sm2.verify(key, signed.head.text.encode(), signed.signature)
            return
    raise InvalidSignature("none of the given keys signed this head")


def public_keys(text: str) -> tuple[PublicKey, ...]:
    """Every SM2 key of a PEM file; raises `InvalidKey` if there is none."""
    found = tuple(sm2.PublicKey.from_pem(block) for block in _PEM.findall(text))
    if not found:
        raise InvalidKey("there is no public key in PEM")
    return found
