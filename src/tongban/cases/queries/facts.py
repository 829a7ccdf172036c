"""A case as the rules see it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tongban.base import clock
from tongban.base.calendars import calendars
from tongban.cases import rules
from tongban.cases.rules.materials import HandedIn, missing_at_acceptance, missing_at_submission
from tongban.directory import queries as directory
from tongban.items import queries as items
from tongban.items.rules import promised_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.models import Case, CaseMaterial, ClockStop
    from tongban.items.rules import ItemDefinition
    from tongban.items.rules import Limit as PublishedLimit

_FAR = timedelta(days=400)


def definition_of(case: Case) -> ItemDefinition:
    """The version of the item under which the case was opened."""
    return items.definition(case.item_version_id)


def calendar_of(case: Case, today: date) -> WorkCalendar:
    """The working days of the case's region, from well before its first day to well after today."""
    first = min(clock.day_of(case.created_at), today) - timedelta(days=31)
    last = max([today, *(day for day in (case.due_on, case.legal_due_on) if day)])
    chain = (case.region, *(region.code for region in directory.ancestors(case.region)))
    return calendars.calendar_for(chain, first, last + _FAR)


def limit_of(published: PublishedLimit | None) -> rules.Limit | None:
    """A published limit as the clock counts it; half a working day is counted as one."""
    if published is None:
        return None
    return rules.Limit(-int(-published.value // 1), rules.Unit(published.unit))


def stop_of(row: ClockStop) -> rules.Stop:
    """A stored stop as the clock sees it."""
    return rules.Stop(
        rules.StopKind(row.kind), row.from_on, row.until_on, row.name, row.holds, row.legal_basis
    )


def receipt_of(case: Case) -> rules.Receipt | None:
    """The receipt of a case that was handed in."""
    if case.receipt_on is None:
        return None
    return rules.Receipt(case.receipt_on, case.notice_on, case.correction_due_on, case.completed_on)


def handed_in(materials: Iterable[CaseMaterial]) -> list[HandedIn]:
    """Stored materials as the rules see them."""
    return [HandedIn(m.name, m.need, m.obtain, m.source, m.verdict) for m in materials]


def facts(case: Case, now: datetime, *, faults: dict[str, str] | None = None) -> rules.Facts:
    """Everything a decision about the case may look at."""
    definition = definition_of(case)
    materials = handed_in(case.materials.order_by("seq"))
    at_submission = case.state == rules.State.DRAFT
    missing = missing_at_submission if at_submission else missing_at_acceptance
    return rules.Facts(
        state=rules.State(case.state),
        now=now,
        calendar=calendar_of(case, clock.day_of(now)),
        kind=rules.CaseKind(case.kind),
        promised=limit_of(promised_for(definition, case.answers)),
        statutory=limit_of(definition.statutory),
        receipt=receipt_of(case),
        accepted_at=case.accepted_at,
        stops=tuple(stop_of(row) for row in case.stops.order_by("id")),
        missing=missing(materials),
        faults=faults or {},
        gives_licence=bool(definition.result.licence),
        granted=case.granted,
    )
