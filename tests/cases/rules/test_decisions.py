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
