"""The QR code on a licence: a signed sentence that is checked without any database.

Text: `ZZ2|<证照标识>|<颁发日期>|<place in the status lists>|<signature>`, where the signature is
BASE64URL of the 64 bytes of SM2 over the text before it; `ZZ1` is the same without the place.
A telephone's camera gets it inside an address of the node that issued the licence.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from tongban.base.crypto import sm2
from tongban.base.errors import Invalid
from tongban.licences.rules import identifiers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongban.base.crypto.sm2 import PublicKey
    from tongban.licences.rules.identifiers import Identifier

PREFIX = "ZZ2"
PLACELESS = "ZZ1"
PREFIXES = (f"{PREFIX}|", f"{PLACELESS}|")
PATH = "/verify/"
LONGEST = 600
_PARTS = {PREFIX: 5, PLACELESS: 4}
_LONGEST_PLACE = 18
_SIGNATURE_SIZE = 64


class QrUnknown(Invalid):
    """The code is not one of an electronic licence."""

    code = "licences.qr_unknown"
    sentence = "这不是电子证照上的二维码。"


class QrForged(Invalid):
    """The code looks like ours but nobody of ours signed it."""

    code = "licences.qr_forged"
    sentence = "二维码的签名不对，内容可能是伪造的。"


@dataclass(frozen=True, slots=True)
class Payload:
    """What a code says; nothing of it is believed before `check`."""

    identifier: Identifier
    issued_on: date
    place: int | None
    signature: bytes


def message(identifier: str, issued_on: date, place: int | None = None) -> bytes:
    """The bytes that are signed; `place` is where the status lists speak of the licence."""
    if place is None:
        return f"{PLACELESS}|{identifier}|{issued_on.isoformat()}".encode("ascii")
    return f"{PREFIX}|{identifier}|{issued_on.isoformat()}|{place}".encode("ascii")


def payload(identifier: str, issued_on: date, signature: bytes, place: int | None = None) -> str:
    """The text of the code."""
    encoded = base64.urlsafe_b64encode(signature).decode("ascii").rstrip("=")
    return f"{message(identifier, issued_on, place).decode('ascii')}|{encoded}"


def address(base_url: str, text: str) -> str:
    """The address that carries the text of the code."""
    return f"{base_url.rstrip('/')}{PATH}?q={quote(text, safe='')}"


def read(scanned: str) -> Payload:
    """Take apart what a camera read, an address or the bare text.

    Anything that does not begin as ours is `QrUnknown`; anything that does and cannot be read to
    the end is `QrForged`.
    """
    text = _text(scanned)
    parts = text.split("|")
    if parts[0] not in _PARTS:
        raise QrUnknown
    if len(parts) != _PARTS[parts[0]]:
        raise QrForged
    try:
        taken = Payload(
            identifier=identifiers.parse(parts[1]),
            issued_on=date.fromisoformat(parts[2]),
            place=_place(parts[3]) if parts[0] == PREFIX else None,
            signature=_decoded(parts[-1]),
        )
    except (identifiers.IdentifierInvalid, ValueError) as unreadable:
        raise QrForged from unreadable
    if payload(str(taken.identifier), taken.issued_on, taken.signature, taken.place) != text:
        raise QrForged
    return taken


def check_qr(scanned: str, public_keys: Iterable[PublicKey]) -> Payload:
    """Return what the code says if one of the keys signed it, else raise `QrForged`.

    No key at all verifies nothing.
    """
    taken = read(scanned)
    signed = message(str(taken.identifier), taken.issued_on, taken.place)
    for key in public_keys:
        try:
            sm2.verify(key, signed, taken.signature)
        except sm2.InvalidSignature:
            continue
        return taken
    raise QrForged


def _text(scanned: str) -> str:
    text = scanned.strip()
    if len(text) > LONGEST:
        raise QrUnknown
    if not text.lower().startswith(("http://", "https://")):
        return text
    try:
        asked = parse_qs(urlsplit(text).query)
    except ValueError as unreadable:
        raise QrUnknown from unreadable
    return asked.get("q", [""])[0]


def _place(text: str) -> int:
    if not text.isdecimal() or len(text) > _LONGEST_PLACE:
        raise ValueError("no place")
    return int(text)


def _decoded(text: str) -> bytes:
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as unreadable:
        raise ValueError("no signature") from unreadable
    if len(found) != _SIGNATURE_SIZE:
        raise ValueError("no signature")
    return found
