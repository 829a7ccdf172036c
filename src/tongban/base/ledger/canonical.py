"""One spelling for facts, so that a digest written today can be checked in ten years."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from tongban.base.crypto import sm3

if TYPE_CHECKING:
    from collections.abc import Mapping

SALT_SIZE = 16
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
)
_AS_IT_IS = frozenset({str, int, bool, type(None)})
EMPTY: tuple[object, ...] = (None, "", [], {})


def plain(value: object) -> object:
    """The value as JSON has it, the same before it is stored and after it was read again.

    Moments are in UTC with microseconds; whole numbers have no fraction, as jsonb may drop it.
    Raises `TypeError` for what has no agreed spelling.
    """
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, str | int):  # a word of an enumeration is its text
        return str(value) if isinstance(value, str) else int(value)
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, float):
        # jsonb keeps the digits that were written: 4.5766688e+16 is read as a whole number.
        return int(Decimal(repr(value))) if value.is_integer() else value
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a moment without a time zone has no agreed spelling")
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(f"{type(value).__name__} has no agreed spelling")


def text(value: object) -> bytes:
    """JSON with sorted keys, no blanks, UTF-8."""
    return _json(plain(value))


def _json(value: object) -> bytes:
    return _ENCODER.encode(value).encode()


def digest(salt: bytes, facts: Mapping[str, object]) -> bytes:
    """SM3 of the salt and the facts; without the salt nobody can guess the facts.

    What is empty does not count, so a table may get a further column and old leaves stay right.
    """
    if len(salt) != SALT_SIZE:
        raise ValueError(f"a salt has {SALT_SIZE} bytes")
    known = {name: plain(value) for name, value in facts.items()}
    return sm3.digest(salt + _json({name: v for name, v in known.items() if v not in EMPTY}))


def entry(kind: str, reference: str, digest: bytes) -> bytes:
    """The bytes of a leaf, as anybody may read them in the log."""
    return _json({"kind": kind, "reference": reference, "digest": digest.hex()})
