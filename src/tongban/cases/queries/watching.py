"""One case as supervision reads it: everything that a rule may look at, and no person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.base.paging import Page, keyset
from tongban.cases import perms
from tongban.cases.models import Case, CaseMaterial, CaseStep, CaseTask, ClockStop
from tongban.cases.queries.facts import definition_of
from tongban.processes.rules import Silence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from tongban.base.actors import Actor
    from tongban.items.rules import ItemDefinition


@dataclass(frozen=True, slots=True)
class Supervised:
    """A case that was handed in, with its trail, stops, materials and open tasks.

    `second_notices` counts how often corrections were asked for again; `unanswered` are the tasks
    whose day passed in silence and that go on waiting, or were answered since.
    """

    case: Case
    definition: ItemDefinition
    steps: list[CaseStep]
    stops: list[ClockStop]
    materials: list[CaseMaterial]
    tasks: list[CaseTask]
    unanswered: list[CaseTask]
    second_notices: int


@dataclass(frozen=True, slots=True)
class Standing:
    """An open case and what tells whether it changed: its version and its next day."""

    number: str
    version: int
    next_due_on: date | None


def supervised(number: str) -> Supervised | None:
    """The case of that number for the jobs of supervision; None if there is none."""
    case = Case.objects.submitted().defer("form", "face").filter(number=number).first()
    if case is None:
        return None
    steps = list(case.steps.order_by("id").defer("words"))
    asked = sum(step.step == "ask_supplement" for step in steps)
    tasks = list(case.tasks.filter(Q(closed_at=None) | Q(silenced_at__isnull=False)).order_by("id"))
    return Supervised(
        case=case,
        definition=definition_of(case),
        steps=steps,
        stops=list(case.stops.order_by("id")),
        materials=list(case.materials.order_by("seq", "id")),
        tasks=[task for task in tasks if task.closed_at is None],
        unanswered=[
            task for task in tasks if task.silenced_at and task.silence == Silence.ESCALATE
        ],
        second_notices=max(asked - 1, 0),
    )


def standings(*, after: str = "", limit: int = 100) -> Page[Standing]:
    """Open cases by the day on which somebody must have acted, page by page."""
    rows = Case.objects.open().only("number", "version", "next_due_on")
    page = keyset(rows, by=("next_due_on", "id"), after=after, limit=limit)
    return page.map(lambda case: Standing(str(case.number), case.version, case.next_due_on))


def numbered(actor: Actor, numbers: Iterable[str]) -> list[Case]:
    """The visible cases of these numbers, in their order."""
    wanted = tuple(numbers)
    rows = Case.objects.submitted().filter(perms.visible_cases(actor), number__in=wanted)
    found = {str(case.number): case for case in rows.defer("form", "face")}
    return [found[number] for number in wanted if number in found]
