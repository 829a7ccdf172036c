"""What a document says about itself, apart from its pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Info:
    """What a document says about itself. `custom` are items of information by their short names."""

    title: str
    author: str
    created_at: datetime | None
    """Kept as a day. Read back, it is the first moment of that day in China."""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    custom: Mapping[str, str] = field(default_factory=dict)
