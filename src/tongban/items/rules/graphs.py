"""The graph of a life event: who waits for whom, and how long the longest way through it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.items.rules.limits import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tongban.items.rules.definitions import Limit
    from tongban.items.rules.joined import LifeEventDefinition

# A working day has six hours and a half of office hours; less than one counts as one.
_HOURS_A_DAY = 6.5
_WORKING_DAYS_A_MONTH = 22


@dataclass(frozen=True, slots=True)
class Way:
    """The longest way through the graph: its members in order, and how many working days."""

    members: tuple[str, ...]
    days: int
    lines: tuple[str, ...]


def predecessors(event: LifeEventDefinition, chosen: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each chosen member the chosen ones it waits for.

    A member that was not chosen is not waited for; whoever came after it waits for whom it would
    have waited for.
    """
    after = {member.item: member.after for member in event.members}
    return {item: tuple(sorted(_real(item, after, set(chosen)))) for item in chosen}


def _real(item: str, after: Mapping[str, Sequence[str]], chosen: set[str]) -> set[str]:
    found: set[str] = set()
    for before in after.get(item, ()):
        found |= {before} if before in chosen else _real(before, after, chosen)
    return found


def ancestors(waits: Mapping[str, Sequence[str]], item: str) -> frozenset[str]:
    """All members that are finished before this one can begin."""
    found: set[str] = set()
    open_ = list(waits.get(item, ()))
    while open_:
        one = open_.pop()
        if one not in found:
            found.add(one)
            open_.extend(waits.get(one, ()))
    return frozenset(found)


def in_order(waits: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The members, none before one it waits for."""
    return tuple(
        sorted(waits, key=lambda item: (len(ancestors(waits, item)), list(waits).index(item)))
    )


def cycle(after: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Members that wait for themselves in the end; empty when there is none."""
    return tuple(item for item in after if item in ancestors(after, item))


def working_days(limit: Limit | None) -> int:
    """A limit as whole working days, never less than was meant: the thing waits for its slowest.

    A calendar day is counted as a working day, which is no shorter.
    """
    if limit is None or not limit.value:
        return 0
    if limit.unit == "小时":
        return math.ceil(limit.value / _HOURS_A_DAY)
    if limit.unit == "月":
        return math.ceil(limit.value * _WORKING_DAYS_A_MONTH)
    return math.ceil(limit.value)


def longest_way(
    waits: Mapping[str, Sequence[str]],
    limits: Mapping[str, Limit | None],
    names: Mapping[str, str],
) -> Way:
    """The critical path (关键路径): of members that run together only the longest counts."""
    ends: dict[str, tuple[int, tuple[str, ...]]] = {}
    for item in in_order(waits):
        before = max((ends[one] for one in waits[item]), default=(0, ()), key=lambda way: way[0])
        ends[item] = (before[0] + working_days(limits.get(item)), (*before[1], item))
    days, members = max(ends.values(), key=lambda way: (way[0], len(way[1])), default=(0, ()))
    said = [
        f"{names.get(item, item)}：{_starts(waits[item], names)}，"
        f"{spoken_here(limits.get(item))}，{_by(ends[item][0])}。"
        for item in ends
    ]
    way = " → ".join(names.get(one, one) for one in members)
    count = " + ".join(str(working_days(limits.get(one))) for one in members)
    total = f"{count} = {days} 个工作日" if days else "每一步都当场办结"
    said.append(f"同时办的不重复计算，取最长的一条：{way}，{total}。")
    return Way(members, days, tuple(said))


def _by(day: int) -> str:
    return f"最晚第 {day} 个工作日办完" if day else "受理当天办完"


def _starts(before: Sequence[str], names: Mapping[str, str]) -> str:
    waited = "、".join(f"“{names.get(one, one)}”" for one in before)
    return f"等{waited}办完后开始" if waited else "马上开始"


def spoken_here(limit: Limit | None) -> str:
    """A limit in words, with what it counts for here."""
    if limit is None or not limit.value:
        return "当场办结"
    counted = working_days(limit)
    if limit.unit == "工作日" and limit.value == counted:
        return f"承诺 {counted} 个工作日"
    return f"承诺 {spoken(limit)}（按 {counted} 个工作日计）"
