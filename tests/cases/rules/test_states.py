"""The table of steps, against a small model that was written without it."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tongban.cases.rules import (
    CLOSED,
    LABELS,
    NEXT,
    OPEN,
    FinishKind,
    State,
    Step,
    StepNotAllowed,
    is_closed,
    is_open,
    label,
    next_state,
    steps_from,
    who_may,
)

# The phases as a person would draw them: each arrow once, read from business words.
DRAWING = """
draft -submit-> submitted
submitted -precheck-> prechecked
submitted|prechecked -ask_supplement-> correction
submitted|prechecked -accept-> accepted
submitted|prechecked -refuse-> refused
correction -supplement-> submitted
correction -lapse-> withdrawn
accepted|examining -forward-> examining
accepted|examining -suspend-> suspended
accepted|examining -grant-> granted
accepted|examining -deny-> denied
suspended -resume-> examining
accepted -ask_extension-> accepted
accepted -extend-> accepted
accepted -keep_limit-> accepted
examining -ask_extension-> examining
examining -extend-> examining
examining -keep_limit-> examining
granted -make-> making
granted|denied|making -deliver-> delivering
delivering -conclude-> concluded
submitted|prechecked|correction|accepted|examining|suspended -withdraw-> withdrawn
submitted|prechecked|correction|accepted|examining|suspended -terminate-> terminated
accepted|examining|suspended -lapse_gap-> withdrawn
accepted|examining -refer-> concluded
"""
ARROWS = {
    (source, step): target
    for sources, step, target in re.findall(r"([\w|]+) -(\w+)-> (\w+)", DRAWING)
    for source in sources.split("|")
}


def test_the_table_is_the_drawing_and_nothing_else() -> None:
    assert {(str(s), str(step)): str(to) for (s, step), to in NEXT.items()} == ARROWS


@pytest.mark.parametrize(("state", "step"), list(product(State, Step)))
def test_a_step_leads_where_the_drawing_says_or_is_refused(state: State, step: Step) -> None:
    target = ARROWS.get((state.value, step.value))

    if target is None:
        with pytest.raises(StepNotAllowed) as refused:
            next_state(state, step)
        assert label(state) in str(refused.value)
        assert label(step) in str(refused.value)
        assert step not in steps_from(state)
    else:
        assert next_state(state, step) == target
        assert step in steps_from(state)


def test_no_step_leaves_a_closed_state() -> None:
    assert [state for state in CLOSED if steps_from(state)] == []


def test_every_state_can_be_reached_and_can_reach_a_closed_one() -> None:
    after: dict[State, set[State]] = {state: {state} for state in State}
    for _ in State:
        for (source, _step), target in NEXT.items():
            after[source] |= after[target]

    assert after[State.DRAFT] == set(State)
    assert [state for state in State if not after[state] & CLOSED] == []


def test_a_state_is_a_draft_or_open_or_closed() -> None:
    for state in State:
        assert [state is State.DRAFT, is_open(state), is_closed(state)].count(True) == 1
    assert {State.DRAFT} | OPEN | CLOSED == set(State)


def test_every_word_has_its_own_label_and_every_step_somebody_who_takes_it() -> None:
    words = [*State, *Step, *FinishKind]

    assert [str(word) for word in words if not label(word).strip()] == []
    assert len(LABELS) == len(words)
    for enum in (State, Step, FinishKind):
        assert len({label(word) for word in enum}) == len(enum)
    roles = {"applicant", "clerk", "handler", "reviewer", "approver", "licensing", "system"}
    for step in Step:
        assert who_may(step)
        assert who_may(step) <= who_may(step, on_the_spot=True) <= roles


def test_only_what_is_decided_on_the_spot_is_decided_by_a_clerk() -> None:
    assert "clerk" not in who_may(Step.GRANT)
    assert "clerk" in who_may(Step.GRANT, on_the_spot=True)


class Walk(RuleBasedStateMachine):
    """Any steps in any order; a model counts what may have happened to a case."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.DRAFT
        self.taken: list[Step] = []

    @rule(step=st.sampled_from(Step))
    def try_any(self, step: Step) -> None:
        before = self.state
        try:
            self.state = next_state(self.state, step)
        except StepNotAllowed:
            assert self.state is before
        else:
            assert before not in CLOSED
            self.taken.append(step)

    @precondition(lambda self: bool(steps_from(self.state)))
    @rule(data=st.data())
    def take_one(self, data: st.DataObject) -> None:
        step = data.draw(st.sampled_from(steps_from(self.state)))
        self.state = next_state(self.state, step)
        self.taken.append(step)

    @invariant()
    def the_history_is_one_a_case_may_have(self) -> None:
        taken = self.taken
        for once in (Step.SUBMIT, Step.ACCEPT, Step.REFUSE, Step.MAKE, Step.DELIVER, Step.CONCLUDE):
            assert taken.count(once) <= 1
        assert len({Step.GRANT, Step.DENY} & set(taken)) <= 1
        if {Step.GRANT, Step.DENY, Step.FORWARD, Step.SUSPEND} & set(taken):
            assert Step.ACCEPT in taken
        if Step.MAKE in taken:
            assert Step.GRANT in taken
        if Step.CONCLUDE in taken:
            assert Step.DELIVER in taken
        resumed, suspended = taken.count(Step.RESUME), taken.count(Step.SUSPEND)
        assert suspended - 1 <= resumed <= suspended
        assert taken.count(Step.ASK_SUPPLEMENT) - 1 <= taken.count(Step.SUPPLEMENT)
        ends = {Step.CONCLUDE, Step.REFUSE, Step.LAPSE, Step.WITHDRAW, Step.TERMINATE}
        ended = (ends | {Step.LAPSE_GAP, Step.REFER}) & set(taken)
        assert bool(ended) == is_closed(self.state)


Walk.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestWalk = Walk.TestCase
