"""Extending a limit: what may be, by how much, and who may not; and consent by silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.cases.rules.samples import at, examined
from tongban.cases import rules
from tongban.cases.rules import CaseKind, Limit, State, Unit, extensions, silence
from tongban.cases.rules.silence import NotConsentedYet

DUE = date(2026, 10, 8)
LAW = "《样例条例》第九条"


def test_the_head_extends_both_limits_by_ten_working_days_to_the_last_day() -> None:
    last = examined(now=at(10, 8, 23, 59))

    decided = rules.extend(last, due_on=DUE, same_person=False)

    assert (decided.days, decided.before) == (10, DUE)
    assert decided.clock.promised.due_on == date(2026, 10, 21)
    assert decided.clock.legal is not None
    assert decided.clock.legal.due_on == date(2026, 11, 4)
    assert rules.ask_extension(last, " 案情复杂 ", due_on=DUE, asked=False) == "案情复杂"


def test_joint_handling_has_45_days_and_15_more_with_the_governments_approval() -> None:
    joint = examined(joint=True, statutory=None, promised=None, accepted_at=at(3, 2), now=at(3, 3))
    due = date(2026, 5, 8)

    decided = rules.extend(joint, due_on=due, same_person=False, approval="样政复〔2026〕1号")

    assert rules.clock(joint, at(3, 2), ()).promised.due_on == due
    assert (decided.days, extensions.days_of(joint=False)) == (15, 10)
    assert decided.clock.promised.due_on == date(2026, 5, 28)
    with pytest.raises(rules.ApprovalMissing) as refused:
        rules.extend(joint, due_on=due, same_person=False, approval=" ")
    assert "批准文号" in refused.value.fields["approval"]
    named = replace(joint, statutory=Limit(20))
    assert rules.clock(named, at(3, 2), ()).promised.due_on == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"extended": 10}, rules.ExtendedAlready),
        ({"promised": Limit(3, Unit.HOURS)}, rules.NotExtendable),
        ({"statutory": Limit(3, Unit.HOURS)}, rules.NotExtendable),
        ({"kind": CaseKind.ON_THE_SPOT}, rules.NotExtendable),
        ({"now": at(10, 9, 0, 0)}, rules.ExtensionTooLate),
        ({"state": State.SUSPENDED}, rules.StepNotAllowed),
        ({"state": State.SUBMITTED}, rules.StepNotAllowed),
    ],
)
def test_what_cannot_be_extended_is_neither_asked_for_nor_approved(
    changes: dict[str, object], refusal: type[Exception]
) -> None:
    case = examined(**({"now": at(9, 22)} | changes))

    with pytest.raises(refusal):
        rules.ask_extension(case, "案情复杂", due_on=DUE, asked=False)
    with pytest.raises(refusal):
        rules.extend(case, due_on=DUE, same_person=False)


def test_it_is_asked_for_once_with_a_reason_and_approved_by_another() -> None:
    case = examined()

    with pytest.raises(rules.ExtendedAlready):
        rules.ask_extension(case, "案情复杂", due_on=DUE, asked=True)
    with pytest.raises(rules.ReasonMissing, match="延长期限的理由"):
        rules.ask_extension(case, "  ", due_on=DUE, asked=False)
    with pytest.raises(rules.SamePerson):
        rules.extend(case, due_on=DUE, same_person=True)
    unlimited = examined(promised=None, statutory=None)
    assert rules.extend(unlimited, due_on=DUE, same_person=False).days == 10
    with pytest.raises(ValueError, match="accepted"):
        rules.extend(examined(accepted_at=None), due_on=DUE, same_person=False)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.EXAMINING, State.SUSPENDED])
def test_silence_grants_on_the_day_after_the_last_one_however_late_it_is_found_out(
    state: State,
) -> None:
    late = examined(state=state, now=at(10, 20))

    decided = silence.consent(late, due_on=DUE, legal_basis=LAW)

    assert (decided.state, decided.granted) == (State.GRANTED, True)
    assert (decided.decided_on, decided.deliver_due_on) == (date(2026, 10, 9), date(2026, 10, 22))


@pytest.mark.parametrize(
    ("now", "due_on", "law"),
    [(at(10, 8, 23, 59), DUE, LAW), (at(10, 9), None, LAW), (at(10, 9), DUE, "")],
)
def test_silence_grants_neither_in_time_nor_while_held_nor_without_a_law(
    now: object, due_on: date | None, law: str
) -> None:
    with pytest.raises(NotConsentedYet):
        silence.consent(examined(now=now), due_on=due_on, legal_basis=law)


def test_silence_grants_nothing_that_is_decided_or_not_accepted() -> None:
    for state in (State.GRANTED, State.SUBMITTED, State.CORRECTION):
        with pytest.raises(rules.StepNotAllowed):
            silence.consent(examined(state=state, now=at(10, 9)), due_on=DUE, legal_basis=LAW)
