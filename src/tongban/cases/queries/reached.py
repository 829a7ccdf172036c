"""Which open cases a change of the calendar reaches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Greatest

from tongban.base.calendars import calendars
from tongban.base.calendars.changing import SCHEDULE
from tongban.cases import rules
from tongban.cases.models import Case
from tongban.cases.queries.facts import definition_of, limits_of, receipt_of, stop_of
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from tongban.base.calendars.models import CalendarChange
    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.models import ClockStop
    from tongban.cases.rules import Limit, Stop

_LAST = Greatest(
    "due_on", "legal_due_on", "answer_due_on", "correction_due_on", "deliver_due_on", "gap_due_on"
)
_BACK, _FAR = timedelta(days=800), timedelta(days=800)


@dataclass(slots=True)
class Reader:
    """Reads what many cases share once: the calendar of a region, the limits of an item."""

    now: datetime
    today: date
    calendars: dict[str, WorkCalendar] = field(default_factory=dict)
    limits: dict[tuple[object, ...], tuple[Limit | None, Limit | None]] = field(
        default_factory=dict
    )

    def calendar(self, region: str) -> WorkCalendar:
        """The calendar of a region, from long ago to far ahead."""
        if region not in self.calendars:
            chain = directory.chain(region)
            first, last = self.today - _BACK, self.today + _FAR
            self.calendars[region] = calendars.calendar_for(chain, first, last)
        return self.calendars[region]

    def facts(self, case: Case, stops: Iterable[ClockStop], extended: int) -> rules.Facts:
        """What the clock of the case follows from; the materials do not matter to it."""
        definition = definition_of(case)
        key = (
            case.item_version_id, case.accept_form, case.continues_id is None,
            repr(sorted(case.answers.items())), repr(case.agreed_limit),
        )  # fmt: skip
        if key not in self.limits:
            self.limits[key] = limits_of(case, definition)
        promised, statutory = self.limits[key]
        return rules.Facts(
            state=rules.State(case.state),
            now=self.now,
            calendar=self.calendar(case.region),
            kind=rules.CaseKind(case.kind),
            promised=promised,
            statutory=statutory,
            receipt=receipt_of(case),
            accepted_at=case.accepted_at,
            stops=self.stops(stops),
            extended=extended,
            joint=definition.joint_handling,
        )

    @staticmethod
    def stops(rows: Iterable[ClockStop]) -> tuple[Stop, ...]:
        """Stored stops as the clock sees them."""
        return tuple(stop_of(row) for row in rows)


def changed_days(change: CalendarChange) -> tuple[date, date, frozenset[date] | None]:
    """First and last day of a change, and its days; None where all of them had been guessed."""
    days = frozenset(date.fromisoformat(str(row[0])) for row in change.days)
    whole = change.kind == SCHEDULE and (change.first, change.last) != (min(days), max(days))
    return change.first, change.last, None if whole else days


def open_cases(change: CalendarChange) -> list[UUID]:
    """The open cases whose derivation may reach into the change, alike ones beside each other.

    Read once: what a batch moves would be met again by the next one that asked for the rest.
    """
    rows = Case.objects.open().annotate(last_day=_LAST).filter(_below(change), _reaching(change))
    rows = rows.order_by("item_version_id", "accepted_on", "receipt_on", "id")
    return list(rows.values_list("id", flat=True))


def _below(change: CalendarChange) -> Q:
    """Cases of the region or one below it; too many do no harm, they come out the same."""
    if change.region == calendars.EVERYWHERE:
        return Q()
    return Q(region__startswith=change.region.rstrip("0"))


def _reaching(change: CalendarChange) -> Q:
    ends_later = Q(last_day__gte=change.first) | Q(state=rules.State.SUSPENDED)
    return Q(created_at__date__lte=change.last) & ends_later


def reaches(case: Case, days: frozenset[date] | None, first: date, last: date) -> bool:
    """Whether the derivation of the case really goes over one of the changed days."""
    begun = case.decided_on or case.accepted_on or case.receipt_on or first
    if case.state in (rules.State.SUBMITTED, rules.State.PRECHECKED, rules.State.CORRECTION):
        begun = min(
            filter(None, (case.receipt_on, case.notice_on, case.completed_on)), default=begun
        )
    known = (
        case.due_on, case.legal_due_on, case.answer_due_on,
        case.correction_due_on, case.deliver_due_on,
    )  # fmt: skip
    end = max((day for day in known if day), default=last)
    if case.state == rules.State.SUSPENDED:
        end = max(end, last)
    if days is None:
        return begun < last and first <= end
    return any(begun < day <= end for day in days)
