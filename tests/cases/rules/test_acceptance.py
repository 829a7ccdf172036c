"""The special forms of acceptance: with a gap, on a promise, referred up, and what ends them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.rules.samples import NATIONAL, at, examined, item, material
from tongban.cases import rules
from tongban.cases.rules import FinishKind, GapPolicy, State, papers, promises
from tongban.items.rules import Promise

MONDAY = date(2026, 3, 2)
GAP = ("健康证明", "平面图")


@pytest.mark.parametrize(
    ("due", "policy", "last"),
    [
        (date(2026, 3, 16), GapPolicy(), date(2026, 3, 12)),  # two working days before a Monday
        (date(2026, 3, 17), GapPolicy(), date(2026, 3, 13)),
        (date(2026, 5, 29), GapPolicy(), date(2026, 3, 30)),  # twenty days after the acceptance
        (date(2026, 3, 16), GapPolicy(margin=0), date(2026, 3, 16)),
        (date(2026, 3, 16), GapPolicy(margin=3), date(2026, 3, 11)),
        (date(2026, 5, 29), GapPolicy(at_most=1), date(2026, 3, 3)),
        (date(2026, 3, 5), GapPolicy(), date(2026, 3, 3)),
    ],
)
def test_late_materials_come_some_days_before_the_promised_one(
    due: date, policy: GapPolicy, last: date
) -> None:
    assert rules.last_gap_day(MONDAY, due, calendar=NATIONAL, policy=policy) == last
    assert rules.gap_day(None, MONDAY, due, calendar=NATIONAL, policy=policy) == last


def test_a_limit_too_short_for_anything_to_follow_is_said() -> None:
    with pytest.raises(rules.GapNotPossible, match="承诺时限短2个工作日"):
        rules.last_gap_day(MONDAY, date(2026, 3, 4), calendar=NATIONAL)


@given(st.dates(date(2026, 3, 1), date(2026, 3, 16)))
def test_a_chosen_day_lies_after_the_acceptance_and_not_after_the_last(chosen: date) -> None:
    due, last = date(2026, 3, 16), date(2026, 3, 12)

    if MONDAY < chosen <= last:
        assert rules.gap_day(chosen, MONDAY, due, calendar=NATIONAL) == chosen
    else:
        with pytest.raises(rules.GapDayWrong) as refused:
            rules.gap_day(chosen, MONDAY, due, calendar=NATIONAL)
        assert "2026年3月12日以前（含当日）" in refused.value.fields["gap_due_on"]


@pytest.mark.parametrize(
    ("due", "missing", "lapsed"),
    [
        (MONDAY, GAP, True),
        (MONDAY + timedelta(days=1), GAP, False),
        (MONDAY, (), False),
        (None, GAP, False),
    ],
)
def test_a_gap_lapses_the_day_after_if_something_is_still_missing(
    due: date | None, missing: tuple[str, ...], lapsed: bool
) -> None:
    today = MONDAY + timedelta(days=1)

    assert rules.is_gap_lapsed(due, missing, today) is lapsed
    case = examined(now=at(3, 3), gap=missing)
    if not lapsed:
        with pytest.raises(rules.GapNotLapsed):
            rules.lapse_gap(case, due)
        return
    ended = rules.lapse_gap(case, due)
    assert (ended.state, ended.finish_kind) == (State.WITHDRAWN, FinishKind.CORRECTION_LAPSED)
    assert ended.reason == "承诺后补的材料到期没有补齐（健康证明、平面图），视为撤回申请"


def test_nothing_is_granted_referred_or_handed_out_while_a_gap_is_open() -> None:
    granted = examined(state=State.GRANTED, granted=True, gap=GAP)

    for refused in (
        lambda: rules.grant(examined(gap=GAP)),
        lambda: rules.refer(examined(upper_decides=True, gap=GAP), "符合"),
        lambda: rules.deliver(granted),
    ):
        with pytest.raises(rules.GapOpen, match="健康证明、平面图"):
            refused()
    denied = examined(state=State.DENIED, granted=False, gap=GAP)
    assert rules.deliver(denied).state is State.DELIVERING
    assert rules.deny(examined(gap=GAP), ("不符合",)).state is State.DENIED


def test_only_an_office_that_does_not_decide_refers_up_and_it_decides_nothing() -> None:
    lower = examined(upper_decides=True)

    ended = rules.refer(lower, " 材料齐全 ")

    assert (ended.state, ended.finish_kind) == (State.CONCLUDED, FinishKind.REFERRED_UP)
    assert ended.reason == "材料齐全"
    with pytest.raises(rules.ReasonMissing, match="初审意见"):
        rules.refer(lower, " ")
    with pytest.raises(rules.NotReferred):
        rules.refer(examined(), "材料齐全")
    for decide in (rules.grant, lambda case: rules.deny(case, ("不符合",))):
        with pytest.raises(rules.UpperDecides):
            decide(lower)


def test_refusals_name_what_is_wrong() -> None:
    assert str(rules.GapNotPromised(GAP)) == (
        "还缺可以后补的材料：健康证明、平面图。容缺受理要有申请人签的承诺书，"
        "请先签承诺书，或者请申请人现在交齐。"
    )
    assert str(rules.PromiseBarred("虚假承诺")) == (
        "申请人有没有修复的失信记录（虚假承诺），修复以前不能容缺受理，"
        "也不能用告知承诺方式办。可以按普通方式办理。"
    )


PROMISE = Promise(("有固定场所",), "《样例条例》第九条", ("lease",), 30)


def test_the_notice_of_a_promise_tells_what_is_replaced_checked_and_risked() -> None:
    definition = item(material("lease", "租赁合同"), material("photo", "照片"), promise=PROMISE)

    told = promises.notice(definition)

    assert told == {
        "basis": "《样例条例》第九条",
        "requirements": ["有固定场所"],
        "replaced": ["租赁合同"],
        "check": "作出决定后 30 个工作日内核查承诺的情况。",
        "check_within": 30,
        "liability": promises.LIABILITY,
        "promised": list(promises.PROMISED),
    }
    with pytest.raises(ValueError, match="list of promises"):
        promises.notice(item())


def test_an_item_may_name_a_liability_of_its_own() -> None:
    own = Promise(("有固定场所",), "《样例条例》", (), 60, "依法处罚。")

    assert promises.notice(item(promise=own))["liability"] == "依法处罚。"


def test_the_promise_of_a_gap_names_the_materials() -> None:
    assert promises.gap([("health", "健康证明")]) == {
        "materials": [{"key": "health", "name": "健康证明"}],
        "promised": list(promises.GAP_PROMISED),
        "consequence": promises.GAP_CONSEQUENCE,
    }


def test_a_paper_tells_programs_what_it_is_and_whose() -> None:
    plain: dict[str, Any] = {
        "issuer": "样例局", "case_number": "990101260302000016", "applicant": "样*民",
        "applicant_number": "9***5", "item": "样例事项", "made_at": at(3, 2), "clerk": "例窗口",
        "phone": "", "verification_code": "", "verify_at": "", "qr": "",
    }  # fmt: skip

    denial = papers.Denial(
        **plain, number="样不准〔2026〕1号", accepted_on=MONDAY, decided_on=MONDAY, reasons=("无",)
    )

    facts = denial.facts()
    assert (facts["title"], facts["author"]) == ("不予行政许可决定书（样例事项）", "样例局")
    assert facts["keywords"] == ["990101260302000016", "样不准〔2026〕1号"]
    assert (facts["reasons"], facts["court"]) == (("无",), "")
    assert replace(denial, number="").facts()["keywords"] == ["990101260302000016"]
