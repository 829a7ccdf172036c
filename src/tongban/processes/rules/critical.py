"""How many working days a drawing takes at most when nobody sends anything back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.processes.rules.ways import Ways


@dataclass(frozen=True, slots=True)
class GivenByLaw:
    """What the law gives one item of a kind, in working days; None where it says nothing."""

    kind: str
    item: str
    days: int | None
    name: str = ""


def too_long(needed: int, legal: int, name: str) -> str:
    """The sentence for a drawing that cannot meet the law."""
    whose = f"“{name}”的" if name else ""
    return (
        f"各环节时限最长的一条路要 {needed} 个工作日，超过了{whose}法定时限 {legal} 个工作日。"
        "请缩短环节的时限，或者给这个事项单独发布一张图。"
    )


def days_needed(ways: Ways) -> int:
    """The longest way through the drawing, by the limits of its tasks; parallel ways do not add.

    Arrows that close a circle are left out: how often a case goes round nobody can know.
    """
    closing = _closing(ways)

    @cache
    def longest(key: str) -> int:
        task = ways.tasks.get(key)
        own = (task.days or 0) if task else 0
        onwards = (flow for flow in ways.out[key] if flow.key not in closing)
        return own + max((longest(flow.target) for flow in onwards), default=0)

    return max((longest(start) for start in ways.drawing.starts), default=0)


def _closing(ways: Ways) -> set[str]:
    """The keys of the arrows that lead back to where a walk from the start came through."""
    closing: set[str] = set()
    done: set[str] = set()
    for start in ways.drawing.starts:
        path, border = [start], [iter(ways.out[start])]
        while border:
            flow = next(border[-1], None)
            if flow is None:
                border.pop()
                done.add(path.pop())
            elif flow.target in path:
                closing.add(flow.key)
            elif flow.target not in done:
                path.append(flow.target)
                border.append(iter(ways.out[flow.target]))
    return closing
