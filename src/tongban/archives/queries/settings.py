"""What the archive authority of this area decided, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Settings:
    """The rules of `data/retention.yaml`."""

    rules: tuple[dict[str, Any], ...]
    default: str
    fonds: str
    secrecy: str
    openness: str
    compulsory: tuple[str, ...]
    seal_patience: timedelta


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The rules of this release."""
    file = resources.files("tongban.archives") / "data" / "retention.yaml"
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    found["rules"], found["compulsory"] = tuple(found["rules"]), tuple(found["compulsory"])
    patience = timedelta(hours=found.pop("seal_patience_hours"))
    return Settings(**found, seal_patience=patience)
