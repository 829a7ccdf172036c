"""The words of a drawing: its elements, the outcomes of tasks, and what may be refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tongban.access.rules import Role
from tongban.base.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Outcome(StrEnum):
    """The words with which somebody may complete a task."""

    FORWARD = "forward"
    BACK = "back"
    GRANT = "grant"
    DENY = "deny"
    AGREE = "agree"
    OBJECT = "object"


class Rule(StrEnum):
    """How the answers of several are taken together (会签规则)."""

    ALL = "all"
    """Everybody is heard; one objection and the joint answer is an objection (一致同意)."""
    ONE = "one"
    """The first objection is the joint answer; whoever was not heard is not asked any more."""
    ADVICE = "advice"
    """Everybody is heard and nobody binds (征求意见)."""


class Silence(StrEnum):
    """What happens when a task is not answered within its limit."""

    CONSENT = "consent"
    """It is recorded as "no objection" (逾期视为无意见)."""
    ESCALATE = "escalate"
    """The head of the department is told; the task goes on waiting."""


FINAL: Final = frozenset({Outcome.GRANT, Outcome.DENY})
OUTCOME_NAMES: Final[Mapping[str, str]] = {
    Outcome.FORWARD: "同意",
    Outcome.BACK: "退回上一岗",
    Outcome.GRANT: "准予",
    Outcome.DENY: "不予",
    Outcome.AGREE: "无异议",
    Outcome.OBJECT: "有异议",
}
HEARD: Final = frozenset({Outcome.FORWARD, Outcome.BACK, Outcome.AGREE, Outcome.OBJECT})
"""Words with which one of several that are asked at once may answer: none of them decides."""
CHOSEN, DECIDED = "chosen", "decided"
"""Instead of departments: those that an earlier post chooses, or that a decision table names."""
CANCELLED: Final = "cancelled"
"""How a run ends that nobody decided: the case was withdrawn or terminated."""

ROLES: Final = frozenset({Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.APPROVER})
"""Roles that may be given a task."""

KIND: Final = re.compile(r"[a-z][a-z0-9_]{1,31}")
KEY: Final = re.compile(r"(?!(?:Root|Start|End)$)[A-Za-z_][A-Za-z0-9_-]{0,63}")
"""Keys of elements: fit for an address and a column, and none that the engine uses itself."""
_CONDITION: Final = re.compile(r"\s*(outcome|way)\s*==\s*(['\"])([a-z][a-z0-9_]*)\2\s*")
_DAYS: Final = re.compile(r"[1-9][0-9]{0,2}")


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


class UnitsNeeded(Refusal):
    """The next task asks several departments, and nobody has said which."""

    code = "processes.units_needed"
    status = 422

    def __init__(self) -> None:
        sentence = "下一环节要同时征求几个部门，请先选择部门。"
        super().__init__(sentence, fields={"units": sentence})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that waits for somebody in `role`, who may choose one of `outcomes`.

    `version` is the run's at that moment: hand it back when completing, and a page that was opened
    before the task went round once more is refused.  `unit` is the department that is asked, ""
    for the one whose matter it is; `branch` tells apart what one task asks of several.  `turn`
    grows with each task that is opened; `joint` says that others are asked at the same time, and
    `chooses` that this post chooses the departments that are asked next.
    """

    task_key: str
    title: str
    role: str
    outcomes: tuple[str, ...]
    version: int = 0
    unit: str = ""
    branch: str = ""
    turn: int = 0
    days: int | None = None
    silence: str = ""
    joint: bool = False
    chooses: bool = False


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A user task as drawn; all words are raw, not yet checked.

    `over` makes it several tasks, one for each department it names (or `chosen`, `decided`), whose
    answers are taken together by `rule`.  `limit` is in working days.
    """

    key: str
    title: str
    role: str
    outcomes: tuple[str, ...]
    unit: str = ""
    over: str = ""
    rule: str = ""
    limit: str = ""
    silence: str = ""

    @property
    def days(self) -> int | None:
        """The limit of the task, if it has a sound one."""
        return int(self.limit) if _DAYS.fullmatch(self.limit) else None

    @property
    def many(self) -> bool:
        """Whether several departments are asked by it."""
        return bool(self.over)


@dataclass(frozen=True, slots=True)
class Parallel:
    """A parallel gateway (并行网关): it forks, or it joins by a `rule`."""

    key: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Choosing:
    """A business rule task: the decision table of that kind answers at once."""

    key: str
    title: str
    table: str


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
    parallels: tuple[Parallel, ...] = ()
    choosings: tuple[Choosing, ...] = ()


def condition_in(condition: str) -> tuple[str, str] | None:
    """What a condition compares and with which word, or None if it says anything else."""
    found = _CONDITION.fullmatch(condition)
    return (found.group(1), found.group(3)) if found else None


def word_in(condition: str) -> str | None:
    """The outcome a condition compares with, or None if it says anything else."""
    name, word = condition_in(condition) or ("", "")
    return word if name == "outcome" and word in set(Outcome) else None


def offered(
    waiting: Iterable[Waiting], task_key: str, outcome: str, branch: str | None = None
) -> Waiting:
    """The waiting task that may be completed so; of several branches the named one.

    Declined with `TaskNotWaiting` or `OutcomeNotOffered`.
    """
    named = (task for task in waiting if task.task_key == task_key)
    task = next((task for task in named if branch in (None, task.branch)), None)
    if task is None:
        raise TaskNotWaiting
    if outcome not in task.outcomes:
        raise OutcomeNotOffered
    return task
