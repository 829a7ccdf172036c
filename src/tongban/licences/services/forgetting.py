"""Copies for one use are kept while they count, and not longer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tongban.base import files
from tongban.licences import queries

if TYPE_CHECKING:
    from datetime import datetime

LOOK_BACK = timedelta(days=30)
"""How long the sweep may have stood still and still find every copy."""


def forget_copies(*, now: datetime) -> int:
    """Remove the files of copies whose time is over; what is written of the use stays.

    Returns how many there were; run again, there are none.
    """
    forgotten = 0
    for digest in queries.expired_copies(now - LOOK_BACK, now):
        files.forget(digest)
        forgotten += 1
    return forgotten
