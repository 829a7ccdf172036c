"""Lists of cases: a person's own, and the work of a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.paging import Page, keyset
from tongban.cases import perms, rules
from tongban.cases.models import Case
from tongban.cases.queries.facts import calendar_of
from tongban.cases.rules import State, parse_case_number
from tongban.cases.rules.numbers import NumberInvalid

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


def waiting_for(actor: Actor) -> Q:
    """Open cases in which one of the actor's posts has to act next."""
    mine = Q(pk__in=[])
    for post in actor.posts:
        if post.role == Role.CLERK and post.place:
            mine |= Q(place=post.place, waiting_role=Role.CLERK)
        elif post.unit:
            mine |= Q(unit=post.unit, waiting_role=post.role)
    return mine


def work_list(
    actor: Actor,
    *,
    mine: bool = True,
    state: str = "",
    light: str = "",
    text: str = "",
    after: str = "",
    limit: int = 50,
) -> Page[Case]:
    """Open cases of the actor's hall and posts, nearest deadline first.

    With `mine` only those that wait for one of his posts.  `text` is a case number or the
    beginning of an item's name.
    """
    rows = Case.objects.open().filter(perms.visible_cases(actor))
    if mine:
        rows = rows.filter(waiting_for(actor))
    if state in set(State):
        rows = rows.filter(state=state)
    if light:
        rows = rows.filter(light=light)
    if text.strip():
        rows = rows.filter(_meant(text.strip()))
    return keyset(rows.defer("form", "face"), by=("next_due_on", "id"), after=after, limit=limit)


def _meant(text: str) -> Q:
    try:
        return Q(number=str(parse_case_number(text)))
    except NumberInvalid:
        return Q(item_name__startswith=text)


def work_counts(actor: Actor) -> dict[str, int]:
    """How many open cases wait for the actor, by light, and how many he can see in all."""
    rows = Case.objects.open().filter(perms.visible_cases(actor))
    counted = rows.aggregate(
        all=Count("id"),
        mine=Count("id", filter=waiting_for(actor)),
        yellow=Count("id", filter=waiting_for(actor) & Q(light="yellow")),
        red=Count("id", filter=waiting_for(actor) & Q(light="red")),
    )
    return {name: int(count) for name, count in counted.items()}


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
