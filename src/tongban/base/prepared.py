"""Statements that PostgreSQL parses and plans once for each connection, for what is done all day.

Through the ORM each statement is parsed and planned anew, which takes longer than a look into an
index.  A pooler that hands out connections for one transaction only must know prepared statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import RawCursor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import Model

M = TypeVar("M", bound="Model")

_ONE_PLAN = "SET plan_cache_mode = force_generic_plan"
_told: WeakSet[Any] = WeakSet()
"""The sessions in which one plan serves for all values."""


class _Bare(RawCursor[Any]):
    """A cursor of psycopg that also remembers what it sent, as Django's log of statements asks."""

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)
        return self._query


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its parameters as `$1`, `$2` …, planned alike whatever they are.

    PostgreSQL takes their types from where they stand; `$1::text` says one that does not follow.
    """

    text: str

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run it with these values and return every row."""
        database = connections[DEFAULT_DB_ALIAS]
        database.ensure_connection()
        session: Any = database.connection
        if session not in _told and not database.in_atomic_block:  # it would be taken back with it
            session.execute(_ONE_PLAN)
            _told.add(session)
        session.prepare_threshold = 0
        # Django's own cursor writes the values into the text, so that every text is a new one.
        bare: Any = _Bare(session)
        made = database.make_debug_cursor if database.queries_logged else database.make_cursor
        with made(bare) as cursor:
            cursor.execute(self.text, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def numbered(text: str) -> Statement:
    """A statement put together from parts, each with `%s` for its values, in their order."""
    first, *others = text.split("%s")
    return Statement(first + "".join(f"${at}{each}" for at, each in enumerate(others, 1)))


def having(model: type[M], column: str, values: Iterable[object]) -> list[M]:
    """The rows that have one of these values in a column, in the order of their keys."""
    statement, names, readers = _reading(model, column)
    found = []
    for row in statement.rows([list(values)]):
        said = list(row)
        for at, reader in readers:
            said[at] = reader(said[at], None, connections[DEFAULT_DB_ALIAS])
        found.append(model.from_db(DEFAULT_DB_ALIAS, names, said))
    return found


@cache
def _reading(model: type[Model], column: str) -> tuple[Statement, list[str], list[tuple[int, Any]]]:
    """The statement, the names of what it returns, and how some of it is turned into Python."""
    database = connections[DEFAULT_DB_ALIAS]
    quoted, fields = database.ops.quote_name, model._meta.concrete_fields
    listed = ", ".join(quoted(str(each.column)) for each in fields)
    key = quoted(str(model._meta.pk.column))
    statement = Statement(
        f"SELECT {listed} FROM {quoted(model._meta.db_table)}"  # noqa: S608 - our own names
        f" WHERE {quoted(column)} = ANY($1) ORDER BY {key}"
    )
    readers = [
        (at, reader)
        for at, each in enumerate(fields)
        for reader in each.get_db_converters(database)
    ]
    return statement, [each.attname for each in fields], readers
