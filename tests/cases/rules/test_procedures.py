"""Special procedures: their own limits, their papers, and the days on which the clock is held."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases.rules.samples import NATIONAL, at, examined
from tongban.cases import rules
from tongban.cases.rules import Limit, Procedure, State, Stop, StopKind, stops

MONDAY = date(2026, 3, 2)
HEARING = Procedure(name="听证", most=Limit(20), evidence="听证笔录")


def test_a_procedure_ends_on_the_announced_day_else_on_the_last_of_its_limit() -> None:
    last, announced = date(2026, 3, 30), date(2026, 3, 20)

    assert HEARING.last_day(MONDAY, calendar=NATIONAL) == last
    assert HEARING.ends_by(MONDAY, None, calendar=NATIONAL) == last
    assert HEARING.ends_by(MONDAY, announced, calendar=NATIONAL) == announced
    assert HEARING.ends_by(MONDAY, last, calendar=NATIONAL) == last
    with pytest.raises(rules.LongerThanAllowed) as refused:
        HEARING.ends_by(MONDAY, date(2026, 3, 31), calendar=NATIONAL)
    sentence = "听证最长20个工作日，预计结束日最晚写2026年3月30日。"
    assert (str(refused.value), dict(refused.value.fields)) == (sentence, {"until_on": sentence})


def test_one_without_a_limit_ends_when_it_was_announced_or_nobody_knows_when() -> None:
    free = Procedure(name="鉴定")

    assert free.last_day(MONDAY, calendar=NATIONAL) is None
    assert free.ends_by(MONDAY, None, calendar=NATIONAL) is None
    assert free.ends_by(MONDAY, date(2027, 3, 1), calendar=NATIONAL) == date(2027, 3, 1)
    free.check_evidence(given=False)


def test_one_that_ends_with_a_paper_does_not_end_without_it() -> None:
    HEARING.check_evidence(given=True)
    with pytest.raises(rules.EvidenceMissing) as refused:
        HEARING.check_evidence(given=False)
    sentence = "请上传听证笔录，再结束这个程序。"
    assert (str(refused.value), dict(refused.value.fields)) == (sentence, {"evidence": sentence})


def test_a_stop_holds_the_days_after_its_first_up_to_its_last_or_its_own_limit() -> None:
    lasting = Stop(StopKind.SPECIAL, date(2026, 3, 3), None, "公示", capped_on=date(2026, 3, 6))
    ended = Stop(StopKind.HOLD, date(2026, 3, 3), date(2026, 3, 5))
    bare = Stop(StopKind.SPECIAL, date(2026, 3, 3), date(2026, 3, 5), holds=False)
    days = [date(2026, 3, day) for day in range(2, 9)]

    assert [day.day for day in days if lasting.holds_on(day)] == [4, 5, 6]
    assert [day.day for day in days if lasting.covers(day)] == [4, 5, 6, 7, 8]
    assert [day.day for day in days if ended.holds_on(day)] == [4, 5]
    assert [day.day for day in days if bare.covers(day)] == [4, 5]
    assert not any(bare.holds_on(day) for day in days)
    assert (lasting.held_until, ended.held_until) == (date(2026, 3, 6), date(2026, 3, 5))
    assert Stop(StopKind.HOLD, MONDAY).held_until is None
    assert stops.is_held((bare, ended), date(2026, 3, 5))
    assert not stops.is_held((bare, ended), date(2026, 3, 6))
    assert (ended.title, lasting.title) == ("挂起", "公示")
    assert not rules.stops_clock("现场核查")
    Stop(StopKind.HOLD, MONDAY, MONDAY)
    with pytest.raises(ValueError, match="before it begins"):
        Stop(StopKind.HOLD, MONDAY, date(2026, 3, 1))


def test_held_days_count_once_and_only_where_offices_work() -> None:
    first = Stop(StopKind.SPECIAL, date(2026, 3, 4), date(2026, 3, 9))
    second = Stop(StopKind.SPECIAL, date(2026, 3, 6), date(2026, 3, 10))
    span = (MONDAY, date(2026, 3, 9))

    assert [day.day for day in stops.held_dates((first, second), *span)] == [5, 6, 7, 8, 9]
    assert stops.held_days((first, second), *span, calendar=NATIONAL) == 3


def test_suspending_names_the_procedure_and_ending_ends_only_what_is_open() -> None:
    past = Stop(StopKind.SPECIAL, date(2026, 9, 17), date(2026, 9, 18), "听证")
    case = examined(now=at(9, 22), stops=(past,))

    held = rules.suspend(
        case, name="鉴定", reason=" 需要鉴定 ", holds=True, legal_basis="第四十五条"
    )
    ended = rules.resume(examined(state=held.state, now=at(9, 28), stops=(past, held.stop)))

    assert held.stop == Stop(StopKind.SPECIAL, date(2026, 9, 22), None, "鉴定", True, "第四十五条")
    assert held.reason == "需要鉴定"
    assert held.clock.promised.remaining == 7
    assert [stop.until_on for stop in ended.stops] == [date(2026, 9, 18), date(2026, 9, 28)]
    other = rules.suspend(case, name="", reason="等", holds=True, kind=StopKind.HOLD)
    assert other.stop.kind is StopKind.HOLD
    with pytest.raises(rules.ReasonMissing, match="启动特别程序的理由"):
        rules.suspend(case, name="鉴定", reason=" ", holds=True)
    with pytest.raises(ValueError, match="has been accepted"):
        rules.suspend(examined(accepted_at=None), name="鉴定", reason="等", holds=True)
    with pytest.raises(ValueError, match="has been accepted"):
        rules.resume(examined(accepted_at=None, state=State.SUSPENDED))
