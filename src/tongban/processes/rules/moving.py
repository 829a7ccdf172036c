"""Whether a run may go on in another version of its drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongban.processes.rules.walking import Position
    from tongban.processes.rules.ways import Ways


def refusal(position: Position, old: Ways, new: Ways, tables: Iterable[str]) -> str:
    """Why the position cannot be put into the new drawing, or "".

    Whatever waits must be there, asked in the same way and inside the same branches; so must all
    that was heard already.  `tables` are the decision tables the run has.
    """
    for token in position.tokens:
        wrong = _token(token.key, old, new)
        if wrong:
            return wrong
    for key, heard in position.heard.items():
        wrong = _heard(key, heard, old, new)
        if wrong:
            return wrong
    missing = {one.table for one in new.drawing.choosings} - set(tables)
    return f"新图要用决策表“{min(missing)}”，这件事开始时还没有它" if missing else ""


def _token(key: str, old: Ways, new: Ways) -> str:
    title = old.tasks[key].title
    if key not in new.tasks:
        return f"正在办的环节“{title}”新图里没有"
    if old.tasks[key].many != new.tasks[key].many:
        return f"环节“{title}”在新图里由一个部门办还是几个部门办变了"
    return "" if _branches(old, key) == _branches(new, key) else _elsewhere(title)


def _heard(key: str, heard: Iterable[str], old: Ways, new: Ways) -> str:
    if key in old.tasks:
        return _token(key, old, new)
    ways_in = {flow.key for flow in new.out[new.blocks.partner.get(key, "")]}
    return "" if set(heard) <= ways_in else "已经办完的并行分支新图里没有"


def _branches(ways: Ways, key: str) -> tuple[tuple[str, str], ...]:
    return ways.blocks.stack(key)


def _elsewhere(title: str) -> str:
    return f"环节“{title}”在新图里属于别的并行分支"
