"""A statement of use (用印清单) between two moments, and the proof that it is complete.

    1. Numbers of one seal have no gap, and its times never go back.
    2. Every row is a leaf of the ledger: salt and facts give its digest, a path leads to the root.
    3. The rows are those between two neighbours: the last impression before the span and the first
       one after it stand beside them, with proofs of their own.  Where there is no neighbour, the
       numbers begin with 1, or end with the last number that was taken.
    4. The whole is signed, and the tree head is signed by the ledger.

So a row that was changed, left out, added or moved is found without asking anybody.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from tongban.base.crypto import sm2
from tongban.base.crypto.errors import InvalidSeal
from tongban.base.ledger import canonical, notes, tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tongban.base.crypto.sm2 import PublicKey

FORM: Final = 1
KIND: Final = "seal.used"
"""The kind of the leaves about impressions."""
_BROKEN = (KeyError, TypeError, ValueError, AttributeError, binascii.Error, OverflowError)


class StatementBroken(InvalidSeal):
    """The statement is not what was signed, or it is not complete; the message says why."""


@dataclass(frozen=True, slots=True)
class Use:
    """One impression in a statement, with the proof that it is in the ledger."""

    number: int
    facts: Mapping[str, Any]
    salt: bytes
    index: int
    path: tuple[bytes, ...]

    def values(self) -> dict[str, object]:
        """The row as it is written."""
        return {
            "number": self.number,
            "facts": dict(self.facts),
            "salt": self.salt.hex(),
            "index": self.index,
            "path": [each.hex() for each in self.path],
        }


@dataclass(frozen=True, slots=True)
class Span:
    """What a statement is about: one seal, from a moment on, until before another."""

    seal: str
    since: datetime
    until: datetime
    before: Use | None
    uses: Sequence[Use]
    after: Use | None
    last_number: int
    head: str


def reference(seal: str, number: int) -> str:
    """How the ledger names an impression."""
    return f"{seal}/{number}"


def to_sign(values: Mapping[str, object]) -> bytes:
    """What the signature of a statement covers: all of it but the signature."""
    return canonical.text({key: value for key, value in values.items() if key != "signature"})


def check(
    values: Mapping[str, Any], *, signers: Iterable[PublicKey], ledger: Iterable[PublicKey]
) -> Span:
    """Return what a statement says if all of it holds, else raise `StatementBroken`."""
    try:
        _require_signed(values, tuple(signers))
        span = _span(values)
        _require_in_ledger(span, tuple(ledger))
    except StatementBroken:
        raise
    except (*_BROKEN, InvalidSeal) as broken:
        raise StatementBroken("这不是完整的用印清单，或者内容被改动过。") from broken
    _require_complete(span)
    return span


def _require_signed(values: Mapping[str, Any], signers: Sequence[PublicKey]) -> None:
    if values["form"] != FORM:
        raise StatementBroken("不认识这种用印清单的格式。")
    signature = base64.b64decode(values["signature"], validate=True)
    for key in signers:
        try:
            sm2.verify(key, to_sign(values), signature)
        except sm2.InvalidSignature:
            continue
        return
    raise StatementBroken("用印清单的签名不对，内容可能被改动过。")


def _span(values: Mapping[str, Any]) -> Span:
    rows = tuple(_use(row) for row in values["rows"])
    if len(rows) != values["count"]:
        raise StatementBroken("用印清单的行数与所写的次数不一致。")
    return Span(
        seal=values["seal"],
        since=datetime.fromisoformat(values["since"]),
        until=datetime.fromisoformat(values["until"]),
        before=_use(values["before"]) if values["before"] else None,
        uses=rows,
        after=_use(values["after"]) if values["after"] else None,
        last_number=values["last_number"],
        head=values["head"],
    )


def _use(row: Mapping[str, Any]) -> Use:
    return Use(
        number=row["number"],
        facts=row["facts"],
        salt=bytes.fromhex(row["salt"]),
        index=row["index"],
        path=tuple(bytes.fromhex(each) for each in row["path"]),
    )


def _require_in_ledger(span: Span, keys: Sequence[PublicKey]) -> None:
    signed = notes.read(span.head)
    notes.verify(signed, keys)
    for use in _all(span):
        entry = canonical.entry(
            KIND, reference(span.seal, use.number), canonical.digest(use.salt, use.facts)
        )
        try:
            tree.verify_inclusion(
                tree.leaf_hash(entry), use.index, signed.head.size, use.path, signed.head.root
            )
        except tree.ProofInvalid:
            said = f"第 {use.number} 次用印与存证账本不一致。"
            raise StatementBroken(said) from None


def _all(span: Span) -> tuple[Use, ...]:
    ends = (span.before, *span.uses, span.after)
    return tuple(use for use in ends if use is not None)


def _require_complete(span: Span) -> None:
    found = _all(span)
    numbers = [use.number for use in found]
    first = numbers[0] if numbers else 1
    if numbers != list(range(first, first + len(numbers))):
        raise StatementBroken("用印次数的编号不连续，有用印没有列出。")
    if span.before is None and first != 1:
        raise StatementBroken("清单开头之前的用印没有列出。")
    if span.after is None and first + len(numbers) - 1 != span.last_number:
        raise StatementBroken("清单末尾之后的用印没有列出。")
    if any(use.facts["seal"] != span.seal or use.facts["number"] != use.number for use in found):
        raise StatementBroken("清单里混入了别的印章的用印。")
    _require_times(span, found)


def _require_times(span: Span, found: Sequence[Use]) -> None:
    times = [_at(use) for use in found]
    if times != sorted(times):
        raise StatementBroken("用印的时间先后颠倒。")
    if not all(span.since <= _at(use) < span.until for use in span.uses):
        raise StatementBroken("清单里有起止时间以外的用印。")
    if span.before is not None and _at(span.before) >= span.since:
        raise StatementBroken("清单开头之前的用印没有列出。")
    if span.after is not None and _at(span.after) < span.until:
        raise StatementBroken("清单末尾之后的用印没有列出。")


def _at(use: Use) -> datetime:
    return datetime.fromisoformat(use.facts["at"])
