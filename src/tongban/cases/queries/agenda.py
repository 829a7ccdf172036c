"""What the calendar will do to a case, and to which cases it has something to do."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from tongban.base.paging import Page, keyset
from tongban.cases import rules
from tongban.cases.models import Case, CaseTask, ClockStop, Consequence
from tongban.cases.queries.due import Around, around, deadlines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from uuid import UUID

    from django.db.models import Manager

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.queries.reached import Reader
    from tongban.cases.rules import Due

Row = TypeVar("Row", CaseTask, ClockStop, Consequence)


def agenda(case: Case, today: date, calendar: WorkCalendar) -> tuple[Due, ...]:
    """What has not happened yet of all that the calendar does to the case, in order."""
    rows = Consequence.objects.filter(case=case).order_by("id")
    return _ahead(case, today, calendar, around(case), rows)


def _ahead(
    case: Case,
    today: date,
    calendar: WorkCalendar,
    known: Around,
    rows: Iterable[Consequence],
) -> tuple[Due, ...]:
    found = deadlines(case, today=today, calendar=calendar, known=known)
    days = [(each.kind, each.key, each.due_on) for each in found if each.due_on]
    spot = case.process == "spot"
    all_ = rules.agenda(days, calendar=calendar, on_the_spot=spot, begun_on=_begun_on(case))
    done = _happened(rows)
    return tuple(due for due in all_ if (due.name, due.due_on) not in done)


def _happened(rows: Iterable[Consequence]) -> frozenset[tuple[str, date]]:
    """What the calendar has done, by name and day; for a day that was moved, by the new day too."""
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
    """The open case to which the calendar should have done something the longest."""
    rows = Case.objects.open().filter(acts_on__lte=today).only("number", "acts_on")
    page = keyset(rows, by=("acts_on", "id"), after=after, limit=1)
    return page.map(lambda case: str(case.number))


def unplanned(*, skip: Collection[str], limit: int = 500) -> list[Case]:
    """Open cases whose clock was changed since the calendar was last asked, locked.

    Those that somebody else holds wait for the next time.
    """
    rows = Case.objects.open().filter(acts_on=None).exclude(number__in=skip)
    rows = rows.select_for_update(of=("self",), skip_locked=True).order_by("id")
    return list(rows.defer("form", "face", "prefilled")[:limit])


def plans(
    cases: Sequence[Case], reader: Reader, today: date
) -> Iterator[tuple[Case, date | Exception]]:
    """For each of many cases when the calendar acts next, or what is wrong with it."""
    keys = [case.pk for case in cases]
    tasks, stops = _by_case(CaseTask, keys), _by_case(ClockStop, keys)
    done = _by_case(Consequence, keys)
    for case in cases:
        known = Around(
            [row for row in tasks[case.pk] if row.closed_at is None and row.step_due_on],
            [row for row in stops[case.pk] if row.kind == "special" and row.until_on is None],
        )
        try:
            calendar = reader.calendar(case.region)
            yield case, next_day(_ahead(case, today, calendar, known, done[case.pk]))
        except Exception as wrong:  # noqa: BLE001 - one broken case must not stop the others
            yield case, wrong


def _by_case(model: type[Row], keys: Sequence[UUID]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    manager: Manager[Row] = model._default_manager
    for row in manager.filter(case_id__in=keys).order_by("id"):
        found[row.case_id].append(row)
    return found


def _begun_on(case: Case) -> date:
    return case.decided_on or case.accepted_on or case.receipt_on or date.min
