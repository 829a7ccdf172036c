"""What single elements of a drawing must say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tongban.processes.rules.words import (
    CHOSEN,
    DECIDED,
    HEARD,
    KEY,
    KIND,
    ROLES,
    Outcome,
    Rule,
    Silence,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongban.processes.rules.words import Drawing, TaskSpec

_UNIT: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")


def elements(drawing: Drawing) -> Iterator[tuple[str, str]]:
    """Strange elements, unfit keys, and what every drawing has."""
    own = [task.key for task in drawing.tasks]
    own += [one.key for one in drawing.parallels] + [one.key for one in drawing.choosings]
    for key in (*drawing.starts, *drawing.ends, *drawing.gateways, *own):
        if not KEY.fullmatch(key):
            yield key, "编号只能用字母、数字、横线和下划线，最多 64 个，不能叫 Start、End 或 Root。"
    for key, tag in drawing.foreign:
        yield (
            key,
            f"不能使用“{tag}”。只能用开始、结束、用户任务、业务规则任务、排他网关和并行网关。",
        )
    if len(drawing.starts) != 1:
        yield drawing.process, f"要有一个开始事件，现在有 {len(drawing.starts)} 个。"
    elif not drawing.ends:
        yield drawing.process, "没有结束事件。"
    elif not drawing.tasks:
        yield drawing.process, "没有用户任务。"
    yield from _automatic(drawing)


def _automatic(drawing: Drawing) -> Iterator[tuple[str, str]]:
    for choosing in drawing.choosings:
        if not KIND.fullmatch(choosing.table):
            yield choosing.key, "没有写明用哪张决策表（decision）。"
    for gateway in drawing.parallels:
        if gateway.rule and gateway.rule not in set(Rule):
            yield gateway.key, f"没有“{gateway.rule}”这种会签规则，只能用 all、one、advice。"


def tasks(drawing: Drawing) -> Iterator[tuple[str, str]]:
    """What each user task must say; one fault of each."""
    for task in drawing.tasks:
        wrong = _who(task) or _words(task) or _many(task) or _time(task)
        if wrong:
            yield task.key, wrong


def _who(task: TaskSpec) -> str:
    if not task.title:
        return "环节没有名称。"
    if not task.role:
        return "环节没有写明由哪个岗位办理（role）。"
    if task.role not in ROLES:
        return f"没有“{task.role}”这个岗位。"
    if task.unit and not _UNIT.fullmatch(task.unit):
        return f"部门代号“{task.unit}”不对（unit）。"
    return ""


def _words(task: TaskSpec) -> str:
    unknown = [word for word in task.outcomes if word not in set(Outcome)]
    if not task.outcomes:
        return "环节没有写明可以选择的结果（outcomes）。"
    if unknown:
        return f"没有“{unknown[0]}”这个结果，只能用 forward、back、grant、deny、agree、object。"
    if len(set(task.outcomes)) != len(task.outcomes):
        return "同一个结果写了两次。"
    return ""


def _many(task: TaskSpec) -> str:
    if not task.many:
        return "会签规则（rule）只写在几个部门同时办理的环节上。" if task.rule else ""
    named = [] if task.over in (CHOSEN, DECIDED) else task.over.split()
    wrong = [unit for unit in named if not _UNIT.fullmatch(unit)]
    if wrong:
        return f"部门代号“{wrong[0]}”不对（over）。"
    if task.rule not in set(Rule):
        return "几个部门同时办理，要写明会签规则（rule：all、one 或 advice）。"
    return _answers(task)


def _answers(task: TaskSpec) -> str:
    """The words with which several departments may answer, by the rule."""
    offered, binding = set(task.outcomes), task.rule in (Rule.ALL, Rule.ONE)
    if not offered <= HEARD:
        return "同时办理的环节不能直接准予或不予，要汇合以后再决定。"
    if binding and not {Outcome.AGREE, Outcome.OBJECT} <= offered:
        return "会签的环节要能选择无异议（agree）和有异议（object）。"
    if not binding and Outcome.FORWARD not in offered:
        return "征求意见的环节要能选择 forward。"
    if not binding and Outcome.OBJECT in offered:
        return "征求意见不约束结果，不能选择有异议（object）；要会签请写 all 或 one。"
    return ""


def _time(task: TaskSpec) -> str:
    if task.limit and task.days is None:
        return "时限（limit）要写成工作日天数，1 到 999。"
    if task.silence and task.silence not in set(Silence):
        return f"没有“{task.silence}”这种逾期处理，只能用 consent、escalate。"
    if task.silence and not task.limit:
        return "写了逾期怎么办（silence），就要写明时限（limit）。"
    if task.silence == Silence.CONSENT and not consent_word(task.outcomes):
        return "逾期视为无意见（consent），环节就要能选择 agree 或 forward。"
    if task.silence == Silence.CONSENT and not set(task.outcomes) <= HEARD:
        return "能作出决定的环节不能逾期视为无意见。"
    return ""


def consent_word(outcomes: tuple[str, ...]) -> str:
    """The word that silence stands for: no objection, or simply going on."""
    words = (Outcome.AGREE, Outcome.FORWARD)
    return next((str(word) for word in words if word in outcomes), "")
