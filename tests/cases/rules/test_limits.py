"""When a limit ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.rules.samples import NATIONAL, at
from tongban.cases import rules
from tongban.cases.rules import BEIJING, Limit, OfficeHours, Policy, Stop, StopKind, Unit
from tongban.cases.rules.stops import held_days

REVIEW = Stop(StopKind.SPECIAL, date(2026, 9, 22), date(2026, 9, 28), "专家评审")

VECTORS = [
    (date(2025, 1, 24), 5, (), date(2025, 2, 7)),
    (date(2025, 9, 26), 5, (), date(2025, 10, 10)),
    (date(2026, 2, 13), 5, (), date(2026, 2, 27)),
    (date(2026, 2, 14), 5, (), date(2026, 2, 28)),
    (date(2026, 4, 30), 1, (), date(2026, 5, 6)),
    (date(2026, 5, 8), 2, (), date(2026, 5, 11)),
    (date(2026, 3, 2), 20, (), date(2026, 3, 30)),
    (date(2026, 3, 2), 30, (), date(2026, 4, 14)),
    (date(2026, 3, 2), 45, (), date(2026, 5, 8)),
    (date(2026, 3, 2), 60, (), date(2026, 5, 28)),
    (date(2026, 9, 17), 5, (), date(2026, 9, 23)),
    (date(2026, 9, 17), 10, (), date(2026, 10, 8)),
    (date(2026, 9, 17), 10, (REVIEW,), date(2026, 10, 12)),
]


@pytest.mark.parametrize(("accepted", "n", "stops", "due"), VECTORS)
def test_working_days_end_as_the_vectors_say(
    accepted: date, n: int, stops: tuple[Stop, ...], due: date
) -> None:
    assert rules.due_on(accepted, Limit(n), stops, calendar=NATIONAL).due_on == due


@pytest.mark.parametrize(
    ("accepted", "limit", "due"),
    [
        (date(2026, 9, 21), Limit(7, Unit.DAYS), date(2026, 9, 28)),
        (date(2026, 9, 19), Limit(7, Unit.DAYS), date(2026, 9, 28)),  # The 26th is a holiday.
        (date(2026, 9, 13), Limit(7, Unit.DAYS), date(2026, 9, 20)),  # A Sunday that is worked.
        (date(2026, 9, 1), Limit(30, Unit.DAYS), date(2026, 10, 8)),
        (date(2026, 3, 2), Limit(60, Unit.DAYS), date(2026, 5, 6)),
        (date(2026, 1, 31), Limit(1, Unit.MONTHS), date(2026, 2, 28)),
        (date(2026, 3, 16), Limit(3, Unit.MONTHS), date(2026, 6, 16)),
        (date(2026, 3, 20), Limit(3, Unit.MONTHS), date(2026, 6, 22)),  # 端午节, then Monday.
        (date(2026, 10, 31), Limit(14, Unit.MONTHS), date(2027, 12, 31)),
    ],
)
def test_calendar_limits_end_on_a_day_that_is_worked(
    accepted: date, limit: Limit, due: date
) -> None:
    assert rules.due_on(accepted, limit, calendar=NATIONAL).due_on == due


def test_the_last_day_stays_where_it_is_when_the_policy_says_so() -> None:
    stays = Policy(last_day_moves=False)

    found = rules.due_on(date(2026, 9, 1), Limit(30, Unit.DAYS), calendar=NATIONAL, policy=stays)

    assert found.due_on == date(2026, 10, 1)


def test_a_stop_takes_calendar_days_out_of_calendar_limits() -> None:
    month = rules.due_on(date(2026, 9, 1), Limit(1, Unit.MONTHS), (REVIEW,), calendar=NATIONAL)
    days = rules.due_on(date(2026, 9, 1), Limit(30, Unit.DAYS), (REVIEW,), calendar=NATIONAL)

    assert month.due_on == days.due_on == date(2026, 10, 8)  # Six days after 1 October: the 7th.


def test_a_stop_that_begins_on_the_due_day_does_not_move_it() -> None:
    late = Stop(StopKind.SPECIAL, date(2026, 9, 23), date(2026, 10, 15))

    found = rules.due_on(date(2026, 9, 17), Limit(5), (late,), calendar=NATIONAL)

    assert found.due_on == date(2026, 9, 23)
    assert not any("停表" in line.words for line in found.lines)


def test_while_the_clock_is_held_no_day_is_named_and_what_is_left_stands() -> None:
    running = Stop(StopKind.SPECIAL, date(2026, 9, 22), None, "专家评审")

    for unit, left in ((Unit.WORKING_DAYS, 6), (Unit.DAYS, 5)):
        held = rules.due_on(date(2026, 9, 17), Limit(10, unit), (running,), calendar=NATIONAL)
        assert (held.due_on, held.remaining) == (None, left)


def test_a_procedure_without_legal_cover_does_not_hold_the_clock() -> None:
    visit = Stop(StopKind.SPECIAL, date(2026, 9, 22), date(2026, 9, 28), "现场核查", holds=False)

    found = rules.due_on(date(2026, 9, 17), Limit(10), (visit,), calendar=NATIONAL)

    assert found.due_on == date(2026, 10, 8)
    assert any("不停表" in line.words for line in found.lines)


@pytest.mark.parametrize(
    ("name", "basis", "held"),
    [
        ("听证", "", True),
        ("专家评审", "", True),
        ("现场核查", "", False),
        ("公示", " ", False),
        ("查找生父母公告", "《中国公民收养子女登记办法》第八条", True),
    ],
)
def test_article_45_or_a_named_basis_holds_the_clock(name: str, basis: str, held: bool) -> None:
    assert rules.stops_clock(name, basis) is held


@pytest.mark.parametrize(
    ("accepted", "hours", "due"),
    [
        (at(9, 22, 9, 0), 2, at(9, 22, 11, 0)),
        (at(9, 22, 9, 0), 3, at(9, 22, 14, 0)),  # The lunch break does not count.
        (at(9, 22, 16, 0), 4, at(9, 23, 11, 30)),
        (at(9, 24, 16, 30), 3, at(9, 28, 11, 0)),  # 中秋节 lies between.
        (at(9, 26, 12, 0), 1, at(9, 28, 9, 30)),
        (at(9, 22, 3, 0), 1, at(9, 22, 9, 30)),
    ],
)
def test_hours_are_office_hours(accepted: datetime, hours: int, due: datetime) -> None:
    found = rules.derive(accepted.astimezone(UTC), Limit(hours, Unit.HOURS), calendar=NATIONAL)

    assert (found.due_at, found.due_on) == (due, due.date())


def test_hours_wait_while_the_clock_is_held() -> None:
    running = Stop(StopKind.HOLD, date(2026, 9, 22))
    ended = Stop(StopKind.HOLD, date(2026, 9, 22), date(2026, 9, 24))
    start, limit = at(9, 22, 16, 0), Limit(4, Unit.HOURS)

    held = rules.derive(start, limit, (running,), calendar=NATIONAL)
    resumed = rules.derive(start, limit, (ended,), calendar=NATIONAL)

    assert (held.due_on, held.remaining) == (None, 3)
    assert resumed.due_at == at(9, 28, 11, 30)


def test_hours_need_a_moment() -> None:
    with pytest.raises(ValueError, match="moment"):
        rules.due_on(date(2026, 9, 22), Limit(3, Unit.HOURS), calendar=NATIONAL)


def test_the_day_of_acceptance_is_the_day_in_beijing() -> None:
    night = datetime(2026, 9, 21, 16, 30, tzinfo=UTC)

    assert rules.derive(night, Limit(1), calendar=NATIONAL).due_on == date(2026, 9, 23)


@pytest.mark.parametrize(
    ("accepted", "due"),
    [(date(2026, 9, 22), date(2026, 9, 22)), (date(2026, 9, 26), date(2026, 9, 28))],
)
def test_on_the_spot_is_the_same_day_or_the_next_that_is_worked(accepted: date, due: date) -> None:
    for unit in Unit:
        moment = datetime.combine(accepted, datetime.min.time(), BEIJING)
        assert rules.derive(moment, Limit(0, unit), calendar=NATIONAL).due_on == due


def test_what_is_used_and_what_is_left_make_the_limit() -> None:
    accepted, today = date(2026, 9, 17), date(2026, 9, 30)
    due = rules.due_on(accepted, Limit(10), (REVIEW,), calendar=NATIONAL).due_on

    assert due is not None
    assert rules.remaining(due, today, calendar=NATIONAL) == 4
    assert rules.remaining(due, date(2026, 10, 14), calendar=NATIONAL) == -2


days = st.dates(date(2024, 6, 1), date(2028, 6, 1))
units = st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS])


@st.composite
def ended_stops(draw: st.DrawFn, start: date, most: int = 3) -> tuple[Stop, ...]:
    """Stops that begin at or after the start; they may overlap."""
    pairs = draw(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=most))
    return tuple(
        Stop(StopKind.SPECIAL, start + timedelta(a), start + timedelta(a + b)) for a, b in pairs
    )


@given(st.data(), days, st.integers(1, 60), units)
def test_a_limit_never_ends_on_a_closed_day_nor_while_held(
    data: st.DataObject, accepted: date, n: int, unit: Unit
) -> None:
    stops = data.draw(ended_stops(accepted))

    due = rules.due_on(accepted, Limit(n, unit), stops, calendar=NATIONAL).due_on

    assert due is not None
    assert due > accepted
    assert NATIONAL.is_working(due)
    assert not rules.is_held(stops, due)


@given(st.data(), days, st.integers(1, 40), units)
def test_one_more_stop_never_makes_a_limit_end_earlier(
    data: st.DataObject, accepted: date, n: int, unit: Unit
) -> None:
    stops = data.draw(ended_stops(accepted))

    fewer = rules.due_on(accepted, Limit(n, unit), stops[1:], calendar=NATIONAL).due_on
    more = rules.due_on(accepted, Limit(n, unit), stops, calendar=NATIONAL).due_on

    assert fewer is not None
    assert more is not None
    assert fewer <= more


@given(st.data(), days, st.integers(1, 60))
def test_the_days_to_the_last_one_without_those_held_make_the_limit(
    data: st.DataObject, accepted: date, n: int
) -> None:
    stops = data.draw(ended_stops(accepted))

    due = rules.due_on(accepted, Limit(n), stops, calendar=NATIONAL).due_on

    assert due is not None
    held = held_days(stops, accepted, due, calendar=NATIONAL)
    assert rules.remaining(due, accepted, calendar=NATIONAL) - held == n


A = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (Limit(5), "5个工作日"),
        (Limit(5, Unit.DAYS), "5日"),
        (Limit(3, Unit.MONTHS), "3个月"),
        (Limit(4, Unit.HOURS), "4个小时"),
    ],
)
def test_a_limit_is_written_as_in_notices(limit: Limit, said: str) -> None:
    assert str(limit) == said
    with pytest.raises(ValueError, match="not negative"):
        Limit(-1, limit.unit)


@pytest.mark.parametrize("extended", [0, 10])
def test_a_stop_on_the_way_to_the_moved_day_leaves_the_day_open(extended: int) -> None:
    opens = Stop(StopKind.SPECIAL, date(2026, 10, 1))
    after = Stop(StopKind.SPECIAL, date(2026, 10, 8))

    def due(stop: Stop) -> date | None:
        return rules.due_on(
            date(2026, 9, 1), Limit(30, Unit.DAYS), (stop,), calendar=NATIONAL, extended=extended
        ).due_on

    assert due(opens) is None
    assert due(after) == (None if extended else date(2026, 10, 8))


def test_hours_may_end_exactly_at_noon_at_closing_and_begin_between() -> None:
    def due(moment: datetime, hours: int, *stops: Stop) -> datetime | None:
        return rules.due_at(moment, Limit(hours, Unit.HOURS), stops, calendar=NATIONAL).due_at

    assert due(at(9, 22, 8, 30), 3) == at(9, 22, 11, 30)
    assert due(at(9, 22, 14, 0), 3) == at(9, 22, 17, 0)
    assert due(at(9, 22, 12, 0), 1) == at(9, 22, 14, 30)
    assert due(at(9, 22, 11, 0), 1) == at(9, 22, 14, 0)
    ended = Stop(StopKind.HOLD, date(2026, 9, 21), date(2026, 9, 22))
    assert due(at(9, 22, 9, 0), 1, ended) == at(9, 23, 9, 30)
    early = Policy(hours=OfficeHours((time(8), time(12)), (time(13), time(16))))
    found = rules.due_at(at(9, 22, 15), Limit(2, Unit.HOURS), calendar=NATIONAL, policy=early)
    assert found.due_at == at(9, 23, 9)
    derived = rules.derive(at(9, 22, 15), Limit(2, Unit.HOURS), calendar=NATIONAL, policy=early)
    assert derived == found


def test_the_days_of_a_month_run_over_the_year() -> None:
    def due(accepted: date, months: int) -> date | None:
        return rules.due_on(accepted, Limit(months, Unit.MONTHS), calendar=NATIONAL).due_on

    assert due(date(2026, 3, 10), 12) == date(2027, 3, 10)
    assert due(date(2026, 12, 3), 1) == date(2027, 1, 4)
    assert due(date(2026, 11, 2), 1) == date(2026, 12, 2)
    assert due(date(2026, 10, 9), 26) == date(2028, 12, 11)
