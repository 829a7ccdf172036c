"""Walking a checked drawing: from one position to the next, by the word of one answer.

A position is where the tokens stand; the drawing itself is not in it.  Nothing of the drawing is
evaluated: words are compared, decision tables are looked up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tongban.processes.rules.tables import UNITS, WAY, decide
from tongban.processes.rules.words import (
    CHOSEN,
    DECIDED,
    Outcome,
    Rule,
    TaskNotWaiting,
    TaskSpec,
    UnitsNeeded,
    Waiting,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tongban.processes.rules.tables import Table
    from tongban.processes.rules.ways import Ways


@dataclass(frozen=True, slots=True)
class Token:
    """Somebody is asked: the task, the department if it is one of several, and the turn."""

    key: str
    unit: str
    turn: int


@dataclass(slots=True)
class Position:
    """Where a run stands.

    `heard` keeps, for each join and each task of several departments, who answered with which
    word.  `units` are the departments that were chosen or decided; `facts` what tables may read.
    """

    tokens: list[Token] = field(default_factory=list)
    heard: dict[str, dict[str, str]] = field(default_factory=dict)
    units: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    turn: int = 0
    finished: bool = False


def begin(ways: Ways, tables: Mapping[str, Table], facts: Mapping[str, Any]) -> Position:
    """The first position of a run."""
    walk = _Walk(ways, tables, Position(facts=dict(facts)))
    (start,) = ways.drawing.starts
    walk.leave(start, "")
    return walk.at


def advance(
    ways: Ways, tables: Mapping[str, Table], at: Position, *, task: Waiting, word: str
) -> None:
    """Move the position on by one answer; `TaskNotWaiting` if nobody waits for it."""
    key, branch = task.task_key, task.branch
    found = [token for token in at.tokens if (token.key, token.unit) == (key, branch)]
    if not found:
        raise TaskNotWaiting
    at.tokens.remove(found[0])
    at.facts["outcome"] = str(word)
    _Walk(ways, tables, at).answered(ways.tasks[key], branch, str(word))


def waiting(ways: Ways, at: Position, *, version: int = 0) -> tuple[Waiting, ...]:
    """The tasks that wait in a position, in the order in which they were opened."""
    return tuple(
        _waiting(ways, token, version) for token in sorted(at.tokens, key=lambda one: one.turn)
    )


def _waiting(ways: Ways, token: Token, version: int) -> Waiting:
    spec = ways.tasks[token.key]
    return Waiting(
        task_key=spec.key, title=spec.title, role=spec.role, outcomes=spec.outcomes,
        version=version, unit=token.unit or spec.unit, branch=token.unit, turn=token.turn,
        days=spec.days, silence=spec.silence,
        joint=spec.many or bool(ways.blocks.stack(spec.key)),
        chooses=needs_units(ways, spec.key),
    )  # fmt: skip


def needs_units(ways: Ways, task_key: str) -> bool:
    """Whether the post at this task has to choose the departments that are asked next."""
    task = ways.tasks[task_key]
    onwards = [flow.target for word, flow in ways.decisions(task_key, task.outcomes)]
    return any(ways.asks_chosen(near) for near in _through_forks(ways, onwards))


def _through_forks(ways: Ways, keys: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for key in keys:
        if ways.forks(key):
            found |= _through_forks(ways, (flow.target for flow in ways.out[key]))
        else:
            found.add(key)
    return found


class _Walk:
    """One move: what was answered, and everything that follows by itself."""

    def __init__(self, ways: Ways, tables: Mapping[str, Table], at: Position) -> None:
        self.ways, self.tables, self.at = ways, tables, at

    def answered(self, task: TaskSpec, unit: str, word: str) -> None:
        """Take one answer; a task of several departments is left when all have been heard."""
        if not task.many or word == Outcome.BACK:
            self.leave(task.key, word)
            return
        heard = self.at.heard.setdefault(task.key, {})
        heard[unit] = word
        if self._open(task.key) and not _at_once(task.rule, word):
            return
        self.leave(task.key, _joint(task.rule, heard.values()))

    def leave(self, key: str, word: str, name: str = "outcome") -> None:
        """Go on from an element; whatever else waited there, or in what is left, is given up."""
        self._forget({key})
        flow = self.ways.next_after(key, word, name)
        blocks = self.ways.blocks
        here, there = blocks.stack(key), blocks.stack(flow.target)
        if self.ways.returns(flow) and len(there) < len(here):
            self._forget(blocks.inside(here[len(there)][0]))
        if self.ways.joins(flow.target) and not self.ways.returns(flow):
            self._meet(flow.target, here[-1][1], word)
        else:
            self._enter(flow.target)

    def _enter(self, key: str) -> None:
        if key in self.ways.tasks:
            self._ask(self.ways.tasks[key])
        elif self.ways.forks(key):
            for flow in self.ways.out[key]:
                if self.ways.joins(flow.target):
                    self._meet(flow.target, flow.key, Outcome.FORWARD)
                else:
                    self._enter(flow.target)
        elif key in self.ways.choosings:
            self._choose(key)
        else:
            self.at.finished = True

    def _ask(self, task: TaskSpec) -> None:
        units = self._departments(task)
        for unit in units if task.many else [""]:
            self.at.turn += 1
            self.at.tokens.append(Token(task.key, unit, self.at.turn))
        if task.many and not units:
            self.leave(task.key, _joint(task.rule, ()))

    def _departments(self, task: TaskSpec) -> list[str]:
        if task.over not in (CHOSEN, DECIDED):
            return list(dict.fromkeys(task.over.split()))
        units = self.at.units.get(task.over, [])
        if task.over == CHOSEN and not units:
            raise UnitsNeeded
        return units

    def _choose(self, key: str) -> None:
        results = decide(self.tables[self.ways.choosings[key].table], self.at.facts)
        if UNITS in results:
            self.at.units[DECIDED] = results[UNITS].split()
        way = results.get(WAY, "")
        self.leave(key, way, WAY)

    def _meet(self, join: str, branch: str, word: str) -> None:
        heard = self.at.heard.setdefault(join, {})
        heard[branch] = word
        fork, rule = self.ways.blocks.partner[join], self.ways.parallels[join].rule
        if len(heard) < len(self.ways.out[fork]) and not _at_once(rule, word):
            return
        self._forget(self.ways.blocks.inside(fork))
        self.leave(join, _joint(rule, heard.values()))

    def _open(self, key: str) -> bool:
        return any(token.key == key for token in self.at.tokens)

    def _forget(self, keys: set[str]) -> None:
        """Nobody is asked there any more, and what was said there is not counted again."""
        self.at.tokens = [token for token in self.at.tokens if token.key not in keys]
        for key in keys & self.at.heard.keys():
            del self.at.heard[key]


def _at_once(rule: str, word: str) -> bool:
    return rule == Rule.ONE and word == Outcome.OBJECT


def _joint(rule: str, words: Iterable[str]) -> str:
    """The joint answer of several."""
    if rule not in (Rule.ALL, Rule.ONE):
        return Outcome.FORWARD
    return Outcome.OBJECT if Outcome.OBJECT in set(words) else Outcome.AGREE
