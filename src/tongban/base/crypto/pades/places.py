"""Where a seal stands on a page, and what was found out about a signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class PagesRefused(ValueError):
    """The PDF file cannot be signed or looked at: broken, encrypted, or a place outside of it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A box in millimetres from the top left of a page; pages are counted from 1."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is known of one signature in a PDF file; each fact stands for itself."""

    intact: bool
    """The bytes it covers are as they were signed, and the signature belongs to the certificate."""
    whole_file: bool
    """It covers the file to its end: nothing was added later."""
    changed_later: bool
    """What was added later is more than further signatures."""
    trusted: bool
    """A chain leads to one of the given roots, and the certificate was good at the moment."""
    signer: str
    """Common name in the certificate; empty if it could not be read."""
    signed_at: datetime | None
    """The signer's own word."""
    stamped_at: datetime | None
    """An authority's word, if its stamp is intact and trusted."""
    reason: str
    """Why the signature was made, in the signer's words."""
