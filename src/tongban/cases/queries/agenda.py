"""What the calendar will do to a case, and to which cases it has something to do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tongban.base.paging import Page, keyset
from tongban.cases import rules
from tongban.cases.models import Case, Consequence
from tongban.cases.queries.due import deadlines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.rules import Due


def agenda(case: Case, today: date, calendar: WorkCalendar) -> tuple[Due, ...]:
    """What has not happened yet of all that the calendar does to the case, in order."""
    found = deadlines(case, today=today, calendar=calendar)
    days = [(each.kind, each.key, each.due_on) for each in found if each.due_on]
    all_ = rules.agenda(
        days,
        calendar=calendar,
        on_the_spot=case.process == "spot",
        begun_on=_begun_on(case),
    )
    done = happened(case)
    return tuple(due for due in all_ if (due.name, due.due_on) not in done)


def happened(case: Case) -> frozenset[tuple[str, date]]:
    """What the calendar has done, by name and day; for a day that was moved, by the new day too."""
    rows = Consequence.objects.filter(case=case).order_by("id")
    found: set[tuple[str, date]] = set()
    for row in rows:
        found.add((row.kind, row.due_on))
        if row.moved_to:
            found.add((row.kind, row.moved_to))
    return frozenset(found)


def next_day(items: Iterable[Due]) -> date:
    """The day on which the calendar acts next."""
    return min((due.acts_on for due in items), default=rules.NEVER)


def waiting(today: date, *, after: str = "") -> Page[str]:
    """Open cases to which the calendar has something to do by today, the longest due first."""
    rows = Case.objects.open().filter(acts_on__lte=today).only("number", "acts_on")
    page = keyset(rows, by=("acts_on", "id"), after=after, limit=100)
    return page.map(lambda case: str(case.number))


def unplanned(*, skip: Collection[str], limit: int = 200) -> list[str]:
    """Open cases whose clock was changed since the calendar was last asked about them."""
    rows = Case.objects.open().filter(acts_on=None).exclude(number__in=skip).order_by("id")
    return [str(number) for number in rows.values_list("number", flat=True)[:limit]]


def _begun_on(case: Case) -> date:
    return case.decided_on or case.accepted_on or case.receipt_on or date.min
