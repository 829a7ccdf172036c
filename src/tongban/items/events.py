"""Facts about the catalogue, and the name of its entry in the trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.base import outbox

CATALOGUE_LOADED: Final = "items.catalogue_loaded"


@dataclass(frozen=True)
class ItemsPublished(outbox.Event):
    """A catalogue was loaded and something in it is new, changed or withdrawn."""

    name: ClassVar[str] = "items.published"
    file: str
    new: int
    changed: int
    retired: int
