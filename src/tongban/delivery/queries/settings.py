"""What this area decided about output, read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from tongban.delivery.rules import Reminders

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Settings:
    """The rules of `data/rules.yaml`."""

    keep_days: int
    remind_after: tuple[int, ...]
    remind_before: int
    locker_hours: int
    code_minutes: int
    code_tries: int
    poll_minutes: int
    lost_days: int
    carriers: dict[str, dict[str, str]] = field(default_factory=dict)
    lockers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def reminders(self, ready_on: date, keep_until: date) -> Reminders:
        """When whoever does not come is told again."""
        before = min(self.remind_before, (keep_until - ready_on).days // 3)
        return Reminders(ready_on, keep_until, self.remind_after, before)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The rules of this release."""
    file = resources.files("tongban.delivery") / "data" / "rules.yaml"
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    found["remind_after"] = tuple(found["remind_after"])
    return Settings(**found)
