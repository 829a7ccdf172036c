"""A case against a small independent model of it: where it stands and who has to act."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.cases.circumstances import (
    PICTURE,
    PROOF,
    TUESDAY,
    applicant,
    audited,
    checked,
    found,
    give,
    told,
    uploaded,
)
from tongban.base.errors import Refusal
from tongban.cases import queries, services
from tongban.demo.services import stories

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]

# What a person knows of the law, written down once more and by hand: state -> act -> next state.
# `review` is a case under review, whoever's turn it is; a case waits for one post at most.
LAW: dict[str, dict[str, str]] = {
    "submitted": {
        "precheck": "prechecked", "accept": "review", "refuse": "refused", "ask": "correction",
        "withdraw": "withdrawn", "terminate": "terminated",
    },
    "prechecked": {
        "accept": "review", "refuse": "refused", "ask": "correction",
        "withdraw": "withdrawn", "terminate": "terminated",
    },
    "correction": {"supplement": "submitted", "withdraw": "withdrawn", "terminate": "terminated"},
    "review": {
        "forward": "review", "suspend": "suspended", "deny": "denied", "grant": "granted",
        "withdraw": "withdrawn", "terminate": "terminated",
    },
    "suspended": {"resume": "review", "withdraw": "withdrawn", "terminate": "terminated"},
    "granted": {"carry out": "concluded"},
    "denied": {"carry out": "concluded"},
}  # fmt: skip
STATES = {"accepted": "review", "examining": "review"}
ACTS = sorted({act for acts in LAW.values() for act in acts})
POSTS = ["handler", "approver"]  # 居住证 goes the short way
OPEN = set(LAW)


class CaseMachine(RuleBasedStateMachine):
    """Takes any act at any time; the model says whether it must work."""

    @initialize()
    def hand_in(self) -> None:
        self.now = TUESDAY
        self.number = checked(now=self.now)
        self.state, self.turn, self.was_asked = "submitted", 0, False

    @rule(act=st.sampled_from(ACTS), minutes=st.integers(1, 120))
    def take(self, act: str, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        before = (found(self.number).version, audited(self.number), told(self.number))
        possible = self._possible(act)
        try:
            with transaction.atomic():
                self._act(act)
        except Refusal:
            assert not possible, f"{act} in {self.state} was declined"
            after = (found(self.number).version, audited(self.number), told(self.number))
            assert after == before
            return
        assert possible, f"{act} in {self.state} was let through"
        self._follow(act)

    def _possible(self, act: str) -> bool:
        if act == "carry out":
            return True  # asked again, it does nothing
        if act == "ask" and self.was_asked:
            return False
        if act in {"grant", "deny"} and self.state == "review":
            return POSTS[self.turn] == "approver"
        if act == "forward" and self.state == "review":
            return POSTS[self.turn] == "handler"
        return act in LAW.get(self.state, {})

    def _follow(self, act: str) -> None:
        self.was_asked |= act == "ask"
        if act == "forward":
            self.turn = 1
        if act in LAW.get(self.state, {}):
            self.state = LAW[self.state][act]

    def _act(self, act: str) -> None:
        number, now = self.number, self.now
        clerk, approver = stories.staff("clerk"), stories.staff("approver")
        acts: dict[str, Callable[[], object]] = {
            "precheck": lambda: services.precheck(actor=clerk, number=number, now=now),
            "accept": lambda: services.accept(actor=clerk, number=number, now=now),
            "refuse": lambda: services.refuse(
                actor=clerk, number=number, reasons=["不属于"], now=now
            ),
            "ask": lambda: services.ask_supplement(
                actor=clerk, number=number, requests=[services.Request("m5", "看不清")], now=now
            ),
            "supplement": self._supplement,
            "forward": lambda: give(POSTS[self.turn], number, "forward", now=now),
            "grant": lambda: give(POSTS[self.turn], number, "grant", now=now),
            "deny": lambda: give(POSTS[self.turn], number, "deny", now=now),
            "suspend": lambda: services.suspend(
                actor=approver, number=number, name="鉴定", reason="鉴定", now=now
            ),
            "resume": lambda: services.resume(actor=approver, number=number, now=now, **PROOF),
            "withdraw": lambda: services.withdraw(
                actor=applicant(), number=number, reason="", now=now
            ),
            "terminate": lambda: services.terminate(
                actor=approver, number=number, reason="重复", now=now
            ),
            "carry out": lambda: services.carry_out(number=number, now=now),
        }
        acts[act]()

    def _supplement(self) -> None:
        services.bring(
            actor=applicant(), number=self.number, material_key="m5", content=PICTURE,
            name="a.png", now=self.now,
        )  # fmt: skip
        services.supplement(actor=applicant(), number=self.number, now=self.now)
        stories.check_all(stories.staff("clerk"), found(self.number), self.now)

    @invariant()
    def stands_where_the_model_says(self) -> None:
        case = found(self.number)
        assert STATES.get(case.state, case.state) == self.state
        assert (case.next_due_on is not None) is (self.state in OPEN)
        assert (case.concluded_at is None) is (self.state in OPEN)

    @invariant()
    def waits_for_whom_the_model_says(self) -> None:
        case = found(self.number)
        expected = {
            "submitted": "clerk", "prechecked": "clerk",
            "review": POSTS[self.turn], "suspended": POSTS[self.turn],
        }.get(self.state, "")  # fmt: skip
        assert case.waiting_role == expected

    @invariant()
    def no_step_comes_before_an_earlier_one(self) -> None:
        steps = queries.trail(stories.staff("supervisor"), self.number)
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert all(one.after == two.before for one, two in pairwise(steps))


def test_a_case_goes_only_where_the_law_lets_it() -> None:
    class RolledBack(CaseMachine):
        def __init__(self) -> None:
            super().__init__()
            self.point = transaction.savepoint()

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.point)

    run_state_machine_as_test(
        RolledBack,
        settings=settings(
            max_examples=12,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_model_knows_the_material_that_it_asks_for() -> None:
    assert uploaded(checked()) in {"m3", "m5"}
