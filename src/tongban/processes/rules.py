"""Which drawings may be published: a small, safe part of BPMN 2.0, checked to its last arrow.

A definition has one start, user tasks, exclusive gateways (排他网关) and ends.  Nothing in it is
code: an arrow may only carry the condition ``outcome == '<word>'``; it is compared, not evaluated.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tongban.access.rules import Role
from tongban.base.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Outcome(StrEnum):
    """The words with which somebody may complete a task."""

    FORWARD = "forward"
    BACK = "back"
    GRANT = "grant"
    DENY = "deny"


FINAL: Final = frozenset({Outcome.GRANT, Outcome.DENY})
OUTCOME_NAMES: Final[Mapping[str, str]] = {
    Outcome.FORWARD: "同意",
    Outcome.BACK: "退回上一岗",
    Outcome.GRANT: "准予",
    Outcome.DENY: "不予",
}
CANCELLED: Final = "cancelled"
"""How a run ends that nobody decided: the case was withdrawn or terminated."""

ROLES: Final = frozenset({Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.APPROVER})
"""Roles that may be given a task."""

KIND: Final = re.compile(r"[a-z][a-z0-9_]{1,31}")
_KEY: Final = re.compile(r"(?!(?:Root|Start|End)$)[A-Za-z_][A-Za-z0-9_-]{0,63}")
"""Keys of elements: fit for an address and a column, and none that the engine uses itself."""
_CONDITION: Final = re.compile(r"\s*outcome\s*==\s*(['\"])([a-z]+)\1\s*")


class DefinitionFault(Refusal):
    """The drawing cannot be published; `fields` names each faulty element and what is wrong."""

    code = "processes.definition_fault"
    status = 422
    sentence = "流程图有需要修改的地方，没有发布。"


class TaskNotWaiting(Refusal):
    """Nobody waits for this task: it was completed already, or the run took another way."""

    code = "processes.task_not_waiting"
    sentence = "这个环节已经办过了，或者已经转到别的岗位，请刷新后再看。"


class OutcomeNotOffered(Refusal):
    """The task waits, but cannot be completed with this word."""

    code = "processes.outcome_not_offered"
    status = 422
    sentence = "这个环节没有这个选项，请重新选择。"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that waits for somebody in `role`, who may choose one of `outcomes`.

    `version` is the run's at that moment: hand it back when completing, and a page that was opened
    before the task went round once more is refused.
    """

    task_key: str
    title: str
    role: str
    outcomes: tuple[str, ...]
    version: int = 0


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A user task as drawn; the outcomes are raw words, not yet checked."""

    key: str
    title: str
    role: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """An arrow; `condition` is the raw text, empty when there is none."""

    key: str
    source: str
    target: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The facts of one process drawing; `foreign` pairs the key and kind of all other elements."""

    process: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    tasks: tuple[TaskSpec, ...]
    gateways: tuple[str, ...]
    flows: tuple[Flow, ...]
    foreign: tuple[tuple[str, str], ...] = ()


def word_in(condition: str) -> str | None:
    """The outcome a condition compares with, or None if it says anything else."""
    found = _CONDITION.fullmatch(condition)
    return found.group(2) if found and found.group(2) in set(Outcome) else None


def offered(waiting: Iterable[Waiting], task_key: str, outcome: str) -> Waiting:
    """The waiting task that may be completed so.

    Declined with `TaskNotWaiting` or `OutcomeNotOffered`.
    """
    task = next((task for task in waiting if task.task_key == task_key), None)
    if task is None:
        raise TaskNotWaiting
    if outcome not in task.outcomes:
        raise OutcomeNotOffered
    return task


def check(drawing: Drawing) -> None:
    """Decline a drawing in which a case could get stuck, or do what no rule foresees.

    1. Only the allowed elements, one start, at least one end.
    2. Each task has a title, a known role and known outcomes.
    3. Each outcome has exactly one way; a final word ends the run, "back" leads to an earlier task.
    4. Everything can be reached from the start, and an end from everywhere.

    All faults are found at once and named in `DefinitionFault.fields`.
    """
    ways = _Ways(drawing)
    faults: dict[str, str] = {}
    for findings in (_elements(drawing), _tasks(drawing), ways.faults(), ways.stuck()):
        for where, sentence in findings:
            faults.setdefault(where, sentence)
    if faults:
        raise DefinitionFault(fields=faults)


def _elements(drawing: Drawing) -> Iterator[tuple[str, str]]:
    own = (task.key for task in drawing.tasks)
    for key in (*drawing.starts, *drawing.ends, *drawing.gateways, *own):
        if not _KEY.fullmatch(key):
            yield key, "编号只能用字母、数字、横线和下划线，最多 64 个，不能叫 Start、End 或 Root。"
    for key, tag in drawing.foreign:
        yield key, f"不能使用“{tag}”。这里只能用开始、结束、用户任务和排他网关。"
    if len(drawing.starts) != 1:
        yield drawing.process, f"要有一个开始事件，现在有 {len(drawing.starts)} 个。"
    elif not drawing.ends:
        yield drawing.process, "没有结束事件。"
    elif not drawing.tasks:
        yield drawing.process, "没有用户任务。"


def _tasks(drawing: Drawing) -> Iterator[tuple[str, str]]:
    for task in drawing.tasks:
        unknown = [word for word in task.outcomes if word not in set(Outcome)]
        if not task.title:
            yield task.key, "环节没有名称。"
        elif not task.role:
            yield task.key, "环节没有写明由哪个岗位办理（role）。"
        elif task.role not in ROLES:
            yield task.key, f"没有“{task.role}”这个岗位。"
        elif not task.outcomes:
            yield task.key, "环节没有写明可以选择的结果（outcomes）。"
        elif unknown:
            yield task.key, f"没有“{unknown[0]}”这个结果，只能用 forward、back、grant、deny。"
        elif len(set(task.outcomes)) != len(task.outcomes):
            yield task.key, "同一个结果写了两次。"


class _Ways:
    """The arrows of a drawing, followed in both directions."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.tasks = {task.key: task for task in drawing.tasks}
        self.out: dict[str, list[Flow]] = defaultdict(list)
        self.into: dict[str, list[Flow]] = defaultdict(list)
        for flow in drawing.flows:
            self.out[flow.source].append(flow)
            self.into[flow.target].append(flow)

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong with single arrows and with the ways out of tasks and gateways."""
        nodes = {*self.drawing.starts, *self.drawing.ends, *self.drawing.gateways, *self.tasks}
        for flow in self.drawing.flows:
            if not {flow.source, flow.target} <= nodes:
                yield flow.key, "连线没有连到流程里的元素上。"
            elif flow.condition and flow.source not in self.drawing.gateways:
                yield flow.key, "只有从网关出来的连线可以写条件。"
            elif flow.source in self.drawing.gateways and word_in(flow.condition) is None:
                yield flow.key, "条件只能写成 outcome == '结果'，例如 outcome == 'forward'。"
        for key in (*self.drawing.starts, *self.tasks):
            if len(self.out[key]) > 1:
                yield key, "只能有一条出去的连线；要分几条路，请接一个排他网关。"
        yield from self._borders()
        yield from self._gateways()
        yield from self._outcomes()

    def _borders(self) -> Iterator[tuple[str, str]]:
        for start in self.drawing.starts:
            if self.into[start]:
                yield start, "开始事件不能有进来的连线。"
            if any(flow.target not in self.tasks for flow in self.out[start]):
                yield start, "开始之后要先到一个用户任务。"
        for end in self.drawing.ends:
            if self.out[end]:
                yield end, "结束事件后面不能再有连线。"

    def _gateways(self) -> Iterator[tuple[str, str]]:
        for gateway in self.drawing.gateways:
            words = sorted(word_in(flow.condition) or "" for flow in self.out[gateway])
            for flow in self.into[gateway]:
                task = self.tasks.get(flow.source)
                if task is None:
                    yield gateway, "网关要直接接在用户任务后面。"
                elif sorted(task.outcomes) != words:
                    yield gateway, f"“{task.title}”的每个结果要有一条、也只能有一条出去的连线。"

    def _outcomes(self) -> Iterator[tuple[str, str]]:
        for task in self.drawing.tasks:
            for word, flow in self._decisions(task):
                if word in FINAL and flow.target not in self.drawing.ends:
                    yield flow.key, "“准予”“不予”之后要到结束事件。"
                elif word not in FINAL and flow.target not in self.tasks:
                    yield flow.key, "“同意”“退回上一岗”之后要到另一个用户任务。"
                elif word == Outcome.BACK and not self._earlier(flow.target, task.key):
                    yield flow.key, "“退回上一岗”只能退回到前面的环节。"

    def _earlier(self, one: str, other: str) -> bool:
        return one != other and other in self._reach([one])

    def _decisions(self, task: TaskSpec) -> Iterator[tuple[str, Flow]]:
        for flow in self.out[task.key]:
            if flow.target in self.drawing.gateways:
                for way in self.out[flow.target]:
                    yield word_in(way.condition) or "", way
            elif len(task.outcomes) == 1:
                yield task.outcomes[0], flow
            else:
                yield from ((word, flow) for word in task.outcomes)

    def stuck(self) -> Iterator[tuple[str, str]]:
        """Where a run could never arrive, or never leave again."""
        reached = self._reach(self.drawing.starts)
        leading = self._reach(self.drawing.ends, backwards=True)
        for key in (*self.drawing.starts, *self.tasks, *self.drawing.gateways, *self.drawing.ends):
            if key not in leading:
                yield key, "走到这里就走不下去了：后面没有通向结束的路。"
            elif key not in reached:
                yield key, "从开始走不到这里。"

    def _reach(self, origins: Iterable[str], *, backwards: bool = False) -> set[str]:
        found, border = set(origins), list(origins)
        while border:
            key = border.pop()
            steps = self.into[key] if backwards else self.out[key]
            for flow in steps:
                near = flow.source if backwards else flow.target
                if near not in found:
                    found.add(near)
                    border.append(near)
        return found
