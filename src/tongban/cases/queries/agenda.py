"""What the calendar will do to cases, and to which of them it has something to do."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from tongban.cases import rules
from tongban.cases.models import Case, CaseTask, ClockStop, Consequence
from tongban.cases.queries.due import Around, days

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from uuid import UUID

    from tongban.cases.queries.reached import Reader
    from tongban.cases.rules import Due

# What the calendar asks of a case; nothing that a person typed is read.
READ = (
    "number", "state", "process", "region", "item_version_id", "clock", "receipt_on", "notice_on",
    "accepted_on", "decided_on", "answer_due_on", "correction_due_on", "due_on", "legal_due_on",
    "gap_due_on", "deliver_due_on", "acts_on",
)  # fmt: skip


class Waiting(NamedTuple):
    """Open cases to which the calendar should have done something on that day."""

    day: date
    numbers: Sequence[str]


def agenda(case: Case, reader: Reader) -> tuple[Due, ...]:
    """What has not happened yet of all that the calendar does to the case, in order."""
    ((_case, ahead),) = agendas([case], reader)
    if isinstance(ahead, Exception):
        raise ahead
    return ahead


def agendas(
    cases: Sequence[Case], reader: Reader
) -> Iterator[tuple[Case, tuple[Due, ...] | Exception]]:
    """The same for each of many cases, or what is wrong with it."""
    keys = [case.pk for case in cases]
    around, done = _around(keys), _happened(keys)
    for case in cases:
        try:
            yield case, _ahead(case, reader, around[case.pk], done[case.pk])
        except Exception as wrong:  # noqa: BLE001 - one broken case must not stop the others
            yield case, wrong


def _ahead(
    case: Case, reader: Reader, around: Around, done: Collection[tuple[str, date]]
) -> tuple[Due, ...]:
    begun_on = case.decided_on or case.accepted_on or case.receipt_on or date.min
    found = rules.agenda(
        days(case, around), calendar=reader.calendar(case.region),
        on_the_spot=case.process == "spot", begun_on=begun_on,
    )  # fmt: skip
    return tuple(due for due in found if (due.name, due.due_on) not in done)


def _around(keys: Sequence[UUID]) -> dict[UUID, Around]:
    """The steps that are open and the procedures that last, by case."""
    tasks, stops = defaultdict(list), defaultdict(list)
    waits = CaseTask.objects.open().filter(case_id__in=keys, step_due_on__isnull=False)
    for task in waits.order_by("id").only("case_id", "step_due_on"):
        tasks[task.case_id].append(task)
    lasts = ClockStop.objects.filter(case_id__in=keys, kind="special", until_on=None)
    for stop in lasts.order_by("id").only("case_id", "ends_by"):
        stops[stop.case_id].append(stop)
    return {key: Around(tasks[key], stops[key]) for key in keys}


def _happened(keys: Sequence[UUID]) -> dict[UUID, set[tuple[str, date]]]:
    """What the calendar has done, by name and day; for a day that was moved, by the new day too."""
    found: dict[UUID, set[tuple[str, date]]] = {key: set() for key in keys}
    rows = Consequence.objects.filter(case_id__in=keys)
    for key, kind, due_on, moved_to in rows.values_list("case_id", "kind", "due_on", "moved_to"):
        found[key].add((kind, due_on))
        if moved_to:
            found[key].add((kind, moved_to))
    return found


def next_day(items: Iterable[Due]) -> date:
    """The day on which the calendar acts next."""
    return min((due.acts_on for due in items), default=rules.NEVER)


def waiting(today: date, *, skip: Collection[str], limit: int) -> Waiting | None:
    """Those for which the calendar should have done something the longest, all since one day."""
    rows = Case.objects.open().filter(acts_on__lte=today).exclude(number__in=skip)
    found = rows.order_by("acts_on", "id").values_list("acts_on", "number")[:limit]
    by_day = groupby(found, key=itemgetter(0))
    return next((Waiting(day, [str(row[1]) for row in rows]) for day, rows in by_day), None)


def unplanned(*, skip: Collection[str], limit: int = 500) -> list[Case]:
    """Open cases whose clock was changed since the calendar was last asked, locked."""
    return _free(Q(acts_on=None) & ~Q(number__in=skip), limit)


def free(found: Waiting) -> list[Case]:
    """Those of them for which it still is so, locked."""
    return _free(Q(number__in=found.numbers, acts_on=found.day), len(found.numbers))


def _free(wanted: Q, limit: int) -> list[Case]:
    """Such open cases, locked; those that somebody else holds wait for the next time."""
    rows = Case.objects.open().filter(wanted).order_by("id").only(*READ)
    return list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
