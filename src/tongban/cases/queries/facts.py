"""A case as the rules see it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from tongban.base import clock
from tongban.base.calendars import calendars
from tongban.cases import rules
from tongban.cases.rules import AcceptForm
from tongban.cases.rules.demands import Held
from tongban.cases.rules.materials import (
    HandedIn,
    missing_at_acceptance,
    missing_at_submission,
    stands,
)
from tongban.directory import queries as directory
from tongban.items import queries as items
from tongban.items.rules import Limit as PublishedLimit
from tongban.items.rules import promised_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongban.base.calendars.rules import WorkCalendar
    from tongban.cases.models import Case, CaseMaterial, ClockStop
    from tongban.items.rules import ItemDefinition

_FAR = timedelta(days=400)


def definition_of(case: Case) -> ItemDefinition:
    """The version of the item under which the case was opened."""
    return items.definition(case.item_version_id)


def calendar_of(case: Case, today: date) -> WorkCalendar:
    """The working days of the case's region, from well before its first day to well after today."""
    first = min(clock.day_of(case.created_at), today) - timedelta(days=31)
    last = max([today, *(day for day in (case.due_on, case.legal_due_on) if day)])
    return calendars.calendar_for(directory.chain(case.region), first, last + _FAR)


def limit_of(published: PublishedLimit | None) -> rules.Limit | None:
    """A published limit as the clock counts it; half a working day is counted as one."""
    if published is None:
        return None
    return rules.Limit(-int(-published.value // 1), rules.Unit(published.unit))


def promise_of(case: Case, definition: ItemDefinition) -> PublishedLimit | None:
    """The promised limit: what was agreed for a life event (一件事), else that of the item."""
    if case.agreed_limit:
        return PublishedLimit(**case.agreed_limit)
    return promised_for(definition, case.answers)


def stop_of(row: ClockStop) -> rules.Stop:
    """A stored stop as the clock sees it."""
    return rules.Stop(
        rules.StopKind(row.kind), row.from_on, row.until_on, row.name, row.holds, row.legal_basis,
        row.capped_on,
    )  # fmt: skip


def extended_days(case: Case) -> int:
    """By how many working days the limits of the case were extended."""
    found = case.extensions.filter(approved=True).values_list("days", flat=True)
    return sum(found)


def limits_of(
    case: Case, definition: ItemDefinition
) -> tuple[rules.Limit | None, rules.Limit | None]:
    """The promised and the statutory limit of the case."""
    return _promised(case, definition), _statutory(case, definition)


def receipt_of(case: Case) -> rules.Receipt | None:
    """The receipt of a case that was handed in."""
    if case.receipt_on is None:
        return None
    return rules.Receipt(case.receipt_on, case.notice_on, case.correction_due_on, case.completed_on)


def handed_in(materials: Iterable[CaseMaterial]) -> list[HandedIn]:
    """Stored materials as the rules see them."""
    return [HandedIn(m.name, m.need, m.obtain, m.source, m.verdict) for m in materials]


def gap_policy() -> rules.GapPolicy:
    """The numbers of 容缺受理 of this node."""
    config = settings.TONGBAN
    return rules.GapPolicy(config.gap_margin_days, config.gap_at_most_days)


def held(row: CaseMaterial) -> Held:
    """A stored material as a demand sees it."""
    return Held(row.key, row.name, row.need, row.source, row.verdict, row.remark)


def facts(case: Case, now: datetime, *, faults: dict[str, str] | None = None) -> rules.Facts:
    """Everything a decision about the case may look at."""
    definition = definition_of(case)
    rows = list(case.materials.order_by("seq"))
    materials = handed_in(rows)
    at_submission = case.state == rules.State.DRAFT
    missing = missing_at_submission if at_submission else missing_at_acceptance
    return rules.Facts(
        state=rules.State(case.state),
        now=now,
        calendar=calendar_of(case, clock.day_of(now)),
        kind=rules.CaseKind(case.kind),
        promised=_promised(case, definition),
        statutory=_statutory(case, definition),
        receipt=receipt_of(case),
        accepted_at=case.accepted_at,
        stops=tuple(stop_of(row) for row in case.stops.order_by("id")),
        missing=missing(materials),
        faults=faults or {},
        gives_licence=bool(definition.result.licence),
        granted=case.granted,
        extended=extended_days(case),
        joint=definition.joint_handling,
        gap=tuple(
            seen.name
            for row, seen in zip(rows, materials, strict=True)
            if row.late_due_on is not None and not stands(seen)
        ),
        upper_decides=examines_first(case, definition),
        may_ask_again=case.notice_on is not None
        and case.second_notices.filter(allowed=True, used_at=None).exists(),
    )


def _promised(case: Case, definition: ItemDefinition) -> rules.Limit | None:
    """The promised limit; on a promise (告知承诺) it is decided on the spot."""
    if case.accept_form == AcceptForm.PROMISE:
        return rules.Limit(0)
    if examines_first(case, definition):
        return rules.LOWER
    return limit_of(promise_of(case, definition))


def _statutory(case: Case, definition: ItemDefinition) -> rules.Limit | None:
    """The statutory limit; of an office that only examines, that of 行政许可法 第四十三条."""
    return rules.LOWER if examines_first(case, definition) else limit_of(definition.statutory)


def examines_first(case: Case, definition: ItemDefinition) -> bool:
    """Whether the office of this case examines and reports up to the one that decides."""
    return bool(definition.refers_to) and case.continues_id is None
