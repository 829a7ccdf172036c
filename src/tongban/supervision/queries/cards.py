"""Cards: lists for desks, one card, and what the sweep has to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.base import clock
from tongban.base.calendars import calendars
from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.directory import queries as directory
from tongban.supervision import perms
from tongban.supervision.models import CaseWarning, CaseWatch
from tongban.supervision.rules import CardState, CardStep, card_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.queries import Standing

MOST = 500
ANSWER_DAYS = 2


class CardUnknown(NotFound):
    """There is no such card, or the actor may not know that there is."""

    code = "supervision.card_unknown"
    sentence = "没有找到这张牌，请核对监察编号。"


def warnings(
    actor: Actor,
    *,
    state: str = "",
    light: str = "",
    rule: str = "",
    unit: str = "",
    after: str = "",
    limit: int = 30,
) -> Page[CaseWarning]:
    """Cards the actor may see, the latest first; a word that does not exist finds nothing."""
    rows = CaseWarning.objects.filter(perms.visible_to(actor)).select_related("order")
    for name, value in (("state", state), ("light", light), ("rule", rule), ("unit", unit)):
        if value:
            rows = rows.filter(**{name: value})
    return keyset(rows, by=("-raised_at", "id"), after=after, limit=limit)


def card(actor: Actor, serial: str) -> CaseWarning:
    """One card that the actor may see."""
    rows = CaseWarning.objects.filter(perms.visible_to(actor), serial=serial)
    found = rows.select_related("order").first()
    if found is None:
        raise CardUnknown
    return found


def card_steps_open_to(actor: Actor, found: CaseWarning) -> frozenset[CardStep]:
    """The steps that the state allows and the actor may take: which forms a page shows."""
    steps = card_steps(found.state)
    mine = steps & {CardStep.ANSWER} if perms.may_answer(actor, found) else frozenset[CardStep]()
    return mine | (steps - {CardStep.ANSWER} if perms.may_supervise(actor) else frozenset())


def card_for_change(actor: Actor, serial: str) -> CaseWarning:
    """The card, held until the transaction ends."""
    rows = CaseWarning.objects.filter(perms.visible_to(actor), serial=serial)
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise CardUnknown
    return found


def cards_of(number: str) -> tuple[CaseWarning, ...]:
    """The cards about a case, in the order in which they arose; the caller may see the case."""
    rows = CaseWarning.objects.filter(case_number=number).select_related("order")
    return tuple(rows.order_by("arose_on", "id"))


def open_cards(actor: Actor) -> int:
    """How many cards wait for an answer on the actor's desk, at most 100 are counted."""
    rows = CaseWarning.objects.filter(perms.answered_by(actor), state=CardState.OPEN)
    return len(rows.values_list("id", flat=True)[:100])


def every_card(actor: Actor, *, since: date, until: date) -> Iterator[CaseWarning]:
    """All visible cards raised in a span, one after the other without holding them all."""
    rows = CaseWarning.objects.filter(
        perms.visible_to(actor), raised_at__date__gte=since, raised_at__date__lte=until
    )
    return rows.select_related("order").order_by("-raised_at", "id").iterator(chunk_size=500)


def to_look_at(
    today: date, *, after: tuple[date, str] | None, limit: int
) -> list[tuple[date, str]]:
    """Cases whose day has come, the oldest day first, beginning after a place."""
    rows = CaseWatch.objects.filter(look_on__lte=today)
    if after is not None:
        day, number = after
        rows = rows.filter(Q(look_on__gt=day) | Q(look_on=day, number__gt=number))
    found = rows.order_by("look_on", "number").values_list("look_on", "number")[:limit]
    return [(day, number) for day, number in found if day is not None]


def unanswered(today: date) -> list[tuple[int, str]]:
    """Cards whose day has passed without an answer, the longest overdue first."""
    rows = CaseWarning.objects.filter(state=CardState.OPEN, lapsed_at=None, answer_due_on__lt=today)
    return list(rows.order_by("answer_due_on", "id").values_list("id", "case_number")[:MOST])


def unknown(standings: Sequence[Standing]) -> list[str]:
    """Which of these cases were never looked at, or have changed since."""
    numbers = [each.number for each in standings]
    rows = CaseWatch.objects.filter(number__in=numbers).order_by("number")
    known = {row.number: (row.version, row.next_due_on) for row in rows}
    return [
        each.number
        for each in standings
        if known.get(each.number) != (each.version, each.next_due_on)
    ]


def working_day_after(region: str, days: int, now: datetime) -> date:
    """The day so many working days after today, in that region."""
    return working_day_from(region, clock.day_of(now), days)


def working_day_from(region: str, day: date, days: int) -> date:
    """The day so many working days after another, in that region."""
    last = day.replace(year=day.year + 1, day=1)
    return calendars.calendar_for(directory.chain(region), day, last).add(day, days)


def day_after(found: CaseWarning, now: datetime) -> date:
    """By when a card that was sent back has to be answered."""
    return working_day_after(found.region, ANSWER_DAYS, now)
