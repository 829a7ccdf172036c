"""Facts of the ground floor that others hear."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.base import outbox


@dataclass(frozen=True)
class CalendarChanged(outbox.Event):
    """A schedule was published or changed, or offices of a region close; `change` is its number."""

    name = "base.calendar_changed"
    change: int
