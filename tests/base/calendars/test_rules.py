"""Counting working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.calendars import CalendarTooShort, SpecialDay, WorkCalendar, published
from tongban.base.calendars.rules import guess_sentence

NATIONAL = WorkCalendar(date(2004, 1, 1), date(2028, 12, 31), published.SPECIAL, published.YEARS)

VECTORS = [
    (date(2025, 1, 24), 5, date(2025, 2, 7)),
    (date(2025, 9, 26), 5, date(2025, 10, 10)),
    (date(2026, 2, 13), 5, date(2026, 2, 27)),
    (date(2026, 2, 14), 5, date(2026, 2, 28)),
    (date(2026, 4, 30), 1, date(2026, 5, 6)),
    (date(2026, 5, 8), 2, date(2026, 5, 11)),
    (date(2026, 3, 2), 20, date(2026, 3, 30)),
    (date(2026, 3, 2), 30, date(2026, 4, 14)),
    (date(2026, 3, 2), 45, date(2026, 5, 8)),
    (date(2026, 3, 2), 60, date(2026, 5, 28)),
    (date(2026, 9, 17), 5, date(2026, 9, 23)),
    (date(2026, 9, 17), 10, date(2026, 10, 8)),
    (date(2026, 9, 21), 5, date(2026, 9, 29)),
]

starts = st.dates(date(2004, 1, 1), date(2027, 6, 30))
limits = st.integers(1, 120)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Any announcements whatever, as long as some days stay worked."""
    days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
    kinds = st.builds(SpecialDay, is_off=st.booleans(), label=st.sampled_from(["", "节", "会"]))
    special = draw(st.dictionaries(days, kinds, max_size=60))
    return WorkCalendar(date(2025, 1, 1), date(2028, 12, 31), special, frozenset({2025, 2026}))


@pytest.mark.parametrize(("accepted", "n", "due"), VECTORS)
def test_a_limit_ends_on_the_day_that_the_published_schedule_gives(
    accepted: date, n: int, due: date
) -> None:
    assert NATIONAL.add(accepted, n) == due


@pytest.mark.parametrize("year", [2025, 2026])
def test_both_years_have_248_working_days(year: int) -> None:
    assert NATIONAL.count(date(year - 1, 12, 31), date(year, 12, 31)) == 248


def test_the_announced_days_of_2026_are_those_of_the_notice() -> None:
    spans = NATIONAL.announced(date(2025, 12, 31), date(2026, 12, 31))

    assert [(s.first, s.last, s.label) for s in spans if s.is_off] == [
        (date(2026, 1, 1), date(2026, 1, 3), "元旦"),
        (date(2026, 2, 15), date(2026, 2, 23), "春节"),
        (date(2026, 4, 4), date(2026, 4, 6), "清明节"),
        (date(2026, 5, 1), date(2026, 5, 5), "劳动节"),
        (date(2026, 6, 19), date(2026, 6, 21), "端午节"),
        (date(2026, 9, 25), date(2026, 9, 27), "中秋节"),
        (date(2026, 10, 1), date(2026, 10, 7), "国庆节"),
    ]
    assert [s.first for s in spans if not s.is_off] == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]


def test_the_announced_days_of_2025_are_those_of_the_notice() -> None:
    spans = NATIONAL.announced(date(2024, 12, 31), date(2025, 12, 31))

    # The library gives the last of the eight days of October to 中秋节, which falls into them.
    off = {
        s.first + timedelta(days=i)
        for s in spans
        if s.is_off
        for i in range((s.last - s.first).days + 1)
    }
    assert len(off) == 1 + 8 + 3 + 5 + 3 + 8
    assert [s.first for s in spans if not s.is_off] == [
        date(2025, 1, 26),
        date(2025, 2, 8),
        date(2025, 4, 27),
        date(2025, 9, 28),
        date(2025, 10, 11),
    ]


def test_a_year_that_nobody_has_published_is_guessed_and_says_so() -> None:
    assert NATIONAL.guessed(date(2026, 11, 20), date(2027, 1, 4)) == (2027,)
    assert NATIONAL.guessed(date(2026, 11, 20), date(2026, 12, 31)) == ()
    assert NATIONAL.unpublished == (2027, 2028)
    assert NATIONAL.is_working(date(2027, 10, 1))
    assert guess_sentence(2027) == "2027年放假安排尚未公布，暂按周一至周五计算"


def test_a_calendar_refuses_days_it_was_not_read_for() -> None:
    short = WorkCalendar(date(2026, 1, 1), date(2026, 1, 31), published.SPECIAL, published.YEARS)

    assert short.add(date(2026, 1, 29), 1) == date(2026, 1, 30)
    with pytest.raises(CalendarTooShort):
        short.add(date(2026, 1, 29), 2)
    with pytest.raises(CalendarTooShort):
        short.is_working(date(2025, 12, 31))


def test_a_negative_limit_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        NATIONAL.add(date(2026, 3, 2), -1)


@given(calendars(), st.dates(date(2025, 1, 1), date(2026, 12, 31)), limits)
def test_a_limit_never_ends_on_a_closed_day(calendar: WorkCalendar, start: date, n: int) -> None:
    end = calendar.add(start, n)

    assert calendar.is_working(end)
    assert end not in calendar.closed


@given(calendars(), st.dates(date(2025, 1, 1), date(2026, 12, 31)), limits)
def test_counting_undoes_adding(calendar: WorkCalendar, start: date, n: int) -> None:
    end = calendar.add(start, n)

    assert calendar.count(start, end) == n
    assert calendar.count(end, start) == -n


@given(starts, st.integers(0, 60), st.integers(0, 60))
def test_adding_twice_is_adding_the_sum(start: date, a: int, b: int) -> None:
    assert NATIONAL.add(NATIONAL.add(start, a), b) == NATIONAL.add(start, a + b)


@given(starts, st.integers(0, 200), st.integers(0, 200))
def test_spans_side_by_side_count_as_one(start: date, a: int, b: int) -> None:
    middle = start + timedelta(days=a)
    end = middle + timedelta(days=b)

    assert NATIONAL.count(start, end) == NATIONAL.count(start, middle) + NATIONAL.count(middle, end)


@given(starts)
def test_the_next_working_day_comes_after_and_the_first_may_be_today(day: date) -> None:
    assert NATIONAL.next_working(day) > day
    assert NATIONAL.count(day, NATIONAL.next_working(day)) == 1
    assert NATIONAL.working_from(day) == (
        day if NATIONAL.is_working(day) else NATIONAL.next_working(day)
    )


@given(starts, st.integers(1, 400))
def test_announced_spans_hold_exactly_the_announced_days(day: date, length: int) -> None:
    last = day + timedelta(days=length)
    spans = NATIONAL.announced(day, last)

    told = {
        s.first + timedelta(days=i): s for s in spans for i in range((s.last - s.first).days + 1)
    }
    assert set(told) == {d for d in published.SPECIAL if day < d <= last}
    assert all(published.SPECIAL[d] == SpecialDay(s.is_off, s.label) for d, s in told.items())


MONDAY = date(2026, 3, 2)


def test_the_edges_of_a_calendar_belong_to_it() -> None:
    week = WorkCalendar(MONDAY, MONDAY + timedelta(6), {}, frozenset({2026}))

    assert week.closed == {date(2026, 3, 7), date(2026, 3, 8)}
    assert week.is_working(MONDAY)
    assert not week.is_working(date(2026, 3, 8))
    for outside in (MONDAY - timedelta(1), date(2026, 3, 9)):
        with pytest.raises(CalendarTooShort, match=str(outside)):
            week.is_working(outside)
    assert week.unpublished == ()
    assert week.guessed(date(2025, 12, 31), date(2027, 1, 1)) == (2025, 2027)


def test_counting_leaves_the_first_day_out_and_takes_the_last_in() -> None:
    friday = date(2026, 3, 6)

    assert NATIONAL.count(MONDAY, MONDAY) == 0
    assert NATIONAL.count(MONDAY, friday) == 4
    assert NATIONAL.count(friday, MONDAY) == -4
    assert NATIONAL.count(friday, date(2026, 3, 8)) == 0
    assert NATIONAL.add(friday, 0) == friday
    assert NATIONAL.next_working(friday) == date(2026, 3, 9)
    assert NATIONAL.working_from(date(2026, 3, 7)) == date(2026, 3, 9)


def test_neighbouring_days_are_told_together_only_if_they_are_alike() -> None:
    special = {
        date(2026, 3, 3): SpecialDay(True, "节"),
        date(2026, 3, 4): SpecialDay(True, "节"),
        date(2026, 3, 5): SpecialDay(True, "会"),
        date(2026, 3, 6): SpecialDay(False, "会"),
        date(2026, 3, 8): SpecialDay(False, "会"),
        date(2026, 3, 10): SpecialDay(True, "节"),
    }
    calendar = WorkCalendar(MONDAY, date(2026, 3, 31), special, frozenset({2026}))

    found = calendar.announced(date(2026, 3, 2), date(2026, 3, 9))

    assert [(s.first.day, s.last.day, s.is_off, s.label) for s in found] == [
        (3, 4, True, "节"), (5, 5, True, "会"), (6, 6, False, "会"), (8, 8, False, "会"),
    ]  # fmt: skip
    assert [s.first.day for s in calendar.announced(date(2026, 3, 3), date(2026, 3, 10))][-1] == 10
    assert calendar.announced(date(2026, 3, 4), date(2026, 3, 4)) == ()
