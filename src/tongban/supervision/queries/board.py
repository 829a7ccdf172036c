"""The board of the supervisor (监察) and the lists behind its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

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
from tongban.supervision.models import CaseWatch, Tally
from tongban.supervision.queries.figures import Drill, Level, Period, drill
from tongban.supervision.rules import NOW, STATES

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.access.models import DataAccess
    from tongban.base.actors import Actor
    from tongban.base.models import AuditEntry
    from tongban.cases.models import Case
    from tongban.cases.queries import CaseView

SPAN = timedelta(days=30)
WORST = 20
_SHOWN = ("key", "open", "blue", "yellow", "red")
_ENDS = (("finished", "办结"), ("refused", "不予受理"), ("withdrawn", "撤回、补正逾期"))


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One department: its open cases and how many of them are yellow and red."""

    unit: str
    name: str
    open: int
    blue: int
    yellow: int
    red: int


@dataclass(frozen=True, slots=True)
class Board:
    """What the supervisor sees first: what is open now, and what ended in the last thirty days.

    `satisfied` is the share of the three upper grades among all ratings, with numerator and
    denominator; None without ratings.
    """

    states: tuple[tuple[str, str, int], ...]
    ended: tuple[tuple[str, int], ...]
    lights: dict[str, int]
    units: tuple[UnitRow, ...]
    grades: tuple[tuple[str, int], ...]
    good: int
    rated: int
    since: date
    drill: Drill

    @property
    def satisfied(self) -> float | None:
        return self.good / self.rated if self.rated else None


@dataclass(frozen=True, slots=True)
class Trail:
    """A case with everything that was done to it."""

    view: CaseView
    entries: tuple[AuditEntry, ...]
    looks: tuple[DataAccess, ...]


def board(actor: Actor, now: datetime) -> Board:
    """What is open by state and light, the departments by overdue, ratings; for supervisors only.

    All of it is read from counters that are kept, so the board costs the same for ever.
    """
    require(perms.may_see_board(actor))
    seen = drill(actor, Level(), Period.LAST_30, clock.day_of(now), counters=())
    counters = seen.whole.counters
    grades = feedback.counts(actor, since=now - SPAN)
    lit = {light: counters.get(light, 0) for light in ("blue", "yellow", "red")}
    return Board(
        states=tuple(
            (state, label(State(state)), counters[f"in_{state}"])
            for state in STATES
            if counters.get(f"in_{state}")
        ),
        ended=tuple((word, counters.get(name, 0)) for name, word in _ENDS),
        lights={Light.GREEN.value: counters.get("open", 0) - sum(lit.values()), **lit},
        units=_units(),
        grades=tuple((LABELS[grade], grades.get(grade, 0)) for grade in Grade),
        good=sum(n for grade, n in grades.items() if grade >= Grade.FAIRLY_SATISFIED),
        rated=sum(grades.values()),
        since=seen.since,
        drill=seen,
    )


def _units() -> tuple[UnitRow, ...]:
    """The departments with the most overdue cases."""
    rows = Tally.objects.filter(scope="unit", span=NOW, open__gt=0).only(*_SHOWN)
    worst = list(rows.order_by("-red", "-yellow", "-open", "key")[:WORST])
    names = {d.key: d.name for d in directory.departments([row.key for row in worst])}
    return tuple(
        UnitRow(r.key, names.get(r.key, r.key), r.open, r.blue, r.yellow, r.red) for r in worst
    )


def behind(
    actor: Actor,
    *,
    state: str = "",
    light: str = "",
    unit: str = "",
    item: str = "",
    after: str = "",
    limit: int = 50,
) -> Page[Case]:
    """The cases behind a figure, the latest handed in first: of this state, or open ones.

    A state or light that does not exist finds nothing.
    """
    require(perms.may_see_board(actor))
    asked: dict[str, Any] = {"state": state} if state else {"is_open": True}
    asked |= {
        name: value for name, value in (("unit", unit), ("item", item), ("light", light)) if value
    }
    rows = CaseWatch.objects.filter(**asked, submitted_at__isnull=False)
    if light and light != Light.GREEN:
        rows = rows.exclude(light=Light.GREEN)
    page = keyset(rows, by=("-submitted_at", "number"), after=after, limit=limit)
    found = cases.numbered(actor, [row.number for row in page.items])
    return Page(found, page.next)


def trail(actor: Actor, number: str) -> Trail:
    """The full trail of a case: steps, audited acts, looks at the applicant's data.

    For supervisors only.
    """
    require(perms.may_see_board(actor))
    view = cases.case(actor, number)
    drafted = str(view.case.pk)
    looks = access.looks(view.case.applicant_id, case_numbers=(drafted, number))
    return Trail(view, (*audit.trail(drafted), *audit.trail(number)), looks)
