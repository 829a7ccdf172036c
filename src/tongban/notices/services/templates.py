"""The words of this release, read once from the package."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import yaml

from tongban.notices.rules import Template

if TYPE_CHECKING:
    from collections.abc import Mapping


class TemplateUnknown(LookupError):
    """A house tells by a template that does not exist."""


def template(key: str) -> Template:
    """The words under a key; raises `TemplateUnknown`."""
    try:
        return templates()[key]
    except KeyError:
        raise TemplateUnknown(key) from None


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Template]:
    """All templates by key."""
    file = resources.files("tongban.notices") / "data" / "templates.yaml"
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {key: Template(**words) for key, words in found.items()}
