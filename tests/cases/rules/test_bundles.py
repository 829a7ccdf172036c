"""Which members begin, which cannot any more, and how a life event ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.calendars.rules import WorkCalendar
from tongban.cases.rules import bundles as rules
from tongban.cases.rules.bundles import ENDED, BundleState, MemberState
from tongban.cases.rules.states import State

P, GO, D, F = (
    MemberState.PLANNED, MemberState.OPEN, MemberState.DONE, MemberState.FAILED,
)  # fmt: skip
FRIDAY = date(2026, 3, 13)


def calendar() -> WorkCalendar:
    """Only the weekends are free."""
    return WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {}, frozenset())


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Members, none before one it waits for, each in some state."""
    names = [f"m{number}" for number in range(draw(st.integers(1, 7)))]
    waits: dict[str, tuple[str, ...]] = {}
    for number, name in enumerate(names):
        earlier = draw(st.sets(st.sampled_from(names[:number]))) if number else set()
        waits[name] = tuple(sorted(earlier))
    states = {name: draw(st.sampled_from(list(MemberState))) for name in names}
    return dict(states), waits


def test_a_member_begins_when_all_it_waits_for_have_their_results() -> None:
    waits = {"a": (), "b": ("a",), "c": ("a", "b")}

    assert rules.ready({"a": P, "b": P, "c": P}, waits) == ("a",)
    assert rules.ready({"a": D, "b": P, "c": P}, waits) == ("b",)
    assert rules.ready({"a": D, "b": GO, "c": P}, waits) == ()
    assert rules.ready({"a": D, "b": D, "c": P}, waits) == ("c",)


def test_what_waits_for_a_failed_member_is_lost_and_the_rest_goes_on() -> None:
    waits = {"a": (), "b": ("a",), "c": ("b",), "d": ()}

    lost = rules.hopeless({"a": F, "b": P, "c": P, "d": P}, waits)

    assert lost == {"b": "a", "c": "a"}


@given(graphs())
def test_nothing_is_both_ready_and_lost(
    given_: tuple[dict[str, str], dict[str, tuple[str, ...]]],
) -> None:
    states, waits = given_

    lost, fit = rules.hopeless(states, waits), rules.ready(states, waits)

    assert not set(lost) & set(fit)
    assert all(states[one] == P for one in (*lost, *fit))


@given(graphs())
def test_beginning_and_giving_up_always_comes_to_an_end(
    given_: tuple[dict[str, str], dict[str, tuple[str, ...]]],
) -> None:
    """Whatever the members become, no planned one is left waiting for ever."""
    states, waits = given_
    states = {name: F if state == GO else state for name, state in states.items()}
    for _round in range(len(states) + 1):
        for name in rules.hopeless(states, waits):
            states[name] = MemberState.CANCELLED
        for name in rules.ready(states, waits):
            states[name] = D

    assert all(state in ENDED for state in states.values())
    assert rules.outcome(states) != BundleState.RUNNING


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        ((D, D), BundleState.DONE),
        ((D, F), BundleState.PARTLY),
        ((D, MemberState.CANCELLED), BundleState.PARTLY),
        ((D, GO), BundleState.RUNNING),
        ((F, P), BundleState.RUNNING),
        ((F, MemberState.CANCELLED), BundleState.FAILED),
        ((MemberState.WITHDRAWN, MemberState.CANCELLED), BundleState.WITHDRAWN),
    ],
)
def test_how_the_whole_stands(states: tuple[str, ...], outcome: BundleState) -> None:
    assert rules.outcome({str(n): state for n, state in enumerate(states)}) == outcome


@pytest.mark.parametrize(
    ("state", "facts", "reached"),
    [
        (State.EXAMINING, {"granted": None, "licence_due": True}, GO),
        (State.GRANTED, {"granted": True, "licence_due": True}, GO),
        (State.GRANTED, {"granted": True, "licence_due": False}, D),
        (State.DELIVERING, {"granted": True, "licence_due": False}, D),
        (State.CONCLUDED, {"granted": False, "licence_due": True}, F),
        (State.DENIED, {"granted": False, "licence_due": False}, F),
        (State.REFUSED, {"granted": None, "licence_due": True}, F),
        (State.WITHDRAWN, {"granted": None, "licence_due": True}, MemberState.WITHDRAWN),
    ],
)
def test_a_member_is_done_as_soon_as_its_result_exists(
    state: State, facts: dict[str, Any], reached: MemberState
) -> None:
    assert rules.member_state(state, **facts) == reached


@given(st.dates(date(2026, 1, 1), date(2026, 9, 1)), st.integers(0, 40))
def test_the_promised_day_is_worked_and_counts_working_days_only(start: date, days: int) -> None:
    year = calendar()

    due_on, lines = rules.promised_day(start, days, ("一条路。",), calendar=year)

    assert year.is_working(due_on)
    if days:
        assert year.count(start, due_on) == days
    assert lines[1] == "一条路。"
    assert f"{due_on.year}年{due_on.month}月{due_on.day}日" in lines[-1]


def test_the_days_passed_over_are_said() -> None:
    due_on, lines = rules.promised_day(FRIDAY, 1, (), calendar=calendar())

    assert due_on == FRIDAY + timedelta(days=3)
    assert "中间有 2 天休息日和节假日，不算在内。" in lines


def test_the_number_of_a_whole_is_no_number_of_a_case() -> None:
    number = rules.bundle_number("230102", FRIDAY, 42)

    assert number.startswith("YJS230102260313000042")
    assert int(number.removeprefix("YJS")) % 97 == 1


def test_the_first_that_failed_is_named_to_all_that_wait_for_it() -> None:
    waits = {"b": ("a",), "c": ("b",), "d": ("c", "a"), "e": ()}
    states = {"a": MemberState.WITHDRAWN, "b": P, "c": P, "d": P, "e": P}

    assert rules.hopeless(states, waits) == {"b": "a", "c": "a", "d": "a"}
    assert rules.ready(states, waits) == ("e",)
    going = {"a": F, "b": GO, "c": P}
    assert rules.hopeless(going, waits) == {}


@pytest.mark.parametrize("state", [State.MAKING, State.DELIVERING, State.CONCLUDED, State.GRANTED])
def test_a_licence_that_is_still_owed_keeps_a_member_open(state: State) -> None:
    assert rules.member_state(state, granted=True, licence_due=True) == GO
    assert rules.member_state(state, granted=True, licence_due=False) == D
    assert rules.member_state(state, granted=None, licence_due=False) == GO
    assert rules.member_state(state, granted=False, licence_due=False) == F


def test_what_is_promised_today_is_due_today_or_on_the_next_worked_day() -> None:
    due_on, lines = rules.promised_day(FRIDAY, 0, (), calendar=calendar())

    assert (due_on, lines) == (
        FRIDAY,
        [
            "2026年3月13日受理，从第二天起算。",
            "最晚 2026年3月13日 全部办完；补正和法律规定的特别程序不算在内。",
        ],
    )
    saturday = FRIDAY + timedelta(1)
    due_on, lines = rules.promised_day(saturday, 0, (), calendar=calendar())
    assert due_on == FRIDAY + timedelta(3)
    assert lines[1] == "中间有 1 天休息日和节假日，不算在内。"


def test_the_whole_and_its_members_have_words_of_their_own() -> None:
    assert set(rules.LABELS) == set(BundleState)
    assert set(rules.MEMBER_LABELS) == set(MemberState)
    assert rules.LABELS[BundleState.DONE] == "全部办结"
    assert rules.MEMBER_LABELS[MemberState.DONE] == "已办成"
