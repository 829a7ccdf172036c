"""Which drawings may be published: a small, safe part of BPMN 2.0, checked to its last arrow.

Nothing in a drawing is code: an arrow may only carry the condition ``outcome == '<word>'``, or
``way == '<word>'`` behind a decision table; it is compared, not evaluated.  There are no timers:
limits are working days of our own calendar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.processes.rules import parts, tables
from tongban.processes.rules.critical import days_needed, too_long
from tongban.processes.rules.tables import WAY
from tongban.processes.rules.ways import Ways
from tongban.processes.rules.words import (
    FINAL,
    DefinitionFault,
    Outcome,
    Rule,
    condition_in,
    word_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tongban.processes.rules.critical import GivenByLaw
    from tongban.processes.rules.tables import Table
    from tongban.processes.rules.words import Drawing


def check(
    drawing: Drawing,
    *,
    known: Mapping[str, Table] | None = None,
    legal: GivenByLaw | None = None,
) -> None:
    """Decline a drawing in which a case could get stuck, be late, or do what no rule foresees.

    1. Only the allowed elements, one start, at least one end; forks and joins in pairs.
    2. Each task has a title, a known role and known outcomes, and a limit if silence means consent.
    3. Each outcome has exactly one way; a final word ends the run, "back" leads to an earlier task.
    4. Everything can be reached from the start, and an end from everywhere; no circle goes round
       without anybody being asked.
    5. The limits on the longest way fit into `legal`, the strictest law of those who use it.

    `known` are the decision tables in force.  All faults are found at once and named in
    `DefinitionFault.fields`.
    """
    faults: dict[str, str] = {}
    for where, sentence in findings(drawing, known=known, legal=legal):
        faults.setdefault(where, sentence)
    if faults:
        raise DefinitionFault(fields=faults)


def findings(
    drawing: Drawing,
    *,
    known: Mapping[str, Table] | None = None,
    legal: GivenByLaw | None = None,
) -> list[tuple[str, str]]:
    """Everything that is wrong, in the order of `check`: the element and a sentence."""
    ways, shapes = Ways(drawing), known or {}
    found = [*parts.elements(drawing), *parts.tasks(drawing)]
    found += [*_connected(ways), *_borders(ways), *_gateways(ways, shapes), *_outcomes(ways)]
    found += [*_choosings(ways, shapes), *_stuck(ways), *_endless(ways)]
    if not found:
        found += [*ways.blocks.faults, *_branches(ways), *_choosers(ways)]
    if not found:
        found += _late(ways, legal)
    return found


def check_table(table: Table) -> None:
    """Decline a decision table that says nothing about some case, or more than may be compared."""
    faults = dict(tables.faults(table))
    if faults:
        raise DefinitionFault(fields=faults)


def _connected(ways: Ways) -> Iterator[tuple[str, str]]:
    nodes, gateways = set(ways.nodes), set(ways.drawing.gateways)
    for flow in ways.drawing.flows:
        if not {flow.source, flow.target} <= nodes:
            yield flow.key, "连线没有连到流程里的元素上。"
        elif flow.condition and flow.source not in gateways:
            yield flow.key, "只有从网关出来的连线可以写条件。"
        elif flow.source in gateways and not _understood(flow.condition):
            yield flow.key, "条件只能写成 outcome == '结果'，例如 outcome == 'forward'。"
    yield from _single(ways)


def _single(ways: Ways) -> Iterator[tuple[str, str]]:
    for key in (*ways.drawing.starts, *ways.tasks, *ways.choosings):
        if len(ways.out[key]) > 1:
            yield key, "只能有一条出去的连线；要分几条路，请接一个排他网关。"
    for key in ways.parallels:
        if len(ways.out[key]) > 1 and len(ways.into[key]) > 1:
            yield key, "并行网关要么分、要么合，不能又分又合。"
        elif len(ways.out[key]) < 2 and len(ways.into[key]) < 2:  # noqa: PLR2004
            yield key, "并行网关只有一条路，没有用处。"


def _understood(condition: str) -> bool:
    found = condition_in(condition)
    return found is not None and (found[0] == WAY or word_in(condition) is not None)


def _borders(ways: Ways) -> Iterator[tuple[str, str]]:
    for start in ways.drawing.starts:
        if ways.into[start]:
            yield start, "开始事件不能有进来的连线。"
        if any(
            flow.target in (*ways.drawing.gateways, *ways.drawing.ends) for flow in ways.out[start]
        ):
            yield start, "开始之后要先到一个用户任务。"
    for end in ways.drawing.ends:
        if ways.out[end]:
            yield end, "结束事件后面不能再有连线。"


def _gateways(ways: Ways, known: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    for gateway in ways.drawing.gateways:
        conditions = sorted(condition_in(flow.condition) or ("", "") for flow in ways.out[gateway])
        for flow in ways.into[gateway]:
            wanted = _wanted(ways, flow.source, known)
            if wanted is None:
                yield gateway, "网关要直接接在用户任务、会签或者决策表后面。"
            elif sorted(wanted) != conditions:
                name = _title(ways, flow.source)
                yield gateway, f"“{name}”的每个结果要有一条、也只能有一条出去的连线。"


def _wanted(ways: Ways, key: str, known: Mapping[str, Table]) -> list[tuple[str, str]] | None:
    """The words with which an element may be left, or None where no choice is."""
    task, choosing = ways.tasks.get(key), ways.choosings.get(key)
    if choosing is not None:
        table = known.get(choosing.table)
        return [(WAY, word) for word in table.words(WAY)] if table else []
    if task is not None:
        return [("outcome", word) for word in words_leaving(ways, key)]
    if ways.joins(key) and ways.parallels[key].rule in (Rule.ALL, Rule.ONE):
        return [("outcome", word) for word in words_leaving(ways, key)]
    return None


def words_leaving(ways: Ways, key: str) -> tuple[str, ...]:
    """The words with which a task or a join is left: its own, or those of the joint answer."""
    task = ways.tasks.get(key)
    if task is not None and not task.many:
        return task.outcomes
    rule = task.rule if task else ways.parallels[key].rule
    joint = ("agree", "object") if rule in (Rule.ALL, Rule.ONE) else ("forward",)
    back = ("back",) if task and Outcome.BACK in task.outcomes else ()
    return (*joint, *back)


def _title(ways: Ways, key: str) -> str:
    known = ways.tasks.get(key) or ways.choosings.get(key)
    return known.title if known else key


def _outcomes(ways: Ways) -> Iterator[tuple[str, str]]:
    steps = (*ways.tasks, *(key for key in ways.parallels if ways.joins(key)))
    for key in steps:
        for word, flow in ways.decisions(key, words_leaving(ways, key)):
            ends = flow.target in ways.drawing.ends
            if word in FINAL and not ends:
                yield flow.key, "“准予”“不予”之后要到结束事件。"
            elif word not in FINAL and ends:
                yield flow.key, "“同意”“退回上一岗”之后要到另一个用户任务。"
            elif word == Outcome.BACK and not _earlier(ways, flow.target, key):
                yield flow.key, "“退回上一岗”只能退回到前面的环节。"


def _earlier(ways: Ways, one: str, other: str) -> bool:
    return one in ways.tasks and one != other and other in ways.reach([one])


def _choosings(ways: Ways, known: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    for key, choosing in ways.choosings.items():
        table = known.get(choosing.table)
        if table is None:
            yield key, f"没有已经发布的决策表“{choosing.table}”（decision）。"
        elif WAY in table.outputs and not _chooses(ways, key):
            yield key, "决策表给出走哪条路（way），后面要接一个排他网关。"
        if any(flow.target in ways.drawing.ends for flow in ways.out[key]):
            yield key, "决策表不能直接结束流程，要由人作出决定。"


def _chooses(ways: Ways, key: str) -> bool:
    return any(flow.target in ways.drawing.gateways for flow in ways.out[key])


def _stuck(ways: Ways) -> Iterator[tuple[str, str]]:
    """Where a run could never arrive, or never leave again."""
    reached = ways.reach(ways.drawing.starts)
    leading = ways.reach(ways.drawing.ends, backwards=True)
    for key in ways.nodes:
        if key in leading and key not in reached:
            yield key, "从开始走不到这里。"
        elif key not in leading and key in _onwards(ways, key):
            yield key, "走到这里就走不下去了：后面只会来回转，永远到不了结束。"
        elif key not in leading:
            yield key, "走到这里就走不下去了：后面没有通向结束的路。"


def _onwards(ways: Ways, key: str) -> set[str]:
    return ways.reach(flow.target for flow in ways.out[key])


def _endless(ways: Ways) -> Iterator[tuple[str, str]]:
    """Circles in which nobody is asked: a run would go round in them by itself for ever."""

    def silent(key: str) -> bool:
        return key not in ways.tasks or ways.tasks[key].over == "decided"

    for key in filter(silent, ways.nodes):
        onwards = [flow.target for flow in ways.out[key] if silent(flow.target)]
        if key in ways.spread(onwards, silent):
            yield key, "从这里出去会自己转回来，中间没有人办，永远停不下来。"


def _branches(ways: Ways) -> Iterator[tuple[str, str]]:
    """Whoever is asked beside others gives an answer; he does not decide."""
    for key, task in ways.tasks.items():
        if (task.many or ways.blocks.stack(key)) and set(task.outcomes) & FINAL:
            yield key, "同时办理的环节不能直接准予或不予，要汇合以后再决定。"
    for join, fork in ways.blocks.partner.items():
        said = {word for key in ways.blocks.inside(fork) & ways.tasks.keys()
                for word in words_leaving(ways, key)}  # fmt: skip
        bound = ways.parallels[join].rule in (Rule.ALL, Rule.ONE)
        if bound and Outcome.OBJECT not in said:
            yield join, "这里要会签，分支里却没有人可以表示有异议（object）。"
        if not bound and Outcome.OBJECT in said:
            yield join, "分支里可以表示有异议，汇合处要写明会签规则（rule：all 或 one）。"


def _choosers(ways: Ways) -> Iterator[tuple[str, str]]:
    """Departments that are chosen by hand are chosen by the post right before."""
    for key in filter(ways.asks_chosen, ways.tasks):
        border = [flow.source for flow in ways.into[key]]
        while border:
            near = border.pop()
            if ways.forks(near) or near in ways.drawing.gateways:
                border += [flow.source for flow in ways.into[near]]
            elif near not in ways.tasks or ways.tasks[near].many:
                yield key, "部门由前一个环节选定（chosen），前面要直接是一个用户任务。"


def _late(ways: Ways, legal: GivenByLaw | None) -> Iterator[tuple[str, str]]:
    needed = days_needed(ways)
    if legal is not None and legal.days is not None and needed > legal.days:
        yield ways.drawing.process, too_long(needed, legal.days, legal.name)
