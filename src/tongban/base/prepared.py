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
    """One statement: its name, the types of its parameters, and its text with `$1`, `$2` …

    Without types PostgreSQL takes them from the columns that the values go into.
    """

    name: str
    types: tuple[str, ...]
    text: str

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run it with these values and return every row."""
        kinds = [f"::{kind}" for kind in self.types] or [""] * len(values)
        marks = ", ".join(f"%s{kind}" for kind in kinds)
        with connection.cursor() as cursor:
            self._tell(connection.connection)
            cursor.execute(f"EXECUTE {self.name} ({marks})", values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def _tell(self, session: Any) -> None:
        """Let the server plan it, once for each connection; no statement of the caller's."""
        told = _known.setdefault(session, set())
        if self.name not in told:
            types = f" ({', '.join(self.types)})" if self.types else ""
            session.execute(f"PREPARE {self.name}{types} AS {self.text}")
            told.add(self.name)
