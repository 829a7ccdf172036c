"""The board of the supervisor (监察)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tongban.access import queries as access
from tongban.base import audit, clock
from tongban.base.errors import require
from tongban.base.paging import Page, keyset
from tongban.cases import queries as cases
from tongban.cases.rules import Light, State, label
from tongban.directory import queries as directory
from tongban.feedback import queries as feedback
from tongban.feedback.rules import LABELS, Grade
from tongban.supervision import perms
from tongban.supervision.models import CaseWarning

if TYPE_CHECKING:
    from tongban.access.models import DataAccess
    from tongban.base.actors import Actor
    from tongban.base.models import AuditEntry
    from tongban.cases.queries import CaseView

SPAN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One department: its open cases and how many of them are yellow and red."""

    unit: str
    name: str
    open: int
    yellow: int
    red: int


@dataclass(frozen=True, slots=True)
class Board:
    """What the supervisor sees first: what is open, and what ended or was rated since `since`.

    `satisfied` is the share of the three upper grades among all ratings, with numerator and
    denominator; None without ratings.
    """

    states: tuple[tuple[str, str, int], ...]
    lights: dict[str, int]
    units: tuple[UnitRow, ...]
    grades: tuple[tuple[str, int], ...]
    good: int
    rated: int
    since: date

    @property
    def satisfied(self) -> float | None:
        return self.good / self.rated if self.rated else None


@dataclass(frozen=True, slots=True)
class Trail:
    """A case with everything that was done to it."""

    view: CaseView
    entries: tuple[AuditEntry, ...]
    looks: tuple[DataAccess, ...]


def board(actor: Actor) -> Board:
    """Cases by state and light, departments by overdue, ratings; for supervisors only.

    What ended is counted for the last thirty days, so that the board costs the same for ever.
    """
    require(perms.may_see_board(actor))
    since = clock.now() - SPAN
    states = cases.counts_by_state(actor, since=since)
    lights = cases.counts_by_light(actor)
    grades = feedback.counts(actor, since=since)
    return Board(
        states=tuple((s.value, label(s), states[s]) for s in State if states.get(s)),
        lights={light.value: lights.get(light, 0) for light in Light},
        units=_units(actor),
        grades=tuple((LABELS[grade], grades.get(grade, 0)) for grade in Grade),
        good=sum(n for grade, n in grades.items() if grade >= Grade.FAIRLY_SATISFIED),
        rated=sum(grades.values()),
        since=clock.day_of(since),
    )


def _units(actor: Actor) -> tuple[UnitRow, ...]:
    counted = cases.overdue_by_unit(actor)
    names = {d.key: d.name for d in directory.departments([unit for unit, *_ in counted])}
    return tuple(UnitRow(unit, names.get(unit, unit), *counts) for unit, *counts in counted)


def warnings(actor: Actor, *, after: str = "", limit: int = 30) -> Page[CaseWarning]:
    """Warnings the actor may see, the latest first."""
    rows = CaseWarning.objects.filter(perms.visible_to(actor))
    return keyset(rows, by=("-raised_at", "id"), after=after, limit=limit)


def trail(actor: Actor, number: str) -> Trail:
    """The full trail of a case: steps, audited acts, looks at the applicant's data.

    For supervisors only.
    """
    require(perms.may_see_board(actor))
    view = cases.case(actor, number)
    drafted = str(view.case.pk)
    looks = access.looks(view.case.applicant_id, case_numbers=(drafted, number))
    return Trail(view, (*audit.trail(drafted), *audit.trail(number)), looks)
