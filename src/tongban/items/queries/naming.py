"""The names of items by their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.items.models import Item, State

if TYPE_CHECKING:
    from collections.abc import Iterable


def of_departments(*keys: str) -> dict[str, str]:
    """The items of departments that were not cancelled, by key, in the order of the catalogue."""
    rows = Item.objects.filter(department__key__in=keys).exclude(state=State.CANCELLED)
    return dict(rows.order_by("place", "id").values_list("key", "name"))


def names(keys: Iterable[str]) -> dict[str, str]:
    """What the items of these keys are called; unknown keys are left out."""
    rows = Item.objects.filter(key__in=tuple(keys)).order_by("key")
    return dict(rows.values_list("key", "name"))
