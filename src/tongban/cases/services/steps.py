"""The share of the promised limit that each post has (环节时限)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base import clock
from tongban.cases import rules
from tongban.cases.models import CaseTask
from tongban.cases.queries.due import step_days
from tongban.cases.queries.facts import calendar_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.models import Case


def due_days(case: Case, roles: set[str], now: datetime) -> dict[str, date]:
    """The last day of a step that begins now, for each of the roles that has a share."""
    if case.state not in rules.RUNNING or case.due_on is None:
        return {}
    days = {role: step_days(case, role) for role in roles}
    shares = {role: found for role, found in days.items() if found}
    if not shares:
        return {}
    today = clock.day_of(now)
    calendar = calendar_of(case, today)
    return {role: min(calendar.add(today, n), case.due_on) for role, n in shares.items()}


def rederive(case: Case, stops: tuple[rules.Stop, ...], calendar: WorkCalendar) -> None:
    """Count the steps of all open posts anew; while the clock is held they keep their day."""
    moved = []
    for task in case.tasks.open().filter(step_due_on__isnull=False).order_by("id"):
        days = task.days or step_days(case, task.role)
        if days is None:
            continue
        limit, opened = rules.Limit(days), clock.day_of(task.opened_at)
        due = rules.due_on(opened, limit, stops, calendar=calendar).due_on
        if due is not None and case.due_on is not None:
            task.step_due_on = min(due, case.due_on)
            moved.append(task)
    CaseTask.objects.bulk_update(moved, ["step_due_on"])
