"""The kinds of special procedures of this node: our table, or the one that a setting names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings

from tongban.cases.rules import Limit, Procedure, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGED = Path(__file__).resolve().parent.parent / "data" / "procedures.yaml"


class ProceduresUnreadable(ValueError):
    """The table has an entry that cannot be read; the message names it."""


def procedures() -> Mapping[str, Procedure]:
    """Every kind by its name, in the order of the table."""
    return read(settings.TONGBAN.procedures or PACKAGED)


def procedure(name: str) -> Procedure:
    """The kind of that name; one that the table does not know has no limit and needs no paper."""
    return procedures().get(name) or Procedure(name=name)


@lru_cache(maxsize=4)
def read(path: Path) -> Mapping[str, Procedure]:
    """The kinds of a file."""
    rows: dict[str, dict[str, Any] | None] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {str(name): _kind(str(name), row or {}) for name, row in rows.items()}


def _kind(name: str, row: dict[str, Any]) -> Procedure:
    try:
        most = row.pop("most", None)
        limit = Limit(int(most["value"]), Unit(most["unit"])) if most else None
        return Procedure(name=name, most=limit, **row)
    except (KeyError, TypeError, ValueError) as wrong:
        raise ProceduresUnreadable(f"{name}: {wrong}") from wrong
