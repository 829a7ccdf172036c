"""Cases as supervision sees them, and those that the calendar moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

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


@dataclass(frozen=True, slots=True)
class Watch:
    """The due days of one running case."""

    number: str
    unit: str
    region: str
    watched: rules.Watched
    light: str


def counts_by_state(actor: Actor, *, since: datetime) -> dict[str, int]:
    """How many visible cases are open in each state, and how many ended in each since then."""
    visible = perms.visible_cases(actor)
    counted: dict[str, int] = {}
    ended = Case.objects.filter(state__in=sorted(rules.CLOSED), concluded_at__gte=since)
    for rows in (Case.objects.open().filter(visible), ended.filter(visible)):
        found = rows.values("state").annotate(n=Count("id")).order_by("state")
        counted |= {row["state"]: row["n"] for row in found}
    return counted


def counts_by_light(actor: Actor) -> dict[str, int]:
    """How many visible open cases show each light."""
    rows = Case.objects.open().filter(perms.visible_cases(actor))
    counted = rows.values("light").annotate(n=Count("id")).order_by("light")
    return {row["light"]: row["n"] for row in counted}


def overdue_by_unit(actor: Actor) -> list[tuple[str, int, int, int]]:
    """Department key with its open, yellow and red cases, the most overdue first."""
    rows = Case.objects.open().filter(perms.visible_cases(actor))
    counted = rows.values("unit").annotate(
        n=Count("id"),
        yellow=Count("id", filter=Q(light="yellow")),
        red=Count("id", filter=Q(light="red")),
    )
    ordered = counted.order_by("-red", "-yellow", "unit")
    return [(row["unit"], row["n"], row["yellow"], row["red"]) for row in ordered]


def watch_list(*, until: date, after: str = "", limit: int = 100) -> Page[Watch]:
    """Accepted cases due by `until`, for the sweep; in keyset pages.

    What is decided is watched until it is delivered (行政许可法 第四十四条).
    """
    return _watched(Q(next_due_on__lte=until), after, limit)


def lit_list(*, beyond: date, after: str = "", limit: int = 100) -> Page[Watch]:
    """Accepted cases that are not green though they are due later than `beyond`."""
    return _watched(Q(next_due_on__gt=beyond) & ~Q(light=rules.Light.GREEN), after, limit)


def _watched(which: Q, after: str, limit: int) -> Page[Watch]:
    rows = Case.objects.filter(which, state__in=[*sorted(rules.UNDER_REVIEW), *DECIDED])
    page = keyset(rows.defer("form", "face"), by=("next_due_on", "id"), after=after, limit=limit)
    return page.map(_watch)


def _watch(case: Case) -> Watch:
    decided = case.state in DECIDED
    watched = rules.Watched(
        due_on=None if decided else case.due_on,
        legal_due_on=case.deliver_due_on if decided else case.legal_due_on,
        on_the_spot=case.process == "spot",
        held=not decided and bool(case.clock.get("held")),
        last=rules.Light(case.light),
    )
    return Watch(str(case.number), case.unit, case.region, watched, case.light)


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
