"""How many cases there are in each state, and those that the calendar moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from tongban.base import clock
from tongban.base.paging import Page, keyset
from tongban.cases import perms, rules
from tongban.cases.models import Case

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from tongban.base.actors import Actor

DECIDED = [
    rules.State.GRANTED,
    rules.State.DENIED,
    rules.State.MAKING,
    rules.State.DELIVERING,
]


def counts_by_state(actor: Actor, *, since: datetime) -> dict[str, int]:
    """How many visible cases are open in each state, and how many ended in each since then."""
    visible = perms.visible_cases(actor)
    counted: dict[str, int] = {}
    ended = Case.objects.filter(state__in=sorted(rules.CLOSED), concluded_at__gte=since)
    for rows in (Case.objects.open().filter(visible), ended.filter(visible)):
        found = rows.values("state").annotate(n=Count("id")).order_by("state")
        counted |= {row["state"]: row["n"] for row in found}
    return counted


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
