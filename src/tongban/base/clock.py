"""The one reader of time; services are given `now` and never ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date, datetime


def now() -> datetime:
    """The present moment, aware, in the node's time zone."""
    return timezone.localtime()


def today() -> date:
    """The present day in the node's time zone."""
    return timezone.localdate()


def day_of(moment: datetime) -> date:
    """The day on which an aware moment falls in the node's time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no day")
    return moment.astimezone(timezone.get_default_timezone()).date()
