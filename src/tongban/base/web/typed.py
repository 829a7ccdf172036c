"""Reading what was typed into a page or an address."""

from __future__ import annotations

from typing import Final

MOST_DIGITS: Final = 9


def whole(text: str) -> int | None:
    """A whole number in plain digits, such as the version that a page showed; else None."""
    fits = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if fits else None
