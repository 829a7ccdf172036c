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

    from tongban.base.actors import Actor

MOST = 500
RUNNING = [rules.State.ACCEPTED, rules.State.EXAMINING, rules.State.SUSPENDED]


@dataclass(frozen=True, slots=True)
class Watch:
    """The due days of one running case."""

    number: str
    unit: str
    region: str
    watched: rules.Watched
    light: str


def counts_by_state(actor: Actor) -> dict[str, int]:
    """How many visible cases are in each state."""
    rows = Case.objects.submitted().filter(perms.visible_to(actor))
    counted = rows.values("state").annotate(n=Count("id")).order_by("state")
    return {row["state"]: row["n"] for row in counted}


def counts_by_light(actor: Actor) -> dict[str, int]:
    """How many visible open cases show each light."""
    rows = Case.objects.open().filter(perms.visible_to(actor))
    counted = rows.values("light").annotate(n=Count("id")).order_by("light")
    return {row["light"]: row["n"] for row in counted}


def overdue_by_unit(actor: Actor) -> list[tuple[str, int, int, int]]:
    """Department key with its open, yellow and red cases, the most overdue first."""
    rows = Case.objects.open().filter(perms.visible_to(actor))
    counted = rows.values("unit").annotate(
        n=Count("id"),
        yellow=Count("id", filter=Q(light="yellow")),
        red=Count("id", filter=Q(light="red")),
    )
    ordered = counted.order_by("-red", "-yellow", "unit")
    return [(row["unit"], row["n"], row["yellow"], row["red"]) for row in ordered]


def watch_list(*, until: date, after: str = "", limit: int = 100) -> Page[Watch]:
    """Running cases due by `until` or not green, for the sweep; in keyset pages."""
    near = Q(next_due_on__lte=until) | ~Q(light=rules.Light.GREEN)
    rows = Case.objects.filter(near, state__in=RUNNING)
    page = keyset(rows.defer("form", "face"), by=("next_due_on", "id"), after=after, limit=limit)
    return page.map(_watch)


def _watch(case: Case) -> Watch:
    watched = rules.Watched(
        due_on=case.due_on,
        legal_due_on=case.legal_due_on,
        on_the_spot=case.process == "spot",
        held=bool(case.clock.get("held")),
        last=rules.Light(case.light),
    )
    return Watch(str(case.number), case.unit, case.region, watched, case.light)


def silent(now: datetime) -> list[str]:
    """Cases that nobody answered within the five days."""
    states = [rules.State.SUBMITTED, rules.State.PRECHECKED]
    rows = Case.objects.filter(state__in=states, answer_due_on__lt=clock.day_of(now))
    return [str(number) for number in rows.values_list("number", flat=True)[:MOST]]


def lapsed(now: datetime) -> list[str]:
    """Cases whose correction did not come in time."""
    rows = Case.objects.filter(
        state=rules.State.CORRECTION, correction_due_on__lt=clock.day_of(now)
    )
    return [str(number) for number in rows.values_list("number", flat=True)[:MOST]]
