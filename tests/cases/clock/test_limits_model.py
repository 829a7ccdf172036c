"""Limits, stops and extensions against a small model of the law that shares no code with them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.clock.model import Pause, last_day
from tests.cases.rules.samples import NATIONAL
from tongban.cases import rules
from tongban.cases.rules import Limit, Stop, StopKind, Unit

days = st.dates(date(2024, 6, 1), date(2027, 12, 31))


@st.composite
def pauses(draw: st.DrawFn, start: date) -> list[Pause]:
    found: list[Pause] = []
    for _ in range(draw(st.integers(0, 4))):
        begun = start + timedelta(draw(st.integers(-5, 60)))
        length = draw(st.one_of(st.integers(0, 30), st.none()))
        found.append(Pause(begun, None if length is None else begun + timedelta(length)))
    return found


def stop(pause: Pause, *, holds: bool = True) -> Stop:
    return Stop(StopKind.SPECIAL, pause.begun, pause.ended, "鉴定", holds)


@given(st.data(), days, st.integers(1, 60), st.sampled_from([0, 10, 15]), st.booleans())
def test_a_limit_ends_where_the_model_ends_it(
    data: st.DataObject, accepted: date, number: int, extended: int, working: bool
) -> None:
    held = data.draw(pauses(accepted))
    unit = Unit.WORKING_DAYS if working else Unit.DAYS

    found = rules.due_on(
        accepted, Limit(number, unit), tuple(map(stop, held)), calendar=NATIONAL, extended=extended
    )

    expected = last_day(
        accepted, number, held, NATIONAL.is_working, working_days=working, extended=extended
    )
    assert found.due_on == expected
    assert (found.remaining is None) == (expected is not None)


@given(st.data(), days, st.integers(1, 40), st.integers(0, 20))
def test_a_stop_over_its_own_limit_counts_as_if_it_had_ended_then(
    data: st.DataObject, accepted: date, number: int, capped: int
) -> None:
    begun = accepted + timedelta(data.draw(st.integers(-3, 30)))
    cap = begun + timedelta(capped)
    lasting = Stop(StopKind.SPECIAL, begun, None, "公示", capped_on=cap)
    ended = Stop(StopKind.SPECIAL, begun, cap, "公示")

    running = rules.due_on(accepted, Limit(number), (lasting,), calendar=NATIONAL)

    assert (
        running.due_on == rules.due_on(accepted, Limit(number), (ended,), calendar=NATIONAL).due_on
    )
    told = [line.words for line in running.lines if "超过程序本身的期限" in line.words]
    over = begun <= accepted < cap or accepted < begun < (running.due_on or accepted)
    assert bool(told) == (over and cap > accepted)


@given(st.data(), days, st.integers(1, 60), st.sampled_from([0, 10]))
def test_the_lines_count_down_to_nothing_on_the_last_day(
    data: st.DataObject, accepted: date, number: int, extended: int
) -> None:
    held = [pause for pause in data.draw(pauses(accepted)) if pause.ended]

    found = rules.due_on(
        accepted, Limit(number), tuple(map(stop, held)), calendar=NATIONAL, extended=extended
    )

    counted = [line for line in found.lines if line.used is not None and line.remaining is not None]
    last = counted[-1]
    assert (last.day, last.used, last.remaining) == (found.due_on, number + extended, 0)
    if not extended:
        assert all(line.used + line.remaining == number for line in counted)  # type: ignore[operator]
    assert [line.day for line in found.lines] == sorted(line.day for line in found.lines)


@pytest.mark.parametrize(
    ("accepted", "limit", "extended", "due"),
    [
        (date(2026, 3, 2), Limit(20), 10, date(2026, 4, 14)),
        (date(2026, 3, 2), Limit(45), 15, date(2026, 5, 28)),
        (date(2025, 12, 24), Limit(5), 0, date(2025, 12, 31)),
        (date(2025, 12, 29), Limit(5), 0, date(2026, 1, 6)),  # over New Year, Sunday the 4th works
        (date(2028, 2, 28), Limit(1), 0, date(2028, 2, 29)),
        (date(2028, 2, 29), Limit(1, Unit.MONTHS), 0, date(2028, 3, 29)),
        (date(2028, 1, 31), Limit(1, Unit.MONTHS), 0, date(2028, 2, 29)),
        (date(2027, 1, 31), Limit(1, Unit.MONTHS), 0, date(2027, 3, 1)),  # 28 February is a Sunday
    ],
)
def test_extensions_the_turn_of_the_year_and_29_february(
    accepted: date, limit: Limit, extended: int, due: date
) -> None:
    assert rules.due_on(accepted, limit, calendar=NATIONAL, extended=extended).due_on == due


def test_an_extension_is_told_with_the_day_on_which_the_limit_would_have_ended() -> None:
    found = rules.due_on(date(2026, 3, 2), Limit(20), calendar=NATIONAL, extended=10)

    words = [line.words for line in found.lines]
    assert "原到期日2026年3月30日（周一），经批准延长10个工作日" in words
    assert words[-1] == "到期日2026年4月14日（周二）"
    extended = next(line for line in found.lines if "延长" in line.words)
    assert (extended.used, extended.remaining) == (20, 10)


def test_days_that_nobody_has_published_are_guessed_and_said_to_be() -> None:
    found = rules.due_on(date(2026, 12, 28), Limit(10), calendar=NATIONAL)

    assert found.guessed == (2027,)
    assert "2027年放假安排尚未公布，暂按周一至周五计算" in [line.words for line in found.lines]


def test_a_procedure_without_legal_cover_is_shown_and_does_not_hold_the_clock() -> None:
    shown = stop(Pause(date(2026, 3, 4), date(2026, 3, 10)), holds=False)

    found = rules.due_on(date(2026, 3, 2), Limit(20), (shown,), calendar=NATIONAL)

    assert found.due_on == date(2026, 3, 30)
    assert any("不停表（没有法定依据）" in line.words for line in found.lines)
