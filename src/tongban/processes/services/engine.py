"""The one place that knows SpiffWorkflow: untyped inside, plain and typed at its edges.

SpiffWorkflow evaluates conditions and scripts as Python by default.  Here its script engine is
replaced by one that only compares the outcome of the last task with a word, so that no text of a
definition is ever run, whatever it says.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.defaults import UserTask
from SpiffWorkflow.util.task import TaskState

from tongban.processes import rules
from tongban.processes.services import drawings

VERSION: Final = "1"
"""The shape in which we keep a state.  SpiffWorkflow's own version stands inside and is migrated by
SpiffWorkflow; raise ours when the wrapping changes, and keep a fixture of the old one."""


class StateUnreadable(RuntimeError):
    """A stored state has a shape that this release does not know."""


class NothingIsRun(RuntimeError):
    """A condition says more than the rules allow; it should never have been published."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A run between two steps: what to store, what waits, and whether it is over."""

    state: dict[str, Any]
    waiting: tuple[rules.Waiting, ...]
    finished: bool


def begin(xml: str) -> Snapshot:
    """Start a run of a drawing that the rules have passed, up to its first waiting tasks."""
    parser: Any = _Parser()
    parser.add_bpmn_xml(drawings.root_of(xml))
    (process,) = parser.get_process_ids()
    workflow: Any = BpmnWorkflow(parser.get_spec(process), script_engine=_OnlyCompares())
    workflow.do_engine_steps()
    return _snapshot(workflow)


def advance(state: dict[str, Any], task_key: str, outcome: str) -> Snapshot:
    """Complete a waiting task with an outcome and walk on to the next waiting tasks."""
    workflow = _load(state)
    task = next(task for task in _ready(workflow) if task.task_spec.name == task_key)
    task.data = {"outcome": str(outcome)}
    task.run()
    workflow.do_engine_steps()
    return _snapshot(workflow)


def _load(state: dict[str, Any]) -> Any:
    if state.get("version") != VERSION:
        raise StateUnreadable(state.get("version"))
    workflow = _serializer().deserialize_json(json.dumps(state["engine"]))
    workflow.script_engine = _OnlyCompares()
    return workflow


def _snapshot(workflow: Any) -> Snapshot:
    engine: dict[str, Any] = json.loads(_serializer().serialize_json(workflow))
    return Snapshot(
        state={"version": VERSION, "engine": engine},
        waiting=tuple(_waiting(task.task_spec) for task in _ready(workflow)),
        finished=bool(workflow.completed),
    )


def _ready(workflow: Any) -> list[Any]:
    return list(workflow.get_tasks(state=TaskState.READY, manual=True))


def _waiting(spec: Any) -> rules.Waiting:
    return rules.Waiting(
        task_key=spec.name,
        title=spec.bpmn_name,
        role=spec.extensions["role"],
        outcomes=tuple(spec.extensions["outcomes"].split()),
    )


def _serializer() -> Any:
    """A new one for each use: it keeps a mode while it writes, so threads must not share it."""
    return BpmnWorkflowSerializer()


class _TaskParser(TaskParser):  # type: ignore[misc]
    """Keeps the role and the outcomes with the task, so that a stored state explains itself."""

    def parse_extensions(self, node: Any = None) -> dict[str, str]:
        return drawings.properties(self.node if node is None else node)


class _Parser(BpmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES = {full_tag("userTask"): (_TaskParser, UserTask)}


class _OnlyCompares(PythonScriptEngine):  # type: ignore[misc]
    """Compares the outcome with the word of a condition.

    Everything else would need an environment, and the empty one given here refuses to run anything.
    """

    def __init__(self) -> None:
        super().__init__(environment=BasePythonScriptEngineEnvironment())

    def evaluate(self, task: Any, expression: str, **_context: Any) -> bool:
        word = rules.word_in(expression)
        if word is None:
            raise NothingIsRun
        return bool(task.data.get("outcome") == word)
