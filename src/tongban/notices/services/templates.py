"""The words of this release, read once from the package."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import yaml

from tongban.notices.rules import Template

if TYPE_CHECKING:
    from collections.abc import Mapping


class TemplateUnknown(LookupError):
    """A house tells by a template that does not exist."""


PEOPLE: Final = "templates.yaml"
STAFF: Final = "staff.yaml"


def template(key: str, of: str = PEOPLE) -> Template:
    """The words under a key, for people or for staff; raises `TemplateUnknown`."""
    try:
        return templates(of)[key]
    except KeyError:
        raise TemplateUnknown(key) from None


@lru_cache(maxsize=2)
def templates(of: str = PEOPLE) -> Mapping[str, Template]:
    """All templates of a file by key."""
    file = resources.files("tongban.notices") / "data" / of
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {key: Template(**words) for key, words in found.items()}
