"""How many working days a drawing takes at most when nobody sends anything back."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.processes.rules.ways import Ways


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
