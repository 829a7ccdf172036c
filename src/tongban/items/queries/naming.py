"""The names of items by their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.items.models import Item

if TYPE_CHECKING:
    from collections.abc import Iterable


def names(keys: Iterable[str]) -> dict[str, str]:
    """What the items of these keys are called; unknown keys are left out."""
    rows = Item.objects.filter(key__in=tuple(keys)).order_by("key")
    return dict(rows.values_list("key", "name"))
