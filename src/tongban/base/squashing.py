"""What squashed migrations take over from those they replace besides tables: guards in SQL."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from django.db.migrations import RunSQL

if TYPE_CHECKING:
    from collections.abc import Iterable


def guards(replaced: Iterable[tuple[str, str]]) -> list[RunSQL]:
    """Triggers, functions and sequences that the replaced migrations made, in their order.

    What cannot be undone moved rows of tables; where these are empty there is none to move.
    """
    modules = [import_module(f"tongban.{app}.migrations.{name}") for app, name in replaced]
    steps = [step for module in modules for step in module.Migration.operations]
    found = [step for step in steps if isinstance(step, RunSQL)]
    return [step for step in found if step.reverse_sql != RunSQL.noop]
