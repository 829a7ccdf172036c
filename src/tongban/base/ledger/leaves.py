"""Writing leaves: one small row beside the change, in the change's own transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg.types.json import Jsonb

from tongban.base.ledger import canonical
from tongban.base.ledger.sources import ERASURE
from tongban.base.prepared import Statement
from tongban.base.transactions import require_transaction

if TYPE_CHECKING:
    from collections.abc import Mapping

_APPEND = "INSERT INTO base_ledgerleaf (kind, reference, digest, salt) VALUES (%s, %s, %s, %s)"
_ERASE = """
UPDATE base_ledgerleaf SET salt = NULL WHERE kind = %s AND reference = %s AND salt IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A row to be written with its leaf: the reference is its id, the facts are its columns.

    `table` and the names of the columns are written by programmers, never by users.
    """

    kind: str
    table: str
    columns: Mapping[str, object]


def append(kind: str, reference: str, facts: Mapping[str, object]) -> None:
    """Write a leaf into the open transaction; the sequencer gives it its index once committed.

    A kind and a reference stand in one leaf only: what changes gets a new reference.  Neither may
    say anything of a person, as the log is public; the facts stay here and enter as a digest.
    """
    require_transaction()
    salt = secrets.token_bytes(canonical.SALT_SIZE)
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, [kind, reference, canonical.digest(salt, facts), salt])


def insert(*rows: Row) -> tuple[int, ...]:
    """Write rows and their leaves in one statement; returns the ids of the rows.

    The statement is whole by itself: a row never stands without its leaf.  Whoever writes an entry
    beside another change needs a transaction around both.
    """
    values: list[Any] = []
    for row in rows:
        salt = secrets.token_bytes(canonical.SALT_SIZE)
        values += [_adapted(value) for value in row.columns.values()]
        values += [row.kind, canonical.digest(salt, row.columns), salt]
    (written,) = _statement(tuple((row.table, tuple(row.columns)) for row in rows)).rows(values)
    return tuple(int(each) for each in written)


def erase(kind: str, reference: str) -> bool:
    """Forget the salt of a leaf, so that nobody can tell any more what it was about.

    The leaf and every proof stay as they are, and a leaf of its own says that this was done.
    False if there is no such leaf or its salt is gone already.
    """
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_ERASE, [kind, reference])
        erased = bool(cursor.rowcount)
    if erased:
        append(ERASURE, f"{kind}/{reference}", {})
    return erased


def _adapted(value: object) -> object:
    if value is None or type(value) is str:
        return value
    if isinstance(value, dict | list | tuple):
        return Jsonb(value)
    return str(value) if isinstance(value, str) else value  # a word of an enumeration is its text


@cache
def _statement(shape: tuple[tuple[str, tuple[str, ...]], ...]) -> Statement:
    """`WITH` a row and its leaf for each table, and the ids at the end."""
    parts, ids, marks = [], [], count(1)
    for at, (table, columns) in enumerate(shape):
        names = ", ".join(connection.ops.quote_name(column) for column in columns)
        values = ", ".join(f"${next(marks)}" for _ in columns)
        parts.append(
            f"row{at} AS (INSERT INTO {connection.ops.quote_name(table)} ({names})"  # noqa: S608
            f" VALUES ({values}) RETURNING id), leaf{at} AS (INSERT INTO base_ledgerleaf"
            f" (kind, reference, digest, salt) SELECT ${next(marks)}::text, id::text,"
            f" ${next(marks)}::bytea, ${next(marks)}::bytea FROM row{at})"
        )
        ids.append(f"(SELECT id FROM row{at})")  # noqa: S608
    return Statement(f"WITH {', '.join(parts)} SELECT {', '.join(ids)}")
