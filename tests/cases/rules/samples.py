"""Calendars, moments and facts that the tests of the rules share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from tongban.base.calendars import WorkCalendar, published
from tongban.cases.rules import BEIJING, Facts, Limit, Receipt, State
from tongban.items.rules import ItemDefinition, Kind, Material, Need, Obtain, Result
from tongban.items.rules.definitions import Fee

NATIONAL = WorkCalendar(date(2024, 1, 1), date(2030, 12, 31), published.SPECIAL, published.YEARS)


def at(month: int, day: int, hour: int = 10, minute: int = 0, *, year: int = 2026) -> datetime:
    """A moment of 2026 in Beijing."""
    return datetime.combine(date(year, month, day), time(hour, minute), BEIJING)


# Received on Monday 21 September 2026; the five days end on Tuesday the 29th.
SUBMITTED = Facts(
    state=State.SUBMITTED,
    now=at(9, 22),
    calendar=NATIONAL,
    promised=Limit(10),
    statutory=Limit(20),
    receipt=Receipt(date(2026, 9, 21)),
)


def submitted(**changes: Any) -> Facts:
    """A case that came in on 21 September 2026."""
    return replace(SUBMITTED, **changes)


def examined(**changes: Any) -> Facts:
    """A case that was accepted on Thursday 17 September 2026 and is being examined."""
    accepted = replace(
        SUBMITTED,
        state=State.EXAMINING,
        receipt=Receipt(date(2026, 9, 17)),
        accepted_at=at(9, 17),
    )
    return replace(accepted, **changes)


def item(*materials: Material, **changes: Any) -> ItemDefinition:
    """A small item with these materials."""
    plain = ItemDefinition(
        key="sample", name="样例事项", basic_code="", implement_code="", type="行政许可",
        type_code="01", department_key="d", department_name="样例局", region="990101", level=4,
        audiences=("natural",), applicants=(), kind=Kind.PROMISED, process="standard",
        statutory=None, promised=None, legal_basis=(), conditions=(), steps=(), fee=Fee(),
        channels=(), online_level="", visits=0, visit_reason="", scope="", front_desk_levels=(),
        services=(), joint_departments=(), special_procedures=(), materials=materials,
        scenarios=(), result=Result("证照", "样例证"), themes_person=(), themes_corp=(),
    )  # fmt: skip
    return replace(plain, **changes)


def material(key: str, name: str, need: Need = Need.REQUIRED) -> Material:
    """A material that the applicant uploads."""
    return Material(key, 1, name, need, "申请人自备", "电子件", Obtain.UPLOAD)
