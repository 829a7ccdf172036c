"""How much work there is, counted the moment it is asked for.

Each figure is one look into the index of a post and stops at `UP_TO`: it is right at once, and
costs the same however long a list grows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from tongban.access.rules import Role
from tongban.cases import perms
from tongban.cases.queries.worklist import OPEN_NOW, Wanted, stretches

if TYPE_CHECKING:
    from tongban.base.actors import Actor

UP_TO: Final = 1000
"""Counting stops here: nobody needs to know whether it is twelve or thirteen hundred."""
NAMES = ("turn", "free", "yellow", "red", "held", "all")
_MINE = " AND (holder IS NULL OR holder = %s)"
_LIT = " AND light <> 'green' AND light = %s"


def work_counts(actor: Actor) -> dict[str, int]:
    """What waits for the actor, by kind, and what is open in his departments and halls."""
    own = stretches(actor, Wanted())
    keys = [[one.key for one in own], [one.role for one in own], [one.column for one in own]]
    account = actor.account or 0
    kinds: tuple[tuple[str, list[Any]], ...] = (
        (_MINE, [account]),
        (" AND holder IS NULL", []),
        (_LIT + _MINE, ["yellow", account]),
        (_LIT + _MINE, ["red", account]),
    )
    parts = [_tasks(where) for where, _given in kinds]
    values = [value for _where, given in kinds for value in (*keys, *given, *keys, *given)]
    parts += [
        _COUNT.format(rows=_HELD),
        _COUNT.format(rows=_either(_CASES, "UNION", open=OPEN_NOW)),
    ]
    values += [account, UP_TO, sorted(actor.units(*perms.DEPARTMENTAL)), UP_TO]
    values += [sorted(actor.places(Role.CLERK)), UP_TO]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        found = cursor.fetchone() or ()
    return {name: min(int(count), UP_TO) for name, count in zip(NAMES, found, strict=True)}


_COUNT = "(SELECT count(*) FROM ({rows}) AS each)"
_TASKS = """
SELECT t.id FROM unnest(%s::text[], %s::text[], %s::text[]) AS own (key, role, kind)
 CROSS JOIN LATERAL (
    SELECT id FROM cases_casetask WHERE closed_at IS NULL AND {column} = own.key
       AND role = own.role{where} LIMIT {up_to}) AS t
 WHERE own.kind = '{column}'
"""
_HELD = """
SELECT 1 FROM cases_casetask WHERE closed_at IS NULL AND holder IS NOT NULL AND holder = %s LIMIT %s
"""
_CASES = """
SELECT c.id FROM unnest(%s::text[]) AS own (key) CROSS JOIN LATERAL (
    SELECT id FROM cases_case WHERE {open} AND {column} = own.key LIMIT %s) AS c
"""


def _tasks(where: str) -> str:
    return _COUNT.format(rows=_either(_TASKS, where=where, up_to=UP_TO))


def _either(rows: str, join: str = "UNION ALL", **named: Any) -> str:
    """The rows of the departments and those of the halls; `UNION` where one may be in both."""
    return f" {join} ".join(rows.format(column=column, **named) for column in ("unit", "place"))
