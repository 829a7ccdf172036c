"""From examination to the end of a case."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases.rules.samples import at, examined
from tongban.cases import rules
from tongban.cases.rules import CaseKind, FinishKind, State, StepNotAllowed, Stop, StopKind


def test_an_opinion_sends_the_case_on_and_says_something() -> None:
    decided = rules.forward(examined(state=State.ACCEPTED), " 符合条件，建议准予 ")

    assert (decided.state, decided.opinion) == (State.EXAMINING, "符合条件，建议准予")
    with pytest.raises(rules.ReasonMissing):
        rules.forward(examined(), " ")


def test_a_special_procedure_holds_the_clock_and_gives_the_days_back() -> None:
    before = examined(now=at(9, 22))

    held = rules.suspend(before, name="专家评审", reason="需要专家评审", holds=True)
    after = rules.resume(examined(state=held.state, now=at(9, 28), stops=(held.stop,)))

    assert held.state is State.SUSPENDED
    assert (held.clock.promised.due_on, held.clock.promised.remaining) == (None, 6)
    assert after.state is State.EXAMINING
    assert after.stops == (
        Stop(StopKind.SPECIAL, date(2026, 9, 22), date(2026, 9, 28), "专家评审"),
    )
    assert after.clock.promised.due_on == date(2026, 10, 12)
    assert after.clock.legal is not None
    assert after.clock.legal.due_on == date(2026, 10, 26)


def test_a_procedure_that_does_not_hold_leaves_the_due_day_alone() -> None:
    held = rules.suspend(examined(now=at(9, 22)), name="现场核查", reason="核查场所", holds=False)

    assert held.clock.promised.due_on == date(2026, 10, 8)


def test_a_special_procedure_needs_a_reason_and_does_not_begin_twice() -> None:
    with pytest.raises(rules.ReasonMissing):
        rules.suspend(examined(), name="听证", reason="", holds=True)
    with pytest.raises(StepNotAllowed):
        rules.suspend(examined(state=State.SUSPENDED), name="听证", reason="有异议", holds=True)


def test_granting_starts_the_ten_days_of_delivery() -> None:
    decided = rules.grant(examined(now=at(9, 22)))

    assert (decided.state, decided.granted) == (State.GRANTED, True)
    assert (decided.decided_on, decided.deliver_due_on) == (date(2026, 9, 22), date(2026, 10, 13))


def test_a_late_decision_is_still_a_decision() -> None:
    assert rules.grant(examined(now=at(12, 1))).state is State.GRANTED


def test_denying_needs_reasons() -> None:
    assert rules.deny(examined(), ("场所不符合要求",)).reasons == ("场所不符合要求",)
    with pytest.raises(rules.ReasonMissing):
        rules.deny(examined(), ())


def test_only_what_is_decided_on_the_spot_is_decided_unexamined() -> None:
    accepted = examined(state=State.ACCEPTED)
    on_the_spot = examined(state=State.ACCEPTED, kind=CaseKind.ON_THE_SPOT)

    assert rules.grant(on_the_spot).state is State.GRANTED
    assert rules.deny(on_the_spot, ("不符合条件",)).state is State.DENIED
    with pytest.raises(rules.NotExamined):
        rules.grant(accepted)
    with pytest.raises(rules.NotExamined):
        rules.deny(accepted, ("不符合条件",))


def test_a_licence_is_made_before_it_is_delivered() -> None:
    granted = examined(state=State.GRANTED, granted=True, gives_licence=True)

    with pytest.raises(rules.LicenceNotMade):
        rules.deliver(granted)
    assert rules.make(granted).state is State.MAKING
    assert rules.deliver(examined(state=State.MAKING, gives_licence=True)).state is State.DELIVERING


def test_without_a_licence_nothing_is_made() -> None:
    granted = examined(state=State.GRANTED, granted=True)

    assert rules.deliver(granted).state is State.DELIVERING
    with pytest.raises(rules.NoLicenceToMake):
        rules.make(granted)


def test_a_denial_is_delivered_though_the_item_gives_licences() -> None:
    denied = examined(state=State.DENIED, granted=False, gives_licence=True)

    assert rules.deliver(denied).state is State.DELIVERING


@pytest.mark.parametrize(
    ("granted", "gives_licence", "kind"),
    [
        (True, True, FinishKind.LICENCE_ISSUED),
        (True, False, FinishKind.FINISHED),
        (False, True, FinishKind.RETURNED),
        (False, False, FinishKind.RETURNED),
    ],
)
def test_a_case_is_concluded_by_the_kind_that_fits(
    granted: bool, gives_licence: bool, kind: FinishKind
) -> None:
    delivered = examined(state=State.DELIVERING, granted=granted, gives_licence=gives_licence)

    decided = rules.conclude(delivered, reason="场所不符合要求")

    assert (decided.state, decided.finish_kind) == (State.CONCLUDED, kind)
    assert decided.reason == ("" if granted else "场所不符合要求")


def test_a_denied_case_is_not_concluded_without_its_reason() -> None:
    with pytest.raises(rules.ReasonMissing):
        rules.conclude(examined(state=State.DELIVERING, granted=False))


def test_the_applicant_may_withdraw_without_a_reason_until_the_decision() -> None:
    decided = rules.withdraw(examined())

    assert (decided.state, decided.finish_kind) == (State.WITHDRAWN, FinishKind.RETURNED)
    assert decided.reason == "申请人撤回申请"
    with pytest.raises(StepNotAllowed):
        rules.withdraw(examined(state=State.GRANTED))


def test_terminating_needs_a_reason_and_a_kind_that_fits() -> None:
    decided = rules.terminate(examined(), "重复录入", kind=FinishKind.VOIDED)

    assert (decided.state, decided.finish_kind) == (State.TERMINATED, FinishKind.VOIDED)
    with pytest.raises(rules.ReasonMissing):
        rules.terminate(examined(), " ")
    with pytest.raises(ValueError, match="FINISHED"):
        rules.terminate(examined(), "结束", kind=FinishKind.FINISHED)


@pytest.mark.parametrize("granted", [True, False])
def test_after_the_decision_nothing_is_taken_back_and_the_way_out_is_told(granted: bool) -> None:
    with pytest.raises(rules.AlreadyDecided) as refused:
        rules.withdraw(examined(state=State.DELIVERING, granted=granted))

    assert (refused.value.state, refused.value.step) == (State.DELIVERING, rules.Step.WITHDRAW)
    assert str(refused.value) == (
        "已经作出决定，不能撤回申请。不想要这个结果的，可以申请注销证照；"
        "对决定不服的，可以按决定书写明的途径申请复议或者提起诉讼。"
    )
    assert rules.withdraw(examined(), " 不办了 ").reason == "不办了"


def test_what_was_not_decided_is_not_concluded_and_what_has_no_reason_says_which() -> None:
    with pytest.raises(ValueError, match="decided before"):
        rules.conclude(examined(state=State.DELIVERING))
    for decide, words in (
        (lambda: rules.forward(examined(), " "), "请写明审查意见。"),
        (lambda: rules.deny(examined(), (" ",)), "请写明不予许可的理由。"),
        (lambda: rules.terminate(examined(), " "), "请写明终止办理的理由。"),
        (
            lambda: rules.conclude(examined(state=State.DELIVERING, granted=False)),
            "请写明退回办结的理由。",
        ),
    ):
        with pytest.raises(rules.ReasonMissing) as refused:
            decide()
        assert (str(refused.value), refused.value.fields["reasons"]) == (words, words)
    assert str(rules.ReasonMissing()) == "请写明理由。"


@pytest.mark.parametrize(
    "kind", [FinishKind.RETURNED, FinishKind.VOIDED, FinishKind.ON_PAPER, FinishKind.FINISHED]
)
def test_a_case_is_terminated_as_one_of_three_kinds(kind: FinishKind) -> None:
    if kind is FinishKind.FINISHED:
        with pytest.raises(ValueError, match="FINISHED"):
            rules.terminate(examined(), "重复录入", kind=kind)
    else:
        assert rules.terminate(examined(), " 重复录入 ", kind=kind).finish_kind is kind
    assert rules.terminate(examined(), " 重复录入 ").finish_kind is FinishKind.RETURNED
    assert rules.terminate(examined(), " 重复录入 ").reason == "重复录入"


@pytest.mark.parametrize("state", [s for s in State if s not in rules.RUNNING])
def test_nothing_is_decided_outside_the_review(state: State) -> None:
    case = examined(state=state, granted=None, upper_decides=True)

    for decide in (
        rules.grant,
        lambda case: rules.deny(case, ("不符合",)),
        lambda case: rules.forward(case, "同意"),
        lambda case: rules.refer(case, "同意"),
        lambda case: rules.suspend(case, name="听证", reason="有异议", holds=True),
    ):
        with pytest.raises(StepNotAllowed) as refused:
            decide(case)
        assert rules.label(state) in str(refused.value)


def test_a_decision_names_its_day_and_keeps_every_reason() -> None:
    denied = rules.deny(examined(now=at(9, 22)), (" 没有场所 ", "", "没有人员"))

    assert (denied.state, denied.granted) == (State.DENIED, False)
    assert (denied.decided_on, denied.deliver_due_on) == (date(2026, 9, 22), date(2026, 10, 13))
    assert denied.reasons == ("没有场所", "没有人员")
    assert rules.grant(examined()).reasons == ()


def test_both_limits_follow_what_the_item_promises_and_the_law_gives() -> None:
    march = at(3, 2)

    def days(**changes: object) -> tuple[date | None, date | None]:
        found = rules.clock(examined(**changes), march, ())
        return found.promised.due_on, found.legal.due_on if found.legal else None

    assert days(promised=rules.Limit(5), statutory=None) == (date(2026, 3, 9), None)
    assert days(promised=None, statutory=None) == (date(2026, 3, 30), None)
    assert days(promised=None, statutory=None, joint=True) == (date(2026, 5, 8), date(2026, 5, 8))
    assert days(promised=rules.Limit(5), statutory=None, joint=True) == (
        date(2026, 3, 9), date(2026, 5, 8),
    )  # fmt: skip
    spot = days(promised=None, statutory=rules.Limit(20), kind=CaseKind.ON_THE_SPOT)
    assert spot == (date(2026, 3, 2), date(2026, 3, 30))
