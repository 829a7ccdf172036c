"""What a PDF of a licence says of the record it was made from, in the keywords of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.licences.rules import identifiers

if TYPE_CHECKING:
    from collections.abc import Iterable

DIGEST = "OFD-SM3:"
_DIGEST = re.compile(r"OFD-SM3:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Stated:
    """Which version, and what the seal on its record signed (SM3, hex)."""

    identifier: str
    document_digest: str


def keywords(identifier: str, document_digest: str) -> tuple[str, str]:
    """The two words that name the record."""
    return identifier, f"{DIGEST}{document_digest}"


def read(words: Iterable[str]) -> Stated | None:
    """What the keywords state, None unless they name exactly one record."""
    listed = list(words)
    digests = {found[1] for word in listed if (found := _DIGEST.fullmatch(word))}
    named = {str(one) for word in listed if (one := _identifier(word))}
    if len(digests) != 1 or len(named) != 1:
        return None
    return Stated(named.pop(), digests.pop())


def _identifier(word: str) -> identifiers.Identifier | None:
    try:
        return identifiers.parse(word)
    except identifiers.IdentifierInvalid:
        return None
