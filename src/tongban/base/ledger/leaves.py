"""Writing leaves: one small row beside the change, in the change's own transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models.expressions import DatabaseDefault
from psycopg.types.json import Jsonb

from tongban.base.ledger import canonical
from tongban.base.ledger.sources import ERASURE
from tongban.base.prepared import Statement
from tongban.base.transactions import require_transaction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model

_TABLE = "base_ledgerleaf"
_ERASE = """
UPDATE base_ledgerleaf SET salt = NULL WHERE kind = %s AND reference = %s AND salt IS NOT NULL
"""
_ALIKE = """WITH given AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('{table}', 'id')) AS own_id, own_place, row.*
      FROM unnest($1::jsonb[]) WITH ORDINALITY AS said (own_row, own_place)
     CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, own_row) AS row
), written AS (
    INSERT INTO {table} (id, {names}) SELECT own_id, {names} FROM given
)"""
_LEAVES = """, leaves AS (
    INSERT INTO base_ledgerleaf (kind, reference, digest, salt)
    SELECT $4::text, own_id::text, ($2::bytea[])[own_place], ($3::bytea[])[own_place] FROM given
)"""
_NUMBERS = " SELECT own_id FROM given ORDER BY own_place"


@dataclass(frozen=True, slots=True)
class Row:
    """A row to be written with its leaf: the reference is its id, the facts are its columns.

    Without a `kind` it has no leaf of this sort. `table` and the names of the columns are written
    by programmers, never by users.
    """

    kind: str
    table: str
    columns: Mapping[str, object]
    new: Model | None = None


def append(kind: str, reference: str, facts: Mapping[str, object]) -> None:
    """Write a leaf into the open transaction; the sequencer gives it its index once committed.

    A kind and a reference stand in one leaf only: what changes gets a new reference.  Neither may
    say anything of a person, as the log is public; the facts stay here and enter as a digest.
    """
    require_transaction()
    insert(leaf(kind, reference, facts))


def leaf(kind: str, reference: str, facts: Mapping[str, object]) -> Row:
    """The same leaf, for `insert` together with the rows it speaks of."""
    salt = secrets.token_bytes(canonical.SALT_SIZE)
    digest = canonical.digest(salt, facts)
    return Row("", _TABLE, {"kind": kind, "reference": reference, "digest": digest, "salt": salt})


def row_of(new: Model) -> Row:
    """What is to be written of a model that is not in the database yet; it gets its id then.

    What the database fills in by itself is left to it.
    """
    values: dict[str, object] = {}
    for each in new._meta.concrete_fields:
        value = getattr(new, each.attname)
        by_itself = isinstance(value, DatabaseDefault) or (each.primary_key and value is None)
        if not by_itself:
            values[str(each.column)] = each.get_db_prep_save(value, connection)
    return Row("", new._meta.db_table, values, new)


def insert(*rows: Row) -> tuple[Any, ...]:
    """Write rows and their leaves in one statement; returns the ids of the rows.

    The statement is whole by itself: a row never stands without its leaf.  Whoever writes an entry
    beside another change needs a transaction around both.
    """
    values: list[Any] = []
    for row in rows:
        known = row.columns.values()  # those of a model are as its fields want them
        values += [_plain(each) if row.new else _adapted(each) for each in known]
        if row.kind:
            salt = secrets.token_bytes(canonical.SALT_SIZE)
            values += [row.kind, canonical.digest(salt, row.columns), salt]
    shape = tuple((row.table, tuple(row.columns), bool(row.kind)) for row in rows)
    (written,) = _statement(shape).rows(values)
    for row, number in zip(rows, written, strict=True):
        if row.new is not None:
            row.new.pk = number
            row.new._state.adding, row.new._state.db = False, connection.alias
    return written


def insert_alike(rows: Sequence[Row]) -> list[int]:
    """Write rows of one table and kind, with their leaves, in one statement however many they are.

    They are numbered in their order; returns the numbers.  As for `insert`, a row never stands
    without its leaf.
    """
    if not rows:
        return []
    first, wanted = rows[0], {(row.kind, row.table, tuple(row.columns)) for row in rows}
    if len(wanted) > 1:
        raise ValueError("rows that are written as one have one table, kind and columns")
    salts = [secrets.token_bytes(canonical.SALT_SIZE) for _ in rows] if first.kind else []
    said = [
        Jsonb({name: canonical.plain(each) for name, each in row.columns.items()}) for row in rows
    ]
    leaves = [canonical.digest(salt, row.columns) for salt, row in zip(salts, rows, strict=False)]
    values = [said, leaves, salts, first.kind] if first.kind else [said]
    return [number for (number,) in _alike(*wanted.pop()).rows(values)]


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
    return Jsonb(value) if isinstance(value, dict | list | tuple) else _plain(value)


def _plain(value: object) -> object:
    """A word of an enumeration is its text."""
    return str(value) if type(value) is not str and isinstance(value, str) else value


@cache
def _alike(kind: str, table: str, columns: tuple[str, ...]) -> Statement:
    """The table itself says of which type each column is."""
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(column) for column in columns)
    text = (_ALIKE + (_LEAVES if kind else "")).replace("{table}", quoted(table))
    return Statement(text.replace("{names}", names) + _NUMBERS)


@cache
def _statement(shape: tuple[tuple[str, tuple[str, ...], bool], ...]) -> Statement:
    """`WITH` a row, and its leaf if it has one, for each table; and the ids at the end."""
    parts, ids, marks = [], [], count(1)
    for at, (table, columns, has_leaf) in enumerate(shape):
        names = ", ".join(connection.ops.quote_name(column) for column in columns)
        values = ", ".join(f"${next(marks)}" for _ in columns)
        parts.append(
            f"row{at} AS (INSERT INTO {connection.ops.quote_name(table)} ({names})"  # noqa: S608
            f" VALUES ({values}) RETURNING id)"
        )
        if has_leaf:
            parts.append(
                f"leaf{at} AS (INSERT INTO {_TABLE} (kind, reference, digest, salt)"  # noqa: S608
                f" SELECT ${next(marks)}::text, id::text, ${next(marks)}::bytea,"
                f" ${next(marks)}::bytea FROM row{at})"
            )
        ids.append(f"(SELECT id FROM row{at})")  # noqa: S608
    return Statement(f"WITH {', '.join(parts)} SELECT {', '.join(ids)}")
