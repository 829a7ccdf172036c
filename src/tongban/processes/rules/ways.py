"""The arrows of a drawing, followed in both directions, and the blocks between fork and join."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from tongban.processes.rules.words import CHOSEN, Flow, Outcome, Parallel, word_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tongban.processes.rules.words import Drawing

Stack = tuple[tuple[str, str], ...]
"""The branches inside which an element stands, outermost first: the fork and its arrow."""


class Ways:
    """A drawing by its keys.  Elements that are not connected are simply never reached."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.tasks = {task.key: task for task in drawing.tasks}
        self.choosings = {choosing.key: choosing for choosing in drawing.choosings}
        self.parallels = {gateway.key: gateway for gateway in drawing.parallels}
        self.out: dict[str, list[Flow]] = defaultdict(list)
        self.into: dict[str, list[Flow]] = defaultdict(list)
        for flow in drawing.flows:
            self.out[flow.source].append(flow)
            self.into[flow.target].append(flow)

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """The keys of all elements that arrows may connect."""
        drawing = self.drawing
        return (
            *drawing.starts, *self.tasks, *self.choosings, *drawing.gateways,
            *self.parallels, *drawing.ends,
        )  # fmt: skip

    def forks(self, key: str) -> bool:
        """Whether the element is a parallel gateway from which several ways go out."""
        return key in self.parallels and len(self.out[key]) > 1

    def joins(self, key: str) -> bool:
        """Whether the element is a parallel gateway in which several ways meet."""
        return key in self.parallels and not self.forks(key)

    def reach(self, origins: Iterable[str], *, backwards: bool = False) -> set[str]:
        """Everything that can be reached from there, or from where there can be reached."""
        return self.spread(origins, lambda _: True, backwards=backwards)

    def spread(
        self, origins: Iterable[str], allowed: Callable[[str], bool], *, backwards: bool = False
    ) -> set[str]:
        """The same, through allowed elements only."""
        border = list(origins)
        found = set(border)
        while border:
            key = border.pop()
            for flow in self.into[key] if backwards else self.out[key]:
                near = flow.source if backwards else flow.target
                if near not in found and allowed(near):
                    found.add(near)
                    border.append(near)
        return found

    def returns(self, flow: Flow) -> bool:
        """Whether the arrow leads back to an earlier post."""
        return word_in(flow.condition) == Outcome.BACK

    def decisions(self, key: str, words: Iterable[str]) -> Iterator[tuple[str, Flow]]:
        """The ways out of an element with the word that takes each."""
        for flow in self.out[key]:
            if flow.target in self.drawing.gateways:
                for way in self.out[flow.target]:
                    yield word_in(way.condition) or "", way
            else:
                yield from ((word, flow) for word in words)

    def next_after(self, key: str, word: str, name: str = "outcome") -> Flow:
        """The arrow that is taken when an element was left with that word."""
        (flow,) = self.out[key]
        if flow.target not in self.drawing.gateways:
            return flow
        wanted = f"{name}=={word}"
        return next(way for way in self.out[flow.target] if _plain(way.condition) == wanted)

    def asks_chosen(self, key: str) -> bool:
        """Whether the element asks departments that the post before it has to choose."""
        task = self.tasks.get(key)
        return task is not None and task.over == CHOSEN

    @cached_property
    def blocks(self) -> Blocks:
        """Which branches each element stands in."""
        return Blocks(self)


class Blocks:
    """Forks with their joins, found by following every arrow that does not return.

    `stacks` says inside which branches an element stands, `partner` which fork a join belongs to,
    `faults` where the drawing is not balanced.
    """

    def __init__(self, ways: Ways) -> None:
        self.ways = ways
        self.stacks: dict[str, Stack] = {}
        self.partner: dict[str, str] = {}
        self.faults: list[tuple[str, str]] = []
        self._met: dict[str, list[str]] = defaultdict(list)
        for start in ways.drawing.starts:
            self._place(start, ())
        self.faults += [*self._unbalanced(), *self._wrong_returns()]

    def stack(self, key: str) -> Stack:
        """The branches inside which the element stands."""
        return self.stacks.get(key, ())

    def inside(self, fork: str) -> set[str]:
        """The elements between a fork and its join."""
        return {key for key, stack in self.stacks.items() if any(at == fork for at, _ in stack)}

    def _place(self, key: str, stack: Stack) -> None:
        border = [(key, stack)]
        while border:
            at, here = border.pop()
            if at in self.stacks:
                if self.stacks[at] != here:
                    self.faults.append((at, "从不同的分支走到了这里，要先用并行网关汇合。"))
                continue
            self.stacks[at] = here
            border += self._steps(at, here)

    def _steps(self, at: str, here: Stack) -> Iterator[tuple[str, Stack]]:
        for flow in self.ways.out[at]:
            if self.ways.returns(flow):
                continue
            inner = (*here, (at, flow.key)) if self.ways.forks(at) else here
            if not self.ways.joins(flow.target):
                yield flow.target, inner
            elif not inner:
                self.faults.append((flow.target, "这里汇合，前面却没有对应的并行分支。"))
            else:
                fork, branch = inner[-1]
                self._met[flow.target].append(branch)
                if self.partner.setdefault(flow.target, fork) != fork:
                    self.faults.append((flow.target, "不同的并行分支汇合到了一起。"))
                yield flow.target, inner[:-1]

    def _unbalanced(self) -> Iterator[tuple[str, str]]:
        for join, fork in self.partner.items():
            branches = sorted(flow.key for flow in self.ways.out[fork])
            if sorted(self._met[join]) != branches:
                yield join, "并行分支没有在这里收齐：每条分支要有一条、也只能有一条连线到这里。"
        for key in self.ways.parallels:
            if self.ways.forks(key) and key not in self.partner.values():
                yield key, "从这里分出去的路没有汇合。"
        for end in self.ways.drawing.ends:
            if self.stack(end):
                yield end, "并行分支要先汇合，才能结束。"

    def _wrong_returns(self) -> Iterator[tuple[str, str]]:
        for flow in self.ways.drawing.flows:
            source, target = self.stack(flow.source), self.stack(flow.target)
            if self.ways.returns(flow) and target != source[: len(target)]:
                yield flow.key, "不能退回到别的并行分支里面。"


def _plain(condition: str) -> str:
    """A checked condition without blanks and marks."""
    return "".join(mark for mark in condition if mark not in " \t\r\n'\"")


__all__ = ["Blocks", "Parallel", "Stack", "Ways"]
