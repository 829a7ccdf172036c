"""From the draft to acceptance or refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.rules.samples import NATIONAL, at, submitted
from tongban.cases import rules
from tongban.cases.rules import FinishKind, Receipt, State, Stop, StopKind

if TYPE_CHECKING:
    from datetime import datetime

WANTED = {"photo": "请提交近六个月内的免冠照片。", "lease": "请补充房屋租赁合同的签字页。"}
NOTICED = Receipt(date(2026, 9, 21), date(2026, 9, 22), date(2026, 10, 16))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at(9, 21, 10), date(2026, 9, 21)),
        (at(9, 21, 17, 0), date(2026, 9, 21)),
        (at(9, 21, 17, 1), date(2026, 9, 22)),
        (at(9, 20, 10), date(2026, 9, 20)),  # A Sunday that is worked.
        (at(9, 24, 20), date(2026, 9, 28)),  # The evening before 中秋节.
        (at(9, 26, 10), date(2026, 9, 28)),
        (at(9, 21, 0, 30), date(2026, 9, 21)),
    ],
)
def test_what_comes_in_after_hours_counts_from_the_next_working_day(
    moment: datetime, day: date
) -> None:
    assert rules.receipt_day(moment, calendar=NATIONAL) == day


def test_submitting_starts_the_five_days() -> None:
    decided = rules.submit(submitted(state=State.DRAFT, receipt=None, now=at(9, 21)))

    assert decided.state is State.SUBMITTED
    assert decided.receipt == Receipt(date(2026, 9, 21))
    assert decided.answer_due_on == date(2026, 9, 29)


def test_submitting_names_every_missing_material() -> None:
    draft = submitted(state=State.DRAFT, receipt=None, missing=("营业执照", "平面图"))

    with pytest.raises(rules.MaterialsMissing, match="营业执照、平面图") as refused:
        rules.submit(draft)

    assert refused.value.missing == ("营业执照", "平面图")


def test_submitting_tells_the_faults_of_the_form_at_their_fields() -> None:
    draft = submitted(state=State.DRAFT, missing=("营业执照",), faults={"phone": "请填写手机号。"})

    with pytest.raises(rules.FormIncomplete) as refused:
        rules.submit(draft)

    assert refused.value.fields == {"phone": "请填写手机号。"}
    assert refused.value.status == 422


def test_prechecking_needs_all_materials_and_accepts_nothing() -> None:
    assert rules.precheck(submitted()).state is State.PRECHECKED
    with pytest.raises(rules.MaterialsMissing):
        rules.precheck(submitted(missing=("营业执照",)))


def test_accepting_starts_both_limits() -> None:
    decided = rules.accept(submitted())

    assert (decided.state, decided.accepted_on) == (State.ACCEPTED, date(2026, 9, 22))
    assert decided.clock.promised.due_on == date(2026, 10, 13)
    assert decided.clock.legal is not None
    assert decided.clock.legal.due_on == date(2026, 10, 27)
    assert not decided.by_silence


def test_accepting_is_refused_while_a_material_is_missing() -> None:
    with pytest.raises(rules.MaterialsMissing):
        rules.accept(submitted(missing=("营业执照",)))


def test_without_any_limit_the_twenty_days_of_the_law_are_promised() -> None:
    decided = rules.accept(submitted(promised=None, statutory=None, now=at(3, 2)))

    assert decided.clock.promised.due_on == date(2026, 3, 30)
    assert decided.clock.legal is None


def test_without_a_promise_the_statutory_limit_is_promised() -> None:
    decided = rules.accept(submitted(promised=None, statutory=rules.Limit(30), now=at(3, 2)))

    assert decided.clock.promised == decided.clock.legal
    assert decided.clock.promised.due_on == date(2026, 4, 14)


def test_without_a_promise_the_item_on_the_spot_is_due_today() -> None:
    on_the_spot = submitted(kind=rules.CaseKind.ON_THE_SPOT, promised=None)

    assert rules.accept(on_the_spot).clock.promised.due_on == date(2026, 9, 22)


def test_the_fifth_day_still_answers_and_the_sixth_is_too_late() -> None:
    fifth, sixth = submitted(now=at(9, 29, 23, 59)), submitted(now=at(9, 30, 0, 0))

    assert rules.ask_supplement(fifth, WANTED).state is State.CORRECTION
    assert rules.refuse(fifth, ("不属于许可事项",)).state is State.REFUSED
    with pytest.raises(rules.NoticeTooLate, match="2026年9月21日"):
        rules.ask_supplement(sixth, WANTED)
    with pytest.raises(rules.NoticeTooLate):
        rules.refuse(sixth, ("不属于许可事项",))


def test_silence_accepts_since_the_day_of_receipt_whatever_is_missing() -> None:
    silent = submitted(now=at(9, 30), missing=("营业执照",))

    decided = rules.accept(silent)

    assert (decided.accepted_on, decided.by_silence) == (date(2026, 9, 21), True)
    assert decided.clock.promised.due_on == date(2026, 10, 12)


def test_everything_is_asked_for_once() -> None:
    asked = rules.ask_supplement(submitted(), WANTED, days=10)

    assert asked.receipt == Receipt(date(2026, 9, 21), date(2026, 9, 22), date(2026, 10, 13))
    with pytest.raises(rules.SecondNotice):
        rules.ask_supplement(submitted(receipt=asked.receipt), WANTED)


@pytest.mark.parametrize("requests", [{}, {"photo": " "}, {"photo": "重交", "lease": ""}])
def test_a_notice_says_what_is_wanted_of_every_piece(requests: dict[str, str]) -> None:
    with pytest.raises(rules.NothingAsked):
        rules.ask_supplement(submitted(), requests)


def test_a_correction_is_complete_on_the_day_of_its_last_piece() -> None:
    waiting = submitted(state=State.CORRECTION, receipt=NOTICED, now=at(9, 30))
    asked = frozenset(WANTED)

    part = rules.supplement(waiting, asked, {"photo": date(2026, 9, 24)})
    whole = rules.supplement(
        waiting, asked, {"photo": date(2026, 9, 24), "lease": date(2026, 9, 28), "more": at(9, 30)}
    )

    assert (part.state, part.missing, part.receipt) == (State.CORRECTION, ("lease",), NOTICED)
    assert (whole.state, whole.missing) == (State.SUBMITTED, ())
    assert whole.receipt == replace(NOTICED, completed_on=date(2026, 9, 28))


def test_acceptance_after_a_correction_counts_from_the_day_it_was_complete() -> None:
    complete = Receipt(date(2026, 9, 21), date(2026, 9, 22), date(2026, 10, 16), date(2026, 9, 28))
    stop = Stop(StopKind.CORRECTION, date(2026, 9, 22), date(2026, 9, 28))

    decided = rules.accept(submitted(receipt=complete, now=at(9, 30), stops=(stop,)))

    assert decided.accepted_on == date(2026, 9, 28)
    assert decided.clock.promised.due_on == NATIONAL.add(date(2026, 9, 28), 10)
    assert decided.clock.promised.lines[0].words.startswith("补正期间2026年9月22日至28日")


def test_a_complete_correction_is_answered_within_five_days_again() -> None:
    complete = Receipt(date(2026, 9, 21), date(2026, 9, 22), date(2026, 10, 16), date(2026, 9, 28))

    assert rules.notice_due_on(complete, calendar=NATIONAL) == date(2026, 10, 10)
    with pytest.raises(rules.NoticeTooLate):
        rules.refuse(submitted(receipt=complete, now=at(10, 12)), ("材料不实",))


def test_a_correction_that_does_not_come_ends_the_case_the_day_after() -> None:
    last = submitted(state=State.CORRECTION, receipt=NOTICED, now=at(10, 16, 23))
    late = submitted(state=State.CORRECTION, receipt=NOTICED, now=at(10, 17, 1))
    brought = dict.fromkeys(WANTED, date(2026, 10, 16))

    assert rules.supplement(last, frozenset(WANTED), brought).state is State.SUBMITTED
    with pytest.raises(rules.NotYetLapsed):
        rules.lapse(last)
    with pytest.raises(rules.CorrectionTooLate):
        rules.supplement(late, frozenset(WANTED), brought)
    lapsed = rules.lapse(late)
    assert (lapsed.state, lapsed.finish_kind) == (State.WITHDRAWN, FinishKind.CORRECTION_LAPSED)
    assert lapsed.reason


def test_while_a_correction_is_awaited_silence_accepts_nothing() -> None:
    assert rules.accepted_by_silence(NOTICED, today=date(2026, 12, 1), calendar=NATIONAL) is None


def test_refusing_needs_a_reason_and_names_the_right_office() -> None:
    decided = rules.refuse(
        submitted(), (" 不属于本机关职权范围 ", ""), competent_office="道里区教育局"
    )

    assert decided.reasons == ("不属于本机关职权范围",)
    assert decided.competent_office == "道里区教育局"
    for reasons in ((), ("",), (" ", "\n")):
        with pytest.raises(rules.ReasonMissing) as refused:
            rules.refuse(submitted(), reasons)
        assert "reasons" in refused.value.fields


@given(st.integers(0, 60), st.integers(0, 40))
def test_acceptance_never_lies_in_the_future_nor_before_the_receipt(come: int, later: int) -> None:
    receipt_on = NATIONAL.working_from(date.fromordinal(date(2026, 1, 1).toordinal() + come))
    today = date.fromordinal(receipt_on.toordinal() + later)

    day = rules.acceptance_day(Receipt(receipt_on), today=today, calendar=NATIONAL)

    assert receipt_on <= day <= today
    passed = NATIONAL.count(receipt_on, today) - NATIONAL.is_working(today)
    assert day == (today if passed < 5 or today == receipt_on else receipt_on)


def test_a_second_notice_needs_a_permit_and_each_piece_says_what_is_wanted() -> None:
    noticed = Receipt(date(2026, 9, 21), date(2026, 9, 22), date(2026, 10, 16), date(2026, 9, 24))
    again = submitted(receipt=noticed, now=at(9, 25))

    with pytest.raises(rules.SecondNotice):
        rules.ask_supplement(again, WANTED)
    asked = rules.ask_supplement(submitted(receipt=noticed, may_ask_again=True), WANTED)
    assert asked.requests == WANTED
    assert asked.receipt == Receipt(date(2026, 9, 21), date(2026, 9, 22), date(2026, 10, 20))
    with pytest.raises(rules.NothingAsked) as refused:
        rules.ask_supplement(submitted(), {"photo": " ", "lease": "重签"})
    assert refused.value.fields == {"photo": "请写明要求。"}


def test_refusals_count_and_name_what_is_missing() -> None:
    draft = submitted(state=State.DRAFT, missing=("营业执照", "平面图"))

    with pytest.raises(rules.MaterialsMissing) as refused:
        rules.submit(draft)
    assert str(refused.value) == "还缺少2项必要材料：营业执照、平面图。"
    with pytest.raises(rules.FormIncomplete) as faulty:
        rules.submit(submitted(state=State.DRAFT, faults={"phone": "请填写手机号。"}))
    assert str(faulty.value) == "表单还有1处需要修改。"
    with pytest.raises(rules.ReasonMissing, match="不予受理的理由"):
        rules.refuse(submitted(), ())
    assert rules.refuse(submitted(), ("不属于",)).competent_office == ""
    assert rules.refuse(submitted(), ("不属于",), competent_office=" 局 ").competent_office == "局"


@pytest.mark.parametrize("decide", ["precheck", "accept", "refuse", "ask", "supplement", "lapse"])
def test_no_intake_step_is_taken_after_the_acceptance_or_without_a_receipt(decide: str) -> None:
    steps = {
        "precheck": rules.precheck,
        "accept": rules.accept,
        "refuse": lambda case: rules.refuse(case, ("不属于",)),
        "ask": lambda case: rules.ask_supplement(case, WANTED),
        "supplement": lambda case: rules.supplement(case, frozenset(WANTED), {}),
        "lapse": rules.lapse,
    }

    with pytest.raises(rules.StepNotAllowed):
        steps[decide](submitted(state=State.EXAMINING))
    waiting = State.CORRECTION if decide in ("supplement", "lapse") else State.SUBMITTED
    if decide != "precheck":
        with pytest.raises(ValueError, match="receipt"):
            steps[decide](submitted(state=waiting, receipt=None))


def test_a_click_on_the_day_is_the_moment_and_a_later_one_counts_from_midnight() -> None:
    today = rules.accept(submitted(now=at(9, 22, 15, 30)))
    silent = rules.accept(submitted(now=at(9, 30, 15, 30)))

    assert today.accepted_at == at(9, 22, 15, 30)
    assert silent.accepted_at == at(9, 21, 0, 0)


@pytest.mark.parametrize(
    ("asked", "brought", "day"),
    [
        ({"a", "b"}, {"a": 3, "b": 5, "c": 9}, 5),
        ({"a", "b"}, {"a": 3}, None),
        ({"a"}, {"b": 3}, None),
        (set(), {"a": 3}, None),
    ],
)
def test_a_correction_is_complete_when_the_last_piece_came(
    asked: set[str], brought: dict[str, int], day: int | None
) -> None:
    days = {piece: date(2026, 3, number) for piece, number in brought.items()}

    found = rules.completed_on(frozenset(asked), days)

    assert found == (None if day is None else date(2026, 3, day))


@pytest.mark.parametrize(
    ("receipt", "lapsed"),
    [
        (NOTICED, True),
        (Receipt(date(2026, 9, 21)), False),
        (Receipt(date(2026, 9, 21), date(2026, 9, 22), None), False),
        (Receipt(date(2026, 9, 21), date(2026, 9, 22), date(2026, 10, 17)), False),
        (Receipt(date(2026, 9, 21), None, date(2026, 10, 16)), False),
        (
            Receipt(date(2026, 9, 21), date(2026, 9, 22), date(2026, 10, 16), date(2026, 9, 28)),
            False,
        ),
    ],
)
def test_only_a_correction_that_is_awaited_and_late_has_lapsed(
    receipt: Receipt, lapsed: bool
) -> None:
    assert rules.has_lapsed(receipt, today=date(2026, 10, 17)) is lapsed


def test_the_hours_of_the_office_are_a_setting() -> None:
    early = rules.Policy(rules.OfficeHours(afternoon=(time(13), time(16))))

    late = rules.receipt_day(at(9, 21, 16, 30), calendar=NATIONAL, policy=early)

    assert late == date(2026, 9, 22)
    draft = submitted(state=State.DRAFT, now=at(9, 21, 16, 30), policy=early)
    assert rules.submit(draft).receipt.receipt_on == date(2026, 9, 22)
    assert rules.correction_due_on(date(2026, 9, 21), calendar=NATIONAL) == date(2026, 10, 19)
