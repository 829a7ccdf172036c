"""How many cases there are in each state, and those that the calendar moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base import clock
from tongban.base.paging import Page, keyset
from tongban.cases import rules
from tongban.cases.models import Case

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet


DECIDED = [
    rules.State.GRANTED,
    rules.State.DENIED,
    rules.State.MAKING,
    rules.State.DELIVERING,
]


def silent(now: datetime, *, after: str = "") -> Page[str]:
    """Cases that nobody answered within the five days, the longest silent first."""
    return _overdue([rules.State.SUBMITTED, rules.State.PRECHECKED], clock.day_of(now), after)


def lapsed(now: datetime, *, after: str = "") -> Page[str]:
    """Cases whose correction did not come in time, the oldest first."""
    return _overdue([rules.State.CORRECTION], clock.day_of(now), after)


def left_undone(now: datetime, *, after: str = "") -> Page[str]:
    """Cases decided before today whose decision was not carried out: the job gave up on them."""
    waiting = [state for state in DECIDED if state != rules.State.DELIVERING]
    rows = Case.objects.filter(state__in=waiting, decided_on__lt=clock.day_of(now))
    return _numbers(rows, after)


def _overdue(states: list[rules.State], today: date, after: str) -> Page[str]:
    return _numbers(Case.objects.filter(state__in=states, next_due_on__lt=today), after)


def _numbers(rows: QuerySet[Case], after: str) -> Page[str]:
    found = rows.only("number", "next_due_on")
    page = keyset(found, by=("next_due_on", "id"), after=after, limit=100)
    return page.map(lambda case: str(case.number))
