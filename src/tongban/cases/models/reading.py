"""Rows that lists and counts read by the thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models.base import ModelState

if TYPE_CHECKING:
    from collections.abc import Collection


class QuicklyRead(models.Model):
    """A row as it was read, without a look at each column that was not.

    Django sets all columns one by one and sends two signals that nobody hears.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[Any],
        **_further: Any,
    ) -> Self:
        """Keep what was read; what was not is fetched when it is asked for."""
        row = cls.__new__(cls)
        row.__dict__.update(zip(field_names, values, strict=True))
        row._state = ModelState()
        row._state.adding, row._state.db = False, db
        return row
