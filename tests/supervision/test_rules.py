"""On which day a rule begins to hold, what counts as a fault, what a case adds to figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.supervision.supervising import (
    CALENDAR,
    at,
    fault_rule,
    limit_rule,
    on,
    promised,
    seen,
    steps,
)
from tongban.cases.rules import Light
from tongban.supervision import rules
from tongban.supervision.rules import (
    Basis,
    Branch,
    Charged,
    Check,
    FeeSeen,
    LimitSeen,
    Measure,
    StopSeen,
)

THEN = on(3, 20)
YELLOW = limit_rule(Light.YELLOW, Measure.REMAINING, 2)
RED = limit_rule(Light.RED, Measure.OVERDUE, 0)
BLUE = limit_rule(Light.BLUE, Measure.USED, 70)


def reached(rule: rules.Rule, until: date, **more: object) -> date:
    return rules.reached_on(rule, promised(until), (), calendar=CALENDAR, **more)  # type: ignore[arg-type]


def paid(amount: int, quantity: int = 1, waiver: str = "") -> Charged:
    return Charged("工本费（换领）", quantity, Decimal(amount), "JK1", on(3, 6), waiver)


def special(from_on: date, until_on: date | None, planned: date | None = None) -> StopSeen:
    return StopSeen("鉴定", from_on, until_on, planned, holds=True, special=True)


def judged(*known: rules.Rule, today: date, **facts: object) -> rules.Judgement:
    return rules.judge(known, seen(**facts), today, calendar=CALENDAR)


def words(check: Check, *, amount: int = 0, today: date = THEN, **facts: object) -> str:
    found = judged(fault_rule(check, amount), today=today, **facts).findings
    return found[0].words if found else ""


def test_a_threshold_is_turned_into_its_day() -> None:
    # 2026-03-17 is a Tuesday; ten working days from 2026-03-03.
    assert reached(YELLOW, on(3, 17)) == on(3, 13)
    assert reached(RED, on(3, 17)) == on(3, 18)
    assert reached(BLUE, on(3, 17)) == on(3, 12)
    assert reached(limit_rule(Light.RED, Measure.OVERDUE, 3), on(3, 17)) == on(3, 20)


def test_what_is_decided_on_the_spot_is_not_warned_about_before_its_day_ends() -> None:
    assert reached(YELLOW, on(3, 3), on_the_spot=True) == on(3, 4)


@given(until=st.dates(date(2026, 2, 1), date(2026, 11, 1)), left=st.integers(0, 20))
def test_the_day_is_the_first_on_which_so_many_days_are_left(until: date, left: int) -> None:
    day = reached(limit_rule(Light.YELLOW, Measure.REMAINING, left), until)

    assert CALENDAR.count(day, until) <= left
    assert CALENDAR.count(day - timedelta(days=1), until) > left


@given(
    until=st.dates(date(2026, 3, 4), date(2026, 6, 1)),
    today=st.dates(date(2026, 3, 3), date(2026, 7, 1)),
)
def test_between_two_looks_nothing_changes(until: date, today: date) -> None:
    facts = {"limits": (promised(until),)}
    now = judged(BLUE, YELLOW, RED, today=today, **facts)
    if now.look_on is None:
        assert now.light is Light.RED
        return

    assert now.look_on > today
    eve = judged(BLUE, YELLOW, RED, today=now.look_on - timedelta(days=1), **facts)
    then = judged(BLUE, YELLOW, RED, today=now.look_on, **facts)

    assert eve.light == now.light
    assert len(then.findings) > len(now.findings)


def test_a_held_clock_keeps_its_light_and_looks_again_when_the_stop_grows_too_long() -> None:
    stop = special(on(3, 4), None, on(3, 10))
    facts = {"limits": (promised(on(3, 5)),), "held": True, "light": "yellow", "stops": (stop,)}

    found = judged(YELLOW, RED, today=on(3, 9), **facts)

    assert (found.light, found.findings, found.look_on) == (Light.YELLOW, (), on(3, 11))


def test_the_share_used_does_not_count_days_on_which_the_clock_was_held() -> None:
    # Held for the five working days after 4 March: the limit of ten ends on 24 March.
    stop = special(on(3, 4), on(3, 11))
    limit = promised(on(3, 24))

    with_stop = rules.reached_on(BLUE, limit, (stop,), calendar=CALENDAR)

    assert with_stop == on(3, 19)


def test_each_kind_of_fault_is_found() -> None:
    good = steps(("submit", at(3, 3)), ("accept", at(3, 4)), ("forward", at(3, 5)))
    three = tuple(special(on(3, day), on(3, day + 1)) for day in (4, 6, 9))

    assert words(Check.STOPS, amount=3, stops=three) == "已启动特别程序 3 次"
    assert words(Check.STOPS, amount=4, stops=three) == ""
    assert "只剩 0 个工作日" in words(
        Check.STOP_ON_LAST_DAY, stops=(special(on(3, 17), None),), due_on=on(3, 17)
    )
    assert words(Check.STOP_ON_LAST_DAY, stops=(special(on(3, 16), None),), due_on=on(3, 17)) == ""
    assert "已经超过" in words(Check.PROCEDURE, stops=(special(on(3, 4), None, on(3, 19)),))
    assert words(Check.PROCEDURE, stops=(special(on(3, 4), None, on(3, 20)),)) == ""
    assert "再次" not in words(Check.SECOND_NOTICE, amount=1)
    assert "又要求补正 1 次" in words(Check.SECOND_NOTICE, amount=1, second_notices=1)
    assert words(Check.REASON, steps=good, ended_without_reason=True) == "没有写明理由"
    assert "身份证" in words(Check.MISSING, missing=("身份证",))
    assert "户口簿" in words(Check.UNLISTED, unlisted=("户口簿",))
    assert "差评" in words(Check.RATING, bad_rating_on=on(3, 19))
    assert words(Check.ORDER, steps=good) == ""


def test_a_stop_that_ended_is_judged_by_what_was_left_when_it_began() -> None:
    # Begun with nothing left on the 17th, over on the 20th: the due day has moved to the 20th.
    stop = special(on(3, 17), on(3, 20))

    assert "只剩 0" in words(Check.STOP_ON_LAST_DAY, stops=(stop,), due_on=on(3, 20))


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ((("submit", at(3, 3)), ("accept", at(3, 2))), "第 2 个环节的时间早于前一个环节"),
        ((("submit", at(3, 3)), ("grant", at(3, 4))), "没有受理就作出了决定"),
        ((("submit", at(3, 3)), ("conclude", at(3, 4)), ("forward", at(3, 5))), "结束以后"),
    ],
)
def test_steps_out_of_order_are_found(taken: tuple[tuple[str, object], ...], expected: str) -> None:
    assert expected in words(Check.ORDER, steps=steps(*taken))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({"accepted_on": on(3, 2)}, "受理的日期早于申请的日期"),
        ({"accepted_on": on(3, 5), "decided_on": on(3, 4)}, "决定的日期早于受理的日期"),
        (
            {"accepted_on": on(3, 9), "notice_on": on(3, 6), "completed_on": on(3, 5)},
            "收到补正材料的日期早于告知补正的日期",
        ),
        ({"accepted_on": on(3, 5), "decided_on": on(3, 5)}, ""),
    ],
)
def test_days_that_lie_before_those_they_follow_are_found(
    days: dict[str, date], expected: str
) -> None:
    assert words(Check.ORDER, steps=steps(("submit", at(3, 3))), **days) == expected  # type: ignore[arg-type]


def test_each_branch_that_did_not_answer_has_its_own_card_in_its_department() -> None:
    late = (Branch("1", "fire", on(3, 9), "消防"), Branch("2", "eco", on(3, 9), "环保"))

    found = judged(fault_rule(Check.UNANSWERED), today=THEN, unanswered=late).findings
    again = rules.to_raise(found, frozenset({("F1", "yellow", "1")}))

    assert [(each.branch, each.unit, each.words) for each in found] == [
        ("1", "fire", "消防"), ("2", "eco", "环保"),
    ]  # fmt: skip
    assert [each.branch for each, _ in again] == ["2"]


CARD = (("工本费（换领）", "20元/证"), ("工本费（补领）", "40元/证"))


@pytest.mark.parametrize(
    ("fee", "expected"),
    [
        (FeeSeen(CARD, charged=(paid(40, 2),)), ""),
        (FeeSeen(CARD, charged=(paid(50, 2),)), "按标准应收 40 元，实收 50 元"),
        (FeeSeen(CARD, told="40元", charged=(paid(20),)), "按标准应收 40 元，实收 20 元"),
        (FeeSeen(CARD, told="免费", charged=(paid(20),)), "不收费的事项收了 20 元"),
        (FeeSeen((), charged=(paid(5),)), "不收费的事项收了 5 元"),
        (FeeSeen((("修复费", "按面积核定"),), charged=(paid(5),)), ""),
        (FeeSeen(CARD, charged=(paid(0, waiver="低保对象减免"),)), ""),
    ],
)
def test_a_fee_is_held_against_the_published_standard(fee: FeeSeen, expected: str) -> None:
    found = words(Check.FEE, fee=fee)

    assert expected in found
    assert bool(expected) is bool(found)
    assert words(Check.FEE_MISSING, fee=fee, granted=True, decided_on=on(3, 6)) == ""


def test_a_granted_case_without_its_fee_is_found_and_a_free_one_not() -> None:
    owed = words(Check.FEE_MISSING, fee=FeeSeen(CARD), granted=True, decided_on=on(3, 6))

    assert "没有收费记录" in owed
    assert words(Check.FEE_MISSING, fee=FeeSeen(CARD), granted=False) == ""
    assert words(Check.FEE_MISSING, fee=FeeSeen(CARD, told="免费"), granted=True) == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"charge": "别的费"}, "charge"),
        ({"quantity": 0}, "quantity"),
        ({"amount": Decimal("-1")}, "amount"),
        ({"bill": ""}, "bill"),
        ({"bill": "9" * 51}, "bill"),
        ({"paid_on": None}, "paid_on"),
        ({"paid_on": on(3, 21)}, "paid_on"),
        ({"amount": Decimal(0)}, "waiver"),
    ],
)
def test_a_fee_that_cannot_be_is_not_written_down(change: dict[str, object], field: str) -> None:
    with pytest.raises(rules.FeeInvalid) as declined:
        rules.written(replace(paid(20), **change), FeeSeen(CARD), THEN)  # type: ignore[arg-type]

    assert field in declined.value.fields


@pytest.mark.parametrize(
    ("since", "until", "wanted", "field"),
    [
        (on(3, 10), on(3, 9), 5, "until"),
        (on(3, 10), on(3, 21), 5, "until"),
        (date(2025, 12, 1), THEN, 5, "since"),
        (on(3, 1), THEN, 0, "wanted"),
        (on(3, 1), THEN, 101, "wanted"),
    ],
)
def test_a_sample_that_cannot_be_is_not_drawn(
    since: date, until: date, wanted: int, field: str
) -> None:
    with pytest.raises(rules.SampleInvalid) as declined:
        rules.drawable(since, until, wanted, THEN)

    assert field in declined.value.fields


def test_a_fault_found_in_a_sample_needs_words_and_a_known_aspect() -> None:
    assert rules.found(["fee", "limit"], " 多收 ") == (["limit", "fee"], "多收")
    assert rules.found([], "") == ([], "")
    for aspects, text, field in ((["fee"], " ", "words"), (["x"], "有", "aspects"),
                                 (["fee"], "字" * 1001, "words")):  # fmt: skip
        with pytest.raises(rules.SampleInvalid) as declined:
            rules.found(aspects, text)
        assert field in declined.value.fields


@pytest.mark.parametrize(
    ("took", "expected"),
    [(4, "far_ahead"), (9, "ahead"), (10, "on_the_day"), (11, "behind"), (15, "far_behind")],
)
def test_how_far_a_decision_was_from_the_promise_is_counted_apart(took: int, expected: str) -> None:
    case = rules.Counted(
        state="concluded", decided_on=on(3, 20), due_on=on(3, 17), ended_on=on(3, 20),
        promised_days=10, actual_days=took,
    )  # fmt: skip

    added = rules.contributions(case)["2026-03-20"]

    assert [name for name, _words in rules.DEVIATIONS if added.get(name)] == [expected]


def test_silence_is_found_even_after_the_case_was_accepted_by_it() -> None:
    late = rules.Rule(
        code="L5", light=Light.RED, title="五日", check=Check.LIMIT, basis=Basis.ANSWER,
        measure=Measure.OVERDUE, told=("head",),
    )  # fmt: skip

    found = judged(late, today=on(3, 20), by_silence=True, answer_due_on=on(3, 10))

    assert [each.arose_on for each in found.findings] == [on(3, 10)]
    assert found.light is Light.GREEN


def test_what_was_missed_is_raised_in_order_and_never_after_something_heavier() -> None:
    found = judged(BLUE, YELLOW, RED, today=on(3, 30), limits=(promised(on(3, 17)),)).findings

    first = rules.to_raise(found, frozenset())
    later = rules.to_raise(found, frozenset({("L2", "yellow", "")}))
    last = rules.to_raise(found, frozenset({("L2", "red", "")}))

    assert [(str(each.rule.light), passed) for each, passed in first] == [
        ("blue", True), ("yellow", True), ("red", False),
    ]  # fmt: skip
    assert [str(each.rule.light) for each, _ in later] == ["red"]
    assert last == ()


@given(
    before=st.dictionaries(
        st.sampled_from(["2026-03-03", "2026-03-04", "now"]),
        st.dictionaries(st.sampled_from(["received", "open", "red"]), st.integers(0, 3)),
    ),
    after=st.dictionaries(
        st.sampled_from(["2026-03-03", "2026-03-05", "now"]),
        st.dictionaries(st.sampled_from(["received", "open"]), st.integers(0, 3)),
    ),
)
def test_differences_turn_what_was_counted_into_what_is(
    before: dict[str, dict[str, int]], after: dict[str, dict[str, int]]
) -> None:
    step = rules.differences(before, after)

    for day in {*before, *after}:
        for name in ("received", "open", "red"):
            was, now = before.get(day, {}).get(name, 0), after.get(day, {}).get(name, 0)
            assert was + step.get(day, {}).get(name, 0) == now


def test_a_finished_case_adds_what_the_formulae_divide() -> None:
    case = rules.Counted(
        state="concluded", online=True, submitted_on=on(3, 3), acted_on=on(3, 3),
        accepted_on=on(3, 3), decided_on=on(3, 6), due_on=on(3, 17), ended_on=on(3, 9),
        promised_days=10, actual_days=3, finish_kind="0", materials=4, materials_free=1,
    )  # fmt: skip

    added = rules.contributions(case)
    sums = {name: n for of in added.values() for name, n in of.items()}
    shown = {rate.formula.key: (rate.above, rate.below) for rate in rules.rates(sums)}

    assert set(added) == {"2026-03-03", "2026-03-09"}
    assert shown["on_time"] == shown["early"] == shown["no_visit"] == (1, 1)
    assert shown["speed"] == (7, 10)
    assert shown["free"] == (1, 4)
    assert shown["overdue"] == (0, 1)
    assert shown["satisfied"] == (0, 0)


def test_ratings_their_correction_and_waiting_are_counted_on_their_days() -> None:
    case = rules.Counted(
        state="concluded", submitted_on=on(3, 3), acted_on=on(3, 5), accept_days=2,
        ended_on=on(3, 20), deliver_days=9, counter_minutes=25, rated_on=on(3, 23), grade=1,
        bad=(rules.Bad(on(3, 23), fixed=True, in_time=False),),
    )  # fmt: skip

    added = rules.contributions(case)
    sums = {name: n for of in added.values() for name, n in of.items()}
    shown = {rate.formula.key: (rate.above, rate.below) for rate in rules.rates(sums)}

    assert shown["satisfied"] == shown["very_satisfied"] == (0, 1)
    assert shown["bad"] == shown["asked_back"] == shown["bad_fixed"] == (1, 1)
    assert shown["bad_in_time"] == (0, 1)
    assert (shown["await_accept"], shown["await_result"]) == ((2, 1), (9, 1))
    assert shown["at_counter"] == (25, 1)
    assert added["2026-03-03"]["counter"] == added["2026-03-05"]["accept_2"] == 1
    assert added["2026-03-20"]["deliver_more"] == added["2026-03-23"]["bad_due"] == 1


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({}, ""),
        ({"w_0": 1}, "当天"),
        ({"w_0": 1, "w_1": 1, "w_2": 1}, "1 个工作日"),
        ({"w_0": 2, "w_more": 3}, "超过 5 个工作日"),
        ({"w_0": 2, "w_5": 2}, "当天"),
    ],
)
def test_the_median_is_the_step_of_the_middle_one(steps: dict[str, int], expected: str) -> None:
    assert rules.median(steps, "w") == expected


def test_a_target_is_met_from_the_side_on_which_better_lies() -> None:
    rates = {
        rate.formula.key: rate for rate in rules.rates({"finished": 10, "on_time": 8, "late": 2})
    }

    assert rules.Target("on_time", 80, "").is_met(rates["on_time"]) is True
    assert rules.Target("on_time", 81, "").is_met(rates["on_time"]) is False
    assert rules.Target("overdue", 10, "").is_met(rates["overdue"]) is False
    assert rules.Target("online", 50, "").is_met(rates["online"]) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "l2"}, "code"),
        ({"light": Light.GREEN}, "light"),
        ({"title": " "}, "title"),
        ({"basis": None}, "basis"),
        ({"measure": Measure.USED, "amount": 101}, "amount"),
        ({"told": ()}, "told"),
        ({"told": ("everybody",)}, "told"),
        ({"answer_days": 61}, "answer_days"),
    ],
)
def test_a_rule_that_cannot_be_is_declined(change: dict[str, object], field: str) -> None:
    with pytest.raises(rules.RuleInvalid) as declined:
        rules.checked(replace(YELLOW, **change))  # type: ignore[arg-type]

    assert field in declined.value.fields


def test_a_limit_beyond_the_calendar_is_still_a_day() -> None:
    far = LimitSeen(Basis.STATUTORY, on(3, 3), date(2040, 1, 1))

    assert rules.reached_on(RED, far, (), calendar=CALENDAR) == date(2040, 1, 2)
