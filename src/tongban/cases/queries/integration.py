"""Reads for departments' own systems: whom an event concerns, and both sides of a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from tongban.access.rules import Role
from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.cases import perms
from tongban.cases.models import (
    Case,
    CaseAdvice,
    ClosedDay,
    DayBalance,
    PushedStep,
    StatedBalance,
)
from tongban.cases.rules import balance
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from tongban.base.actors import Actor
    from tongban.cases.models.integration import Counts as CountsRow

_CONCERNED = """
SELECT number, unit FROM cases_case WHERE number = ANY(%(numbers)s)
UNION SELECT found.number, task.unit FROM cases_casetask AS task
JOIN cases_case AS found ON found.id = task.case_id
WHERE found.number = ANY(%(numbers)s) AND task.unit <> ''
"""
COUNTED = """
SELECT found.unit, found.kind,
    count(*) FILTER (WHERE step.before = 'draft') AS received,
    count(*) FILTER (WHERE step.after <> ALL(%(intake)s) AND step.after <> 'refused'
        AND step.after <> ALL(%(lost)s)) AS accepted,
    count(*) FILTER (WHERE step.after = 'refused') AS refused,
    count(*) FILTER (WHERE step.after = ANY(%(lost)s)) AS withdrawn,
    count(*) FILTER (WHERE step.after = 'correction')
        - count(*) FILTER (WHERE step.before = 'correction') AS correction,
    count(*) FILTER (WHERE step.after = ANY(%(waiting)s))
        - count(*) FILTER (WHERE step.before = ANY(%(waiting)s)) AS pending
FROM cases_casestep AS step JOIN cases_case AS found ON found.id = step.case_id
WHERE step.at >= %(begin)s AND step.at < %(end)s
    AND (step.before = 'draft' OR step.before = ANY(%(intake)s)) AND step.before <> step.after
GROUP BY found.unit, found.kind
"""


class DepartmentCasesUnknown(NotFound):
    """There is no such department, or the system works for another one."""

    code = "cases.department_unknown"
    sentence = "没有找到这个部门的办件。请核对部门标识，它应当是应用登记时所属的部门。"


def units_concerned(numbers: Sequence[str]) -> dict[str, list[str]]:
    """Of each case the department that decides it, and those that were asked in it; for events."""
    found: dict[str, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_CONCERNED, {"numbers": list(numbers)})
        for number, unit in cursor.fetchall():
            found[number].append(unit)
    return found


def pushed_steps(case: Case) -> list[PushedStep]:
    """What departments' own systems told of a case that the caller may see, oldest first."""
    return list(PushedStep.objects.filter(case=case).order_by("started_at", "id"))


def questions_in(case: Case) -> list[CaseAdvice]:
    """What other departments were asked about a case that the caller may see, oldest first."""
    return list(CaseAdvice.objects.filter(case=case).order_by("id"))


def department_cases(actor: Actor, unit: str, *, after: str = "", limit: int = 50) -> Page[Case]:
    """The open cases that a department decides, for its own system, nearest deadline first.

    For whoever lost his place in the feed; nothing in it tells who applied.
    """
    if not perms.may_read_for(actor, unit):
        raise DepartmentCasesUnknown
    rows = Case.objects.submitted().open().filter(perms.visible_cases(actor), unit=unit)
    return keyset(rows.defer("form", "face"), by=("next_due_on", "id"), after=after, limit=limit)


def day_bounds(day: date) -> dict[str, Any]:
    """The parameters by which `COUNTED` counts one day of the node."""
    begin = timezone.make_aware(datetime.combine(day, time()))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    return {
        "begin": begin,
        "end": end,
        "waiting": [str(one) for one in balance.WAITING],
        "intake": [str(one) for one in balance.INTAKE],
        "lost": [str(one) for one in balance.LOST],
    }


def last_closed() -> date | None:
    """The last day of which our side was counted."""
    return ClosedDay.objects.order_by("-day").values_list("day", flat=True).first()


def counted_day(day: date) -> dict[tuple[str, str], balance.Counts]:
    """Our side of a day, by department and kind: stored, or counted now while it lasts.

    A day that is not closed yet begins with what was left when the last one was closed.
    """
    closed = last_closed()
    if closed is not None and day <= closed:
        return _stored(DayBalance.objects.filter(day=day))
    before = _stored(DayBalance.objects.filter(day=closed)) if closed else {}
    counted = rolled(before, _moves(day))
    return balance.passed_on(counted, directory.current_keys({unit for unit, _kind in counted}))


def rolled(
    before: Mapping[tuple[str, str], balance.Counts],
    moves: Mapping[tuple[str, str], tuple[int, ...]],
) -> dict[tuple[str, str], balance.Counts]:
    """The day after `before`, with what moved in it."""
    made = {}
    for key in {*before, *moves}:
        old = before.get(key, balance.Counts())
        received, accepted, refused, withdrawn, correction, pending = moves.get(key, (0,) * 6)
        made[key] = balance.Counts(
            old.correction + old.pending, received, accepted, refused, withdrawn,
            old.correction + correction, old.pending + pending,
        )  # fmt: skip
    return made


def _moves(day: date) -> dict[tuple[str, str], tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, day_bounds(day))
        return {(row[0], row[1]): tuple(map(int, row[2:])) for row in cursor.fetchall()}


def day_lines(actor: Actor, day: date, *, unit: str = "") -> list[balance.Line]:
    """Both sides of a day for the departments that the actor may see."""
    ours = counted_day(day)
    stated = _stored(StatedBalance.objects.filter(day=day))
    seen = balance_units(actor)
    return [
        line
        for line in balance.lines(ours, stated)
        if (seen is None or line.unit in seen) and unit in ("", line.unit)
    ]


def balance_units(actor: Actor) -> frozenset[str] | None:
    """The departments whose balance the actor may see; None for all."""
    if actor.is_system or (actor.is_staff and actor.holds(Role.SUPERVISOR, Role.OPERATOR)):
        return None
    if actor.is_client:
        return actor.units(perms.CLIENT)
    return actor.units(*perms.DEPARTMENTAL) if actor.is_staff else frozenset()


def _stored(rows: Iterable[CountsRow]) -> dict[tuple[str, str], balance.Counts]:
    return {
        (row.unit, row.kind): balance.Counts(*(getattr(row, name) for name in balance.NAMES))
        for row in rows
    }
