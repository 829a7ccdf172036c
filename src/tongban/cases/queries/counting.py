"""How much work there is, counted the moment it is asked for.

Each figure is one look into the index of a post and stops at `UP_TO`: it is right at once, and
costs the same however long a list grows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tongban.base.prepared import numbered
from tongban.cases import perms
from tongban.cases.queries.stretches import (
    Part,
    Stretch,
    Wanted,
    Who,
    columns_of,
    parts,
    stretches,
)
from tongban.cases.queries.worklist import OPEN_NOW

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
    part, wide_part = parts(actor, Wanted()), parts(actor, Wanted(who=Who.UNIT))
    kinds: dict[str, tuple[list[Stretch], str, list[Any]]] = {
        "turn": (own, _MINE, [account]),
        "free": (own, " AND holder IS NULL", []),
        **{light: _lit(light, own, wide, account) for light in ("yellow", "red")},
        "post": (own, "", []),
        "unit": (wide, "", []),
    }
    counts, values = [], list[Any]()
    for where, kind, given in kinds.values():
        rows, asked = _rows(where, wide_part if where is wide else part, kind, given)
        counts.append(_COUNT.format(rows=rows))
        values += asked
    counts += [
        _COUNT.format(rows=_HELD),
        _COUNT.format(rows=_either(_CASES, "UNION", open=OPEN_NOW)),
    ]
    values += [account, UP_TO, sorted(actor.units(*perms.DEPARTMENTAL)), UP_TO]
    values += [sorted(actor.places(*perms.AT_HALLS)), UP_TO]
    (found,) = numbered(f"SELECT {', '.join(counts)}").rows(values)
    names = (*kinds, "held", "all")
    return {name: min(int(count), UP_TO) for name, count in zip(names, found, strict=True)}


def _rows(
    where: list[Stretch], part: list[Part], kind: str, given: list[Any]
) -> tuple[str, list[Any]]:
    """What asks for one figure: of whole stretches, and of parts of them if there are any."""
    named: dict[str, Any] = {
        "where": kind,
        "order": "" if kind.startswith(_LIT) else _ORDER,
        "up_to": UP_TO,
    }
    keys = [[one.key for one in where], [one.role for one in where]]
    values = 2 * [*keys, [one.column for one in where], *given]
    if not part:
        return _either(_TASKS, **named), values
    either = f"{_either(_TASKS, **named)} UNION ALL {_either(_PARTS, **named)}"
    return either, values + 2 * [*columns_of(part), *given]


def _lit(
    light: str, own: list[Stretch], wide: list[Stretch], account: int
) -> tuple[list[Stretch], str, list[Any]]:
    """What warns: of one's own work, and for who only heads others of theirs."""
    return (own, _LIT + _MINE, [light, account]) if own else (wide, _LIT, [light])


# In the order of one index, so that no other of those that would do is taken for a small table.
_ORDER = " ORDER BY due_on, id"
_COUNT = "(SELECT count(*) FROM ({rows}) AS each)"
_TASKS = """
SELECT t.id FROM unnest(%s::text[], %s::text[], %s::text[]) AS own (key, role, kind)
 CROSS JOIN LATERAL (
    SELECT id FROM cases_casetask WHERE closed_at IS NULL AND {column} = own.key
       AND role = own.role{where}{order} LIMIT {up_to}) AS t
 WHERE own.kind = '{column}'
"""
# For deputies: one item within a stretch.
_PARTS = _TASKS.replace(
    "unnest(%s::text[], %s::text[], %s::text[]) AS own (key, role, kind)",
    "unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS own (key, role, kind, item)",
).replace("role = own.role{", "role = own.role AND item_key = own.item{")
_HELD = """
SELECT 1 FROM cases_casetask WHERE closed_at IS NULL AND holder IS NOT NULL AND holder = %s LIMIT %s
"""
_CASES = """
SELECT c.id FROM unnest(%s::text[]) AS own (key) CROSS JOIN LATERAL (
    SELECT id FROM cases_case WHERE {open} AND {column} = own.key
     ORDER BY next_due_on, id LIMIT %s) AS c
"""


def _either(rows: str, join: str = "UNION ALL", **named: Any) -> str:
    """The rows of the departments and those of the halls; `UNION` where one may be in both."""
    return f" {join} ".join(rows.format(column=column, **named) for column in ("unit", "place"))
