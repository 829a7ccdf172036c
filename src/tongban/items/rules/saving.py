"""What a life event saves against doing each of its items alone, with the sum written out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Saving:
    """One thing that becomes less; `line` is the sum in words."""

    key: str
    title: str
    before: int
    after: int
    unit: str
    line: str

    @property
    def saved(self) -> int:
        """How much less it is, never below nothing."""
        return max(0, self.before - self.after)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is counted: its name, its unit, and why it becomes less."""

    key: str
    title: str
    unit: str
    how: str


FORMS = Kind("forms", "填表", "张", "各部门共用一张表")
FIELDS = Kind("fields", "填写项", "项", "同一个数据只填一次")
MATERIALS = Kind("materials", "材料", "份", "同一份材料只交一次，前面事项的结果不用交")
VISITS = Kind("visits", "跑动", "次", "一个窗口出件")
DAYS = Kind("days", "时间", "个工作日", "能同时办的同时办，按最长的一条路计算")


def saving(kind: Kind, each: Sequence[tuple[str, int]], after: int) -> Saving:
    """The saving of one kind: the sum over the items done alone, against the thing done at once."""
    counted = [(name, count) for name, count in each if count]
    before = sum(count for _, count in counted)
    parts = " + ".join(f"{name} {count}" for name, count in counted) or "0"
    if not before and not after:
        line = f"逐个办、合起来办都是 0 {kind.unit}。"
        return Saving(kind.key, kind.title, 0, 0, kind.unit, line)
    line = f"逐个办：{parts} = {before} {kind.unit}；合起来办：{after} {kind.unit}（{kind.how}）。"
    return Saving(kind.key, kind.title, before, after, kind.unit, line)
