"""Which licences are not in force, as one signed string of bits that asks after nobody.

The token status list of the IETF (draft-ietf-oauth-status-list): two bits for each licence, the
first in the lowest bits of the first byte; compressed by zlib, base64url, inside signed JSON.
Whoever checks a licence fetches the list with hundreds of thousands of others in it, so that
nobody learns which one he holds in his hand.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from tongban.licences.rules import jws

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongban.licences.rules.jws import Sign

TYPE = "statuslist+jwt"
PATH = "/api/v1/status-lists/"
BITS = 2
PER_BYTE = 8 // BITS
SIZE = 10_000_000
"""Licences in one list; a larger library has several."""
PERIOD = timedelta(hours=1)
"""How often a list is published."""
LIFE = timedelta(hours=2)
"""How long a list may be believed: its hour, and one more in case the next is late."""
_MASK = (1 << BITS) - 1


class Status(IntEnum):
    """What the list says of a licence."""

    VALID = 0
    ENDED = 1
    SUSPENDED = 2


class ListUnreadable(Exception):
    """This is no status list, or it holds fewer bits than it is asked for."""


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list whose signature is still to be verified."""

    address: str
    issued_at: datetime
    expires_at: datetime
    bits: bytes
    token: jws.Signed

    def status(self, index: int) -> Status:
        """What the list says of the licence at `index`, or `ListUnreadable`."""
        place, shift = divmod(index, PER_BYTE)
        if index < 0 or place >= len(self.bits):
            raise ListUnreadable
        try:
            return Status(self.bits[place] >> (shift * BITS) & _MASK)
        except ValueError as unknown:
            raise ListUnreadable from unknown


def place_of(number: int) -> tuple[int, int]:
    """In which list the licence with this number in the library stands, and where in it."""
    return divmod(number, SIZE)


def packed(size: int, marked: Iterable[tuple[int, Status]]) -> bytes:
    """The bits of `size` licences, of which `marked` are not simply in force."""
    bits = bytearray(-(-size // PER_BYTE))
    for index, status in marked:
        place, shift = divmod(index, PER_BYTE)
        bits[place] |= status << (shift * BITS)
    return bytes(bits)


def write(
    bits: bytes, *, address: str, now: datetime, header: dict[str, object], sign: Sign
) -> str:
    """The signed list; `header` names algorithm and key."""
    payload = {
        "sub": address,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFE).timestamp()),
        "ttl": int(PERIOD.total_seconds()),
        "status_list": {"bits": BITS, "lst": jws.encoded(zlib.compress(bits, 9))},
    }
    return jws.write({**header, "typ": TYPE}, payload, sign)


def read(text: str) -> StatusList:
    """Take a list apart, or raise `ListUnreadable`; verify `token` before believing it."""
    try:
        token = jws.read(text.strip())
        claims = token.payload
        listed = claims["status_list"]
        if token.header.get("typ") != TYPE or listed["bits"] != BITS:
            raise ListUnreadable
        return StatusList(
            address=str(claims["sub"]),
            issued_at=_moment(claims["iat"]),
            expires_at=_moment(claims["exp"]),
            bits=_inflated(jws.decoded(listed["lst"])),
            token=token,
        )
    except (jws.Unreadable, KeyError, TypeError, AttributeError, zlib.error) as broken:
        raise ListUnreadable from broken


def _inflated(content: bytes) -> bytes:
    """No list of ours is longer than `SIZE` licences: a longer one is no list."""
    opened = zlib.decompressobj()
    bits = opened.decompress(content, SIZE // PER_BYTE)
    if not opened.eof or opened.unconsumed_tail or opened.unused_data:
        raise ListUnreadable
    return bits


def _moment(seconds: Any) -> datetime:
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds < 1 << 34:
        raise ListUnreadable
    return datetime.fromtimestamp(seconds, tz=UTC)
