"""The engine runs nothing, and reads what older releases stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from tests.processes.drawing import changed, packaged
from tongban.processes import rules
from tongban.processes.services import drawings, engine

STORED = Path(__file__).parent / "fixtures" / "standard.state.1.json"
STANDARD, SPOT = packaged("standard.v1"), packaged("spot.v1")


def step(xml: str, state: dict[str, Any], key: str, word: str) -> engine.Snapshot:
    at = engine.position(state)
    (task,) = [one for one in rules.waiting(engine.ways_of(xml), at) if one.task_key == key]
    return engine.advance(xml, state, task=task, outcome=word)


def test_a_state_of_version_1_can_be_loaded_and_completed() -> None:
    state = json.loads(STORED.read_text(encoding="utf-8"))

    reviewed = step(STANDARD, state, "review", "forward")
    returned = step(STANDARD, reviewed.state, "approve", "back")
    again = step(STANDARD, returned.state, "review", "forward")
    granted = step(STANDARD, again.state, "approve", "grant")

    assert state["version"] == "1"
    assert reviewed.state["version"] == engine.VERSION == "2"
    assert [(task.task_key, task.title, task.role) for task in reviewed.waiting] == [
        ("approve", "批准", "approver")
    ]
    assert reviewed.waiting[0].outcomes == ("grant", "deny", "back")
    assert [task.task_key for task in returned.waiting] == ["review"]
    assert (granted.finished, granted.waiting) == (True, ())


def test_a_state_of_version_2_is_read_as_it_was_stored() -> None:
    state = json.loads((STORED.parent / "joint.state.2.json").read_text(encoding="utf-8"))

    at = engine.position(state)

    assert state["version"] == "2"
    assert [(token.key, token.unit) for token in at.tokens] == [
        ("ask", "fire"), ("ask", "env"), ("own_review", ""),
    ]  # fmt: skip
    assert at.heard == {"ask": {"mkt": "agree"}}
    assert engine.snapshot(engine.ways_of(packaged("joint.v1")), at, {}).state == state


def test_a_state_of_an_unknown_version_is_not_guessed_at() -> None:
    state = json.loads(STORED.read_text(encoding="utf-8"))

    with pytest.raises(engine.StateUnreadable):
        engine.position(state | {"version": "0"})


def test_a_condition_is_compared_and_never_evaluated(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    code = f"open('{trace}', 'w') or outcome == 'grant'"
    xml = changed("spot.v1", ("outcome == 'grant'", code))
    begun = engine.begin(xml)

    with pytest.raises(StopIteration):
        step(xml, begun.state, "decide", "grant")

    assert not trace.exists()


def test_a_stored_state_is_plain_json() -> None:
    begun = engine.begin(STANDARD)

    assert json.loads(json.dumps(begun.state)) == begun.state


def test_a_state_stays_small_however_often_a_case_goes_round() -> None:
    begun = engine.begin(STANDARD)
    state = begun.state
    for _ in range(50):
        state = step(STANDARD, state, "handle", "forward").state
        state = step(STANDARD, state, "review", "back").state

    assert len(json.dumps(state)) < len(json.dumps(begun.state)) + 50


@given(st.sampled_from(("standard.v1", "short.v1", "spot.v1")), st.lists(st.integers(0, 2)))
def test_the_walk_agrees_with_a_full_engine_where_that_runs_nothing(
    name: str, picks: list[int]
) -> None:
    xml = packaged(name)
    full, state = walked_by_the_library(xml), engine.begin(xml).state
    for pick in picks:
        waiting = rules.waiting(engine.ways_of(xml), engine.position(state))
        (ready,) = full.get_tasks(state=TaskState.READY, manual=True)
        assert [task.task_key for task in waiting] == [ready.task_spec.name]
        word = waiting[0].outcomes[pick % len(waiting[0].outcomes)]
        ready.data = {"outcome": str(word)}
        ready.run()
        full.do_engine_steps()
        after = engine.advance(xml, state, task=waiting[0], outcome=word)
        assert after.finished == bool(full.completed)
        if after.finished:
            return
        state = after.state


def walked_by_the_library(xml: str) -> Any:
    """The same drawing begun by SpiffWorkflow, whose conditions are comparisons here."""
    parser: Any = BpmnParser()
    parser.add_bpmn_xml(drawings.root_of(xml))
    (process,) = parser.get_process_ids()
    full: Any = BpmnWorkflow(parser.get_spec(process))
    full.do_engine_steps()
    return full
