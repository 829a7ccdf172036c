"""The work list: one row for each post that has to act (待办), nearest deadline first.

Each of the reader's posts is one stretch of one index, read from its beginning and no further than
a page is long; so a list costs the same among ten thousand cases and among millions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from tongban.base.paging import MOST, Page, decode, keyset
from tongban.cases import perms
from tongban.cases.models import Case, CaseTask
from tongban.cases.queries.stretches import (
    NOBODY,
    Part,
    Stretch,
    Wanted,
    Who,
    columns_of,
    parts,
    stretches,
)
from tongban.cases.rules import OPEN, searching

if TYPE_CHECKING:
    from uuid import UUID

    from tongban.base.actors import Actor


@dataclass(frozen=True, slots=True)
class Work:
    """One row: the case and, where a post has to act, its task."""

    case: Case
    task: CaseTask | None


def work(actor: Actor, wanted: Wanted, *, after: str = "", limit: int = 50) -> Page[Work]:
    """One page of the work list of this actor."""
    limit = max(1, min(limit, MOST))
    if wanted.who is Who.ALL:
        return _cases(actor, wanted, after, limit)
    ids = _task_ids(actor, wanted, after, limit)
    rows = CaseTask.objects.filter(pk__in=ids).select_related("case").defer("search", *_HEAVY)
    return keyset(rows, by=("due_on", "id"), limit=limit).map(lambda task: Work(task.case, task))


_HEAVY = tuple(
    f"case__{name}" for name in ("form", "face", "answers", "prefilled", "search", "finish_reason")
)


def work_of_person(
    actor: Actor, applicant: UUID, *, after: str = "", limit: int = 50
) -> Page[Work]:
    """Open cases of one applicant among those that the actor may see."""
    rows = Case.objects.open().filter(perms.visible_cases(actor), applicant_id=applicant)
    return _with_tasks(keyset(_light(rows), by=("next_due_on", "id"), after=after, limit=limit))


def _task_ids(actor: Actor, wanted: Wanted, after: str, limit: int) -> list[int]:
    """The keys of the tasks of one page, and one more where another page follows."""
    where, values = _filters(actor, wanted, "due_on")
    if after:
        where += " AND (due_on, id) > (%s::date, %s::bigint)"
        values += _beginning(after, int)
    own, part = stretches(actor, wanted), parts(actor, wanted)
    marks = [one.mark for one in own]
    within = [*marks, *(one.stretch.mark for one in part)]
    holder = actor.account if wanted.who is Who.HELD else wanted.holder
    asked = searching.question(wanted.text, [] if holder else within) if within else None
    if not within or (wanted.text.strip() and asked is None):
        return []
    if part and (holder or asked):
        where += _ALLOWED
        values += [marks, [one.stretch.mark for one in part], [one.item for one in part]]
    if holder:
        sql, given = _HELD, [holder, within, *([asked] if asked else []), *values]
        where = (_WORDED if asked else "") + where
    elif asked:
        sql, given = _FOUND, [asked, *values]
    else:
        sql, given = _nearest(own, part, values, limit)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(where=where), [*given, limit + 1])
        return [row[0] for row in cursor.fetchall()]


def _nearest(
    own: list[Stretch], part: list[Part], values: list[Any], limit: int
) -> tuple[str, list[Any]]:
    """What asks for the nearest of the stretches, and of the parts if there are any."""
    keys = [[one.key for one in own], [one.role for one in own], [one.column for one in own]]
    given, rows = 2 * [*keys, *values, limit + 1], _STRETCHES
    if part:
        rows, given = _WITH_PARTS, given + 2 * [*columns_of(part), *values, limit + 1]
    return _NEAREST.replace("{rows}", f"{rows}OFFSET 0"), given


_ONE = """
SELECT t.id, t.due_on FROM unnest(%s::text[], %s::text[], %s::text[]) AS own (key, role, kind)
 CROSS JOIN LATERAL (
    SELECT id, due_on FROM cases_casetask
     WHERE closed_at IS NULL AND {column} = own.key AND role = own.role{{where}}
     ORDER BY due_on, id LIMIT %s) AS t
 WHERE own.kind = '{column}'
"""
# One item within a stretch has an index of its own.
_PART = _ONE.replace(
    "unnest(%s::text[], %s::text[], %s::text[]) AS own (key, role, kind)",
    "unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS own (key, role, kind, item)",
).replace("role = own.role{{", "role = own.role AND item_key = own.item{{")
# OFFSET 0 keeps the order out of the halves: each is read in the order of its index anyway.
_STRETCHES = "UNION ALL".join(_ONE.format(column=column) for column in ("unit", "place"))
_WITH_PARTS = "UNION ALL".join(
    [_STRETCHES, *(_PART.format(column=column) for column in ("unit", "place"))]
)
_NEAREST = "SELECT id, due_on FROM ({rows}) AS task ORDER BY due_on, id LIMIT %s"
# Held by somebody, in one of the lists that the reader may see.
_HELD = """
SELECT id, due_on FROM cases_casetask
 WHERE closed_at IS NULL AND holder IS NOT NULL AND holder = %s
   AND (tsvector_to_array(search) && %s::text[]){where}
 ORDER BY due_on, id LIMIT %s
"""
# For deputies: in a list that is theirs as a whole, or of an item for which they stand in.
_ALLOWED = """
   AND (tsvector_to_array(search) && %s::text[] OR EXISTS (
       SELECT 1 FROM unnest(%s::text[], %s::text[]) AS part (mark, item)
        WHERE part.item = item_key AND part.mark = ANY(tsvector_to_array(search))))"""
# Among so few no index of words is asked: the joined vector has none.
_WORDED = " AND (search || ''::tsvector) @@ %s::tsquery"
_FOUND = """
SELECT id, due_on FROM cases_casetask
 WHERE closed_at IS NULL AND search @@ %s::tsquery{where} ORDER BY due_on, id LIMIT %s
"""


def _filters(actor: Actor, wanted: Wanted, day: str) -> tuple[str, list[Any]]:
    """The conditions on the columns that tasks and cases have in common."""
    named: dict[str, Any] = {
        "state = %s": wanted.state,
        "light = %s": wanted.light,
        "item_key = %s": wanted.item,
        "channel = %s": wanted.channel,
        f"{day} >= %s": wanted.since,
        f"{day} <= %s": wanted.until,
    }
    asked = {condition: value for condition, value in named.items() if value}
    if wanted.who is Who.ALL:  # cases are held by nobody, their tasks are
        return "".join(f" AND {condition}" for condition in asked), list(asked.values())
    if wanted.who is Who.TURN and wanted.holder is None:
        asked["(holder IS NULL OR holder = %s)"] = actor.account or 0
    where = "".join(f" AND {condition}" for condition in asked)
    if wanted.who is Who.FREE or wanted.holder == NOBODY:
        where += " AND holder IS NULL"
    return where, list(asked.values())


def _beginning(after: str, kind: Any) -> list[Any]:
    return decode(after, (date.fromisoformat, kind))


def _cases(actor: Actor, wanted: Wanted, after: str, limit: int) -> Page[Work]:
    """Open cases of the actor's departments and halls."""
    units = sorted(actor.units(*perms.DEPARTMENTAL))
    places = sorted(actor.places(*perms.AT_HALLS))
    units = [key for key in units if wanted.unit in ("", key) and not wanted.place]
    places = [key for key in places if wanted.place in ("", key) and not wanted.unit]
    where, values = _filters(actor, wanted, "next_due_on")
    if after:
        where += " AND (next_due_on, id) > (%s::date, %s::uuid)"
        values += _beginning(after, str)
    if wanted.text.strip():
        marks = [f"#u:{key}" for key in units] + [f"#p:{key}" for key in places]
        asked = searching.question(wanted.text, marks) if marks else None
        if asked is None:
            return Page([])
        sql, given = _CASES_FOUND, [asked, *values]
    else:
        sql, given = _CASES, [units, *values, limit + 1, places, *values, limit + 1]
    with connection.cursor() as cursor:
        cursor.execute(sql.format(where=where, open=OPEN_NOW), [*given, limit + 1])
        ids = [row[0] for row in cursor.fetchall()]
    rows = _light(Case.objects.filter(pk__in=ids))
    return _with_tasks(keyset(rows, by=("next_due_on", "id"), limit=limit))


# The condition of the partial indexes, word for word.
OPEN_NOW = "state IN ({})".format(", ".join(f"'{state.value}'" for state in sorted(OPEN)))
_SOME = """
SELECT c.id, c.next_due_on FROM unnest(%s::text[]) AS own (key) CROSS JOIN LATERAL (
    SELECT id, next_due_on FROM cases_case
     WHERE {{open}} AND {column} = own.key{{where}} ORDER BY next_due_on, id LIMIT %s) AS c
"""
# A case may be in both halves; `DISTINCT ON` is made by sorting, however many there are.
_CASES = """
SELECT DISTINCT ON (next_due_on, id) id, next_due_on FROM ({unit} UNION ALL {place} OFFSET 0) AS c
 ORDER BY next_due_on, id LIMIT %s
""".format(**{column: _SOME.format(column=column) for column in ("unit", "place")})
_CASES_FOUND = """
SELECT id, next_due_on FROM cases_case
 WHERE {open} AND search @@ %s::tsquery{where} ORDER BY next_due_on, id LIMIT %s
"""


def _light(rows: Any) -> Any:
    return rows.defer("form", "face", "answers", "prefilled", "search", "finish_reason")


def _with_tasks(page: Page[Case]) -> Page[Work]:
    """The cases, each with the first post that has to act."""
    waiting: dict[UUID, CaseTask] = {}
    cases = {case.pk: case for case in page.items}
    rows = CaseTask.objects.open().filter(case__in=list(cases))
    for task in rows.defer("search").order_by("-id"):
        task.case = cases[task.case_id]  # who heads it is asked of each
        waiting[task.case_id] = task
    return page.map(lambda case: Work(case, waiting.get(case.pk)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task for which a case waits, and what the reader may do about who holds it."""

    task: CaseTask
    mine: bool
    own: bool
    heads: bool


def waiting_tasks(actor: Actor, case: Case) -> list[Waiting]:
    """The posts that have to act on the case now."""
    tasks = case.tasks.open().defer("search").select_related("case").order_by("id")
    return [
        Waiting(task, perms.is_for(actor, task), task.holder == actor.account, heads(actor, task))
        for task in tasks
    ]


def is_for(actor: Actor, task: CaseTask) -> bool:
    """Whether one of the actor's posts may act on the task."""
    return perms.is_for(actor, task)


def heads(actor: Actor, task: CaseTask) -> bool:
    """Whether the actor says who works on the task; its case has to be loaded."""
    return actor.is_staff and perms.heads(actor, task)
