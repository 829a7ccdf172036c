"""Green, yellow, red."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.rules.samples import NATIONAL, at
from tongban.base.calendars.rules import WorkCalendar
from tongban.cases import rules
from tongban.cases.rules import Basis, Light, Threshold, Watched

if TYPE_CHECKING:
    from datetime import datetime

DUE = Watched(due_on=date(2026, 9, 23), legal_due_on=date(2026, 10, 8))


def shown(watched: Watched, now: datetime) -> Light:
    return rules.light(watched, now=now, calendar=NATIONAL)


@pytest.mark.parametrize(
    ("now", "light"),
    [
        (at(9, 18), Light.GREEN),  # 20, 21, 22 and 23 are left.
        (at(9, 20), Light.GREEN),
        (at(9, 21), Light.YELLOW),
        (at(9, 23, 23, 59), Light.YELLOW),
        (at(9, 24, 0, 0), Light.RED),
    ],
)
def test_two_working_days_before_the_end_it_is_yellow_and_after_it_red(
    now: datetime, light: Light
) -> None:
    assert shown(DUE, now) is light


def test_a_day_off_after_the_due_day_is_late_already() -> None:
    assert shown(Watched(due_on=date(2026, 9, 24)), at(9, 25)) is Light.RED


def test_the_statutory_limit_warns_beside_the_promised_one() -> None:
    assert shown(Watched(legal_due_on=date(2026, 9, 23)), at(9, 22)) is Light.YELLOW


def test_what_is_decided_on_the_spot_is_not_warned_before_the_day_ends() -> None:
    today = Watched(due_on=date(2026, 9, 22), on_the_spot=True)

    assert shown(today, at(9, 22, 23, 59)) is Light.GREEN
    assert shown(today, at(9, 23, 0, 0)) is Light.RED


def test_hours_are_late_by_the_minute() -> None:
    soon = Watched(due_on=date(2026, 9, 22), due_at=at(9, 22, 11, 0))

    assert shown(soon, at(9, 22, 11, 0)) is Light.YELLOW
    assert shown(soon, at(9, 22, 11, 1)) is Light.RED


@pytest.mark.parametrize("last", list(Light))
def test_a_held_case_keeps_its_last_light(last: Light) -> None:
    held = Watched(due_on=date(2026, 9, 1), held=True, last=last)

    assert shown(held, at(9, 30)) is last


def test_without_a_due_day_all_is_green() -> None:
    assert shown(Watched(), at(9, 30)) is Light.GREEN


def test_thresholds_are_data() -> None:
    early = (Threshold(Basis.PROMISED, Light.RED, remaining=3),)

    found = rules.light(DUE, now=at(9, 20), calendar=NATIONAL, thresholds=early)

    assert found is Light.RED


@given(st.integers(0, 120), st.integers(0, 40))
def test_as_days_pass_a_light_never_goes_back(due: int, legal: int) -> None:
    start = date(2026, 3, 2).toordinal()
    watched = Watched(
        due_on=date.fromordinal(start + due), legal_due_on=date.fromordinal(start + due + legal)
    )
    order = list(Light)

    seen = [
        order.index(shown(watched, at(day.month, day.day)))
        for day in (date.fromordinal(start + i) for i in range(0, 170, 3))
    ]

    assert seen == sorted(seen)
    assert seen[-1] == order.index(Light.RED)


def test_a_limit_far_outside_the_calendar_is_green_or_long_over() -> None:
    month = WorkCalendar(date(2026, 9, 1), date(2026, 9, 30))
    far, past = Watched(due_on=date(2027, 9, 1)), Watched(due_on=date(2025, 9, 1))

    def seen(watched: Watched, day: int) -> Light:
        return rules.light(watched, now=at(9, day), calendar=month)

    assert seen(far, 1) is Light.GREEN
    assert seen(far, 30) is Light.YELLOW  # the edge of what is known
    assert seen(past, 15) is Light.RED


def test_the_most_urgent_of_several_lights_is_shown() -> None:
    rows = (
        Threshold(Basis.PROMISED, Light.RED, remaining=1),
        Threshold(Basis.STATUTORY, Light.BLUE, remaining=20),
        Threshold(Basis.PROMISED, Light.YELLOW, remaining=3),
    )

    def seen(day: int, watched: Watched = DUE) -> Light:
        return rules.light(watched, now=at(9, day), calendar=NATIONAL, thresholds=rows)

    assert [seen(day) for day in (17, 20, 22)] == [Light.BLUE, Light.YELLOW, Light.RED]
    spot = Watched(due_on=date(2026, 9, 22), on_the_spot=True)
    assert seen(22, spot) is Light.GREEN
    assert seen(23, spot) is Light.RED
    hours = Watched(legal_due_on=date(2026, 9, 22), legal_due_at=at(9, 22, 11))
    assert shown(hours, at(9, 22, 11, 1)) is Light.RED
