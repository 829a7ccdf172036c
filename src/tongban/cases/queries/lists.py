"""Lists of cases: a person's own, and what is left of the days of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base import clock
from tongban.base.paging import Page, keyset
from tongban.cases import perms, rules
from tongban.cases.models import Case
from tongban.cases.queries.facts import calendar_of
from tongban.cases.rules import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongban.base.actors import Actor
    from tongban.base.calendars.rules import WorkCalendar

MOST = 50


def my_cases(actor: Actor, *, after: str = "", limit: int = 20) -> Page[Case]:
    """Cases of the one the actor acts for, the last changed first."""
    rows = Case.objects.submitted().filter(perms.visible_cases(actor))
    return keyset(rows.defer("form", "face"), by=("-changed_at", "id"), after=after, limit=limit)


def drafts(actor: Actor) -> list[Case]:
    """Drafts the actor may go on with, the last changed first."""
    rows = Case.objects.drafts().filter(perms.visible_drafts(actor)).defer("form", "face")
    return list(rows.order_by("-changed_at", "id")[:MOST])


def to_do(actor: Actor) -> list[Case]:
    """Cases in which the person has to do something now: bring a correction."""
    rows = Case.objects.filter(perms.visible_cases(actor), state=State.CORRECTION)
    return list(rows.defer("form", "face").order_by("next_due_on", "id")[:MOST])


def remaining_days(cases: Sequence[Case]) -> dict[str, int | None]:
    """Working days to the day on which somebody must have acted, by case number.

    None while the clock is held.  The calendar of each region is read once for all its cases.
    """
    today, calendars = clock.today(), dict[str, "WorkCalendar"]()
    for case in sorted(cases, key=lambda each: each.created_at):
        if case.region not in calendars:
            calendars[case.region] = calendar_of(case, today)
    return {
        str(case.number): rules.remaining(case.next_due_on, today, calendar=calendars[case.region])
        if case.next_due_on and not case.clock.get("held")
        else None
        for case in cases
    }
