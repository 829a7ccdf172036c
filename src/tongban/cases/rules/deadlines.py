"""Every day by which somebody must have acted on a case, side by side, and what then happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tongban.cases.rules.derivations import full
from tongban.cases.rules.lights import Light

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tongban.base.calendars.rules import WorkCalendar

ONE_DAY = timedelta(days=1)
NEVER = date(9999, 12, 31)  # Nothing that the calendar would do lies ahead.


class DeadlineKind(StrEnum):
    """What has to be done by that day."""

    ANSWER = "answer"
    CORRECTION = "correction"
    GAP = "gap"
    PROMISED = "promised"
    LEGAL = "legal"
    STEP = "step"
    STOP = "stop"
    DELIVERY = "delivery"


DEADLINE_TITLES: Mapping[DeadlineKind, str] = {
    DeadlineKind.ANSWER: "答复是否受理",
    DeadlineKind.CORRECTION: "补正材料",
    DeadlineKind.GAP: "后补材料",
    DeadlineKind.PROMISED: "承诺时限",
    DeadlineKind.LEGAL: "法定时限",
    DeadlineKind.STEP: "本环节时限",
    DeadlineKind.STOP: "特别程序",
    DeadlineKind.DELIVERY: "颁发、送达",
}
# Working days before the last one on which it is called near; no law fixes them.
WARN_BEFORE: Mapping[DeadlineKind, int] = {
    DeadlineKind.ANSWER: 1,
    DeadlineKind.CORRECTION: 3,
    DeadlineKind.GAP: 3,
    DeadlineKind.PROMISED: 2,
    DeadlineKind.LEGAL: 2,
    DeadlineKind.STEP: 0,
    DeadlineKind.STOP: 2,
    DeadlineKind.DELIVERY: 2,
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One day by which somebody must have acted, with the sentences that explain it.

    `due_on` is None while the clock is held.  `light` is how urgent it is today.  `key` tells
    apart what there may be several of: the post of a step, the stop, the material.
    """

    kind: DeadlineKind
    title: str
    due_on: date | None
    lines: tuple[str, ...] = ()
    light: Light = Light.GREEN
    key: str = ""
    remaining: int | None = None


class Effect(StrEnum):
    """Whether a deadline comes near or has passed."""

    NEAR = "near"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """Something that the calendar will do to a case, on `acts_on`, in the order of the fields."""

    acts_on: date
    due_on: date
    kind: str
    effect: Effect
    key: str = ""

    @property
    def name(self) -> str:
        """The word under which it is written down: `legal.passed`, `step.near:review`."""
        return f"{self.kind}.{self.effect}" + (f":{self.key}" if self.key else "")


def light_of(kind: DeadlineKind, remaining: int) -> Light:
    """Return the light for that many working days left; below 0 the day has passed."""
    if remaining < 0:
        return Light.RED
    return Light.YELLOW if remaining <= WARN_BEFORE[kind] else Light.GREEN


def near_on(due_on: date, kind: DeadlineKind, *, calendar: WorkCalendar) -> date:
    """Return the first day on which the deadline is near: so many working days are left."""
    day, left = due_on, WARN_BEFORE[kind]
    while left and day > calendar.first:
        left -= calendar.is_working(day)
        day -= ONE_DAY
    while day > calendar.first and not calendar.is_working(day):
        day -= ONE_DAY
    return day


def agenda(
    days: Iterable[tuple[DeadlineKind, str, date]],
    *,
    calendar: WorkCalendar,
    on_the_spot: bool = False,
    begun_on: date = date.min,
) -> tuple[Due, ...]:
    """Return what the calendar will do to a case, in order.

    Each deadline is called near once, and has passed on the day after it.  What is decided on the
    spot is not called near; nothing is before the day on which the clock began, and no gap on that
    day itself, whose notice names its day already.
    """
    found: list[Due] = []
    for kind, key, due in days:
        if not on_the_spot and calendar.first <= due <= calendar.last:
            told_on = begun_on + ONE_DAY if kind is DeadlineKind.GAP else begun_on
            near = max(near_on(due, kind, calendar=calendar), told_on)
            found.append(Due(near, due, kind, Effect.NEAR, key))
        found.append(Due(due + ONE_DAY, due, kind, Effect.PASSED, key))
    return tuple(sorted(found))


def answer_lines(begun_on: date, due_on: date, *, again: bool) -> tuple[str, ...]:
    """Explain the five days in which the office answers."""
    what = "补正材料收齐" if again else "收到申请"
    since = f"{full(begun_on)}{what}，次日起算，周末和节假日不计入，期限5个工作日"
    return (
        since,
        f"到期日{full(due_on)}",
        "到期仍未答复的，自收到之日起即为受理（行政许可法第三十二条）",
    )


def correction_lines(asked_on: date, due_on: date) -> tuple[str, ...]:
    """Explain until when the applicant brings what was asked for."""
    return (
        f"{full(asked_on)}一次性告知需要补正的全部内容，办理期限停止计算",
        f"请在{full(due_on)}前补齐；逾期没有补正的，视为撤回申请",
    )


def gap_lines(names: str, due_on: date) -> tuple[str, ...]:
    """Explain until when promised materials follow."""
    return (
        f"承诺后补的材料：{names}",
        f"请在{full(due_on)}前交来；逾期没有补齐的，视为撤回申请",
    )


def delivery_lines(decided_on: date, due_on: date) -> tuple[str, ...]:
    """Explain until when the result is delivered."""
    return (
        f"{full(decided_on)}作出决定，次日起算，周末和节假日不计入，期限10个工作日",
        f"到期日{full(due_on)}（行政许可法第四十四条）",
    )


def step_lines(title: str, opened_on: date, days: int, due_on: date) -> tuple[str, ...]:
    """Explain the share of the promised limit that one post has."""
    return (
        f"{full(opened_on)}转到“{title}”，次日起算，这个环节分到{days}个工作日",
        f"到期日{full(due_on)}，不晚于承诺时限",
    )


def stop_lines(name: str, begun_on: date, due_on: date | None, *, holds: bool) -> tuple[str, ...]:
    """Explain how long a special procedure may last."""
    clock = "办理期限停止计算" if holds else "办理期限照常计算（没有法定依据）"
    ends = f"应当在{full(due_on)}前结束" if due_on else "以实际需要的时间为准"
    return (f"{full(begun_on)}起{name}，{clock}", ends)
