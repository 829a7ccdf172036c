"""What the calendar only tells of, for many cases whose day is the same (同日提醒)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from tongban.base import clock, ledger, outbox
from tongban.cases.queries import agenda
from tongban.cases.queries.reached import Reader
from tongban.cases.services.consequences import is_only_told, plan, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from tongban.cases.models import Case
    from tongban.cases.queries.agenda import Waiting
    from tongban.cases.rules import Due

# As `once` for each of them: the row that is not new has been told before.
_ONCE = """
INSERT INTO cases_consequence (case_id, kind, due_on, at, verdict)
SELECT own.id, own.kind, own.due_on, %s, ''
  FROM unnest(%s::uuid[], %s::text[], %s::date[]) AS own (id, kind, due_on)
 WHERE NOT EXISTS (SELECT 1 FROM cases_consequence c
                    WHERE c.case_id = own.id AND c.kind = own.kind AND c.moved_to = own.due_on)
ON CONFLICT (case_id, kind, due_on) DO NOTHING RETURNING case_id, kind, due_on
"""


@transaction.atomic
def tell_together(*, waiting: Waiting, now: datetime) -> frozenset[str]:
    """Let happen what is only told of; returns the numbers of the cases that are done with it.

    What somebody else holds, what cannot be read and what has an effect is left to `advance`.
    """
    done: list[str] = []
    dues: list[tuple[Case, Due]] = []
    days: list[tuple[UUID, date]] = []
    cases = agenda.free(waiting)
    for case, ahead in agenda.agendas(cases, Reader(now, clock.day_of(now))):
        if isinstance(ahead, Exception):
            continue
        its_day = agenda.next_day(ahead) == waiting.day  # if not, it is planned anew
        own = [due for due in ahead if its_day and due.acts_on == waiting.day]
        if all(is_only_told(case, due) for due in own):
            done.append(str(case.number))
            dues += [(case, due) for due in own]
            days.append((case.pk, agenda.next_day(due for due in ahead if due not in own)))
    if dues:
        _tell(dues, now)
    plan(days)
    return frozenset(done)


def _tell(dues: Sequence[tuple[Case, Due]], now: datetime) -> None:
    fresh = _new(dues, now)
    said = [told(case, due, now) for case, due in dues if (case.pk, due.name, due.due_on) in fresh]
    ledger.insert_alike([entry for entry, _ in said])
    outbox.publish_all([event for _, event in said])


def _new(dues: Sequence[tuple[Case, Due]], now: datetime) -> set[tuple[UUID, str, date]]:
    """Write down that this happens; what of it has not happened before."""
    keys, names = [case.pk for case, _ in dues], [due.name for _, due in dues]
    with connection.cursor() as cursor:
        cursor.execute(_ONCE, [now, keys, names, [due.due_on for _, due in dues]])
        return {(key, kind, due_on) for key, kind, due_on in cursor.fetchall()}
