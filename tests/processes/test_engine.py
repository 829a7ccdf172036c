"""The engine runs nothing, and reads what older releases stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.processes.drawing import changed, packaged
from tongban.processes.services import engine

STORED = Path(__file__).parent / "fixtures" / "standard.state.1.json"


def test_a_state_of_version_1_can_be_loaded_and_completed() -> None:
    state = json.loads(STORED.read_text(encoding="utf-8"))

    reviewed = engine.advance(state, "review", "forward")
    returned = engine.advance(reviewed.state, "approve", "back")
    again = engine.advance(returned.state, "review", "forward")
    granted = engine.advance(again.state, "approve", "grant")

    assert state["version"] == "1"
    assert [(task.task_key, task.title, task.role) for task in reviewed.waiting] == [
        ("approve", "批准", "approver")
    ]
    assert reviewed.waiting[0].outcomes == ("grant", "deny", "back")
    assert [task.task_key for task in returned.waiting] == ["review"]
    assert (granted.finished, granted.waiting) == (True, ())


def test_a_state_of_an_unknown_version_is_not_guessed_at() -> None:
    state = json.loads(STORED.read_text(encoding="utf-8"))

    with pytest.raises(engine.StateUnreadable):
        engine.advance(state | {"version": "0"}, "review", "forward")


def test_a_condition_is_compared_and_never_evaluated(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    code = f"open('{trace}', 'w') or outcome == 'grant'"
    xml = changed("spot.v1", ("outcome == 'grant'", code))
    begun = engine.begin(xml)

    with pytest.raises(engine.NothingIsRun):
        engine.advance(begun.state, "decide", "grant")

    assert not trace.exists()


def test_a_script_that_slipped_past_the_rules_is_still_not_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    robot = (
        '<bpmn:scriptTask id="accepted_robot"><bpmn:script>'
        f"open('{trace}', 'w')</bpmn:script></bpmn:scriptTask>"
        '<bpmn:sequenceFlow id="on" sourceRef="accepted_robot" targetRef="decide" />'
    )
    xml = changed(
        "spot.v1",
        (
            'sourceRef="accepted" targetRef="decide"',
            'sourceRef="accepted" targetRef="accepted_robot"',
        ),
        ("  </bpmn:process>", f"{robot}</bpmn:process>"),
    )

    with pytest.raises(Exception, match="NotImplementedError"):
        engine.begin(xml)

    assert not trace.exists()


def test_a_stored_state_is_plain_json() -> None:
    begun = engine.begin(packaged("standard.v1"))

    assert json.loads(json.dumps(begun.state)) == begun.state
