"""What a work list can be narrowed to: the items (事项) of which something stands in it.

Each stretch of an index is leapt through from item to item, so it costs as many looks into the
index as there are items in the list, however many cases each has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tongban.base.prepared import numbered
from tongban.cases import perms
from tongban.cases.queries.stretches import (
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

MOST_ITEMS: Final = 300
"""More than anybody reads in one list; what lies beyond is found by its words."""


def work_items(actor: Actor, who: Who) -> list[str]:
    """The keys of the items of which something stands in this list of the actor."""
    everything = who is Who.ALL
    own = _offices(actor) if everything else stretches(actor, Wanted(who=who))
    part = [] if everything else parts(actor, Wanted(who=who))
    if not own and not part:
        return []
    rows = _ROWS_OF_CASES if everything else _ROWS_OF_TASKS
    halves, values = [], list[Any]()
    for column in ("unit", "place"):
        here = [one for one in own if one.column == column]
        halves.append(_LEAP.format(rows=rows.format(column=column)))
        values += [[one.key for one in here], [one.role for one in here], MOST_ITEMS]
    if part:
        halves += [_PART.format(column=column) for column in ("unit", "place")]
        values += 2 * columns_of(part)
    found = numbered(" UNION ALL ".join(halves)).rows(values)
    return sorted({key for (key,) in found})  # not told apart there: few and many differ in how


def _offices(actor: Actor) -> list[Stretch]:
    """The departments and halls whose open cases the actor sees."""
    units, places = actor.units(*perms.DEPARTMENTAL), actor.places(*perms.AT_HALLS)
    return [Stretch("unit", key, "") for key in units] + [
        Stretch("place", key, "") for key in places
    ]


_ROWS_OF_TASKS = (
    "cases_casetask WHERE closed_at IS NULL AND {column} = leap.key AND role = leap.role"
)
_ROWS_OF_CASES = f"cases_case WHERE {OPEN_NOW} AND {{column}} = leap.key"
_LEAP = """
(WITH RECURSIVE leap (key, role, item) AS (
    SELECT key, role, (SELECT min(item_key) FROM {rows})
      FROM unnest(%s::text[], %s::text[]) AS leap (key, role)
     UNION ALL
    SELECT key, role, (SELECT min(item_key) FROM {rows} AND item_key > leap.item)
      FROM leap WHERE item IS NOT NULL)
 SELECT item FROM leap WHERE item IS NOT NULL LIMIT %s)
"""
_PART = """
(SELECT item
   FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS own (key, role, kind, item)
  WHERE kind = '{column}' AND EXISTS (
    SELECT 1 FROM cases_casetask
     WHERE closed_at IS NULL AND {column} = own.key AND role = own.role AND item_key = own.item))
"""
