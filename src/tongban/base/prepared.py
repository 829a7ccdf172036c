"""Statements that PostgreSQL plans once for each connection, for reads made thousands of times.

Through the ORM each statement is parsed and planned anew, which takes longer than a look into an
index.  A pooler that hands out connections for one transaction only must know prepared statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""Which statements each open connection has been told."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its name, the types of its parameters, and its text with `$1`, `$2` …"""

    name: str
    types: tuple[str, ...]
    text: str

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run it with these values and return every row."""
        marks = ", ".join(f"%s::{kind}" for kind in self.types)
        with connection.cursor() as cursor:
            told = _known.setdefault(connection.connection, set())
            if self.name not in told:
                cursor.execute(f"PREPARE {self.name} ({', '.join(self.types)}) AS {self.text}")
                told.add(self.name)
            cursor.execute(f"EXECUTE {self.name} ({marks})", values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
