"""How much work there is, counted the moment it is asked for.

Each figure is one look into the index of a post and stops at `UP_TO`: it is right at once, and
costs the same however long a list grows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from tongban.cases import perms
from tongban.cases.queries.worklist import OPEN_NOW, Stretch, Wanted, Who, stretches

if TYPE_CHECKING:
    from tongban.base.actors import Actor

UP_TO: Final = 1000
"""Counting stops here: nobody needs to know whether it is twelve or thirteen hundred."""
_MINE = " AND (holder IS NULL OR holder = %s)"
_LIT = " AND light <> 'green' AND light = %s"


def work_counts(actor: Actor) -> dict[str, int]:
    """What waits for the actor, by list and by light, and what is open in his offices."""
    account = actor.account or 0
    own, wide = stretches(actor, Wanted()), stretches(actor, Wanted(who=Who.UNIT))
    kinds: dict[str, tuple[list[Stretch], str, list[Any]]] = {
        "turn": (own, _MINE, [account]),
        "free": (own, " AND holder IS NULL", []),
        **{light: _lit(light, own, wide, account) for light in ("yellow", "red")},
        "post": (own, "", []),
        "unit": (wide, "", []),
    }
    parts, values = [], list[Any]()
    for where, kind, given in kinds.values():
        parts.append(_COUNT.format(rows=_either(_TASKS, where=kind, up_to=UP_TO)))
        keys = [[one.key for one in where], [one.role for one in where]]
        columns = [one.column for one in where]
        values += 2 * [*keys, columns, *given]
    parts += [
        _COUNT.format(rows=_HELD),
        _COUNT.format(rows=_either(_CASES, "UNION", open=OPEN_NOW)),
    ]
    values += [account, UP_TO, sorted(actor.units(*perms.DEPARTMENTAL)), UP_TO]
    values += [sorted(actor.places(*perms.AT_HALLS)), UP_TO]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        found = cursor.fetchone() or ()
    names = (*kinds, "held", "all")
    return {name: min(int(count), UP_TO) for name, count in zip(names, found, strict=True)}


def _lit(
    light: str, own: list[Stretch], wide: list[Stretch], account: int
) -> tuple[list[Stretch], str, list[Any]]:
    """What warns: of one's own work, and for who only heads others of theirs."""
    return (own, _LIT + _MINE, [light, account]) if own else (wide, _LIT, [light])


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


def _either(rows: str, join: str = "UNION ALL", **named: Any) -> str:
    """The rows of the departments and those of the halls; `UNION` where one may be in both."""
    return f" {join} ".join(rows.format(column=column, **named) for column in ("unit", "place"))
