"""Rules, cases as rules see them, and what supervision wrote down."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.cases.circumstances import TUESDAY
from tongban.base.calendars import WorkCalendar
from tongban.cases.rules import Light
from tongban.demo.services import stories
from tongban.supervision import services
from tongban.supervision.models import CaseWarning, Tally
from tongban.supervision.rules import (
    COUNTERS,
    Basis,
    Check,
    LimitSeen,
    Measure,
    Rule,
    Seen,
    StepSeen,
)

BEIJING = ZoneInfo("Asia/Shanghai")
# 2026 without any holiday: only week-ends are off.
CALENDAR = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31))


def on(month: int, day: int) -> date:
    return date(2026, month, day)


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BEIJING)


def limit_rule(
    light: Light, measure: Measure, amount: int = 0, basis: Basis = Basis.PROMISED
) -> Rule:
    return Rule(
        code="L2", light=light, title="承诺期限", check=Check.LIMIT, basis=basis, measure=measure,
        amount=amount, told=("post",), answer_days=2,
    )  # fmt: skip


def fault_rule(check: Check, amount: int = 0) -> Rule:
    return Rule(
        code="F1", light=Light.YELLOW, title="过错", check=check, amount=amount, told=("head",)
    )


def promised(until: date) -> LimitSeen:
    """A promised limit that has run since 3 March."""
    return LimitSeen(Basis.PROMISED, on(3, 3), until)


def seen(**facts: Any) -> Seen:
    return Seen(**{"number": "1", "running": True, **facts})


def steps(*taken: tuple[str, datetime]) -> tuple[StepSeen, ...]:
    return tuple(StepSeen(step, moment) for step, moment in taken)


def cards(number: str = "") -> list[tuple[str, str]]:
    """Rule and light of every card but those of steps, in the order in which they were raised."""
    rows = CaseWarning.objects.exclude(rule="L3").order_by("id")
    if number:
        rows = rows.filter(case_number=number)
    return list(rows.values_list("rule", "light"))


def card(number: str, rule: str, light: str) -> CaseWarning:
    return CaseWarning.objects.get(case_number=number, rule=rule, light=light)


def swept(now: datetime) -> None:
    """The minute's job."""
    services.sweep(now=now)
    services.escalate(now=now)


def put_right(number: str, rated: int = 1) -> None:
    """The office answered the card of a bad rating, and a supervisor confirmed it, in two days."""
    first = TUESDAY + timedelta(days=rated)
    swept(first)
    serial, later = card(number, "E1", "yellow").serial, timedelta(days=1)
    services.answer_card(
        actor=stories.staff("approver"), serial=serial, reason="忙", measure="培训",
        now=first + later,
    )  # fmt: skip
    services.review_card(
        actor=stories.staff("supervisor"), serial=serial, accepted=True, words="同意",
        now=first + 2 * later,
    )  # fmt: skip


def tallied(scope: str, key: str, span: str = "now", item: str = "") -> dict[str, int]:
    """The counters of a scope that are not zero, summed over its rows of that span."""
    sums: dict[str, int] = {}
    for row in Tally.objects.filter(scope=scope, key=key, span=span, item=item).order_by("id"):
        for name in COUNTERS:
            sums[name] = sums.get(name, 0) + int(getattr(row, name))
    return {name: value for name, value in sums.items() if value}
