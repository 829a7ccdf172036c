"""What a yearly schedule or a closure may say; no I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tongban.base.calendars.rules import ONE_DAY, SATURDAY, SpecialDay
from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STATUTORY_DAYS = 13  # 全国年节及纪念日放假办法 (2024)
LONGEST_CLOSURE = 60
# The notice of a year may give days of the last December away: 元旦 is often joined to them.
_FROM_DECEMBER = 15
_LINE = re.compile(
    r"^(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:至|到|~|—)\s*(\d{4}-\d{1,2}-\d{1,2}))?\s*(.*)$"
)


class ScheduleWrong(Invalid):
    """What was typed cannot be the schedule of that year; each field says why."""

    code = "base.schedule_wrong"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days of one year that differ from Monday to Friday, as a notice announces them."""

    year: int
    special: Mapping[date, SpecialDay]


def parse(text: str, field: str) -> dict[date, str]:
    """Read lines such as `2027-01-01 至 2027-01-03 元旦`; returns each day with its name."""
    found: dict[date, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        for day, label in _days_of(line.strip(), number, field):
            if day in found:
                raise ScheduleWrong(fields={field: f"第{number}行：{day.isoformat()}写了两次。"})
            found[day] = label
    return found


def _days_of(line: str, number: int, field: str) -> Iterator[tuple[date, str]]:
    matched = _LINE.match(line)
    try:
        first = _day(matched.group(1)) if matched else None
        last = _day(matched.group(2)) if matched and matched.group(2) else first
    except ValueError:
        matched = first = last = None
    if matched is None or first is None or last is None:
        sentence = f"第{number}行看不懂，请写成“2027-01-01 至 2027-01-03 元旦”。"
        raise ScheduleWrong(fields={field: sentence})
    if last < first or (last - first).days > LONGEST_CLOSURE:
        raise ScheduleWrong(fields={field: f"第{number}行的结束日早于开始日，或者相隔太远。"})
    for i in range((last - first).days + 1):
        yield first + timedelta(days=i), matched.group(3).strip()[:64]


def _day(text: str) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    return date(year, month, day)


def schedule(year: int, off: Mapping[date, str], worked: Mapping[date, str]) -> Schedule:
    """Return the schedule of a year, or raise `ScheduleWrong`.

    It begins with New Year's Day, has the statutory days at least, works on weekends only, and no
    day is both off and worked.
    """
    first, last = date(year - 1, 12, _FROM_DECEMBER), date(year, 12, 31)
    faults: dict[str, str] = {}
    for field, days in (("off", off), ("worked", worked)):
        outside = [day for day in days if not first <= day <= last]
        if outside:
            faults[field] = f"{min(outside).isoformat()}不在{year}年的安排里。"
    if date(year, 1, 1) not in off:
        faults.setdefault("off", f"缺少{year}年元旦（1月1日）。")
    if len(off) < STATUTORY_DAYS:
        faults.setdefault("off", f"法定节假日不少于{STATUTORY_DAYS}天，现在只有{len(off)}天。")
    if both := sorted(off.keys() & worked.keys()):
        faults.setdefault("worked", f"{both[0].isoformat()}既放假又上班。")
    if weekdays := sorted(day for day in worked if day.weekday() < SATURDAY):
        faults.setdefault("worked", f"{weekdays[0].isoformat()}不是周末，不用写成调休上班。")
    if faults:
        raise ScheduleWrong(fields=faults)
    closed = {day: SpecialDay(is_off=True, label=label) for day, label in off.items()}
    open_ = {day: SpecialDay(is_off=False, label=label) for day, label in worked.items()}
    return Schedule(year, closed | open_)


def closure(first: date, last: date, *, label: str, is_off: bool) -> dict[date, SpecialDay]:
    """Return the days on which the offices of a region close, or work; else `ScheduleWrong`."""
    if last < first:
        raise ScheduleWrong(fields={"last": "结束日不能早于开始日。"})
    if (last - first).days >= LONGEST_CLOSURE:
        raise ScheduleWrong(fields={"last": f"一次最多{LONGEST_CLOSURE}天，请分开写。"})
    if not label.strip():
        raise ScheduleWrong(fields={"label": "请写明原因，例如：台风停工。"})
    days, day = {}, first
    while day <= last:
        days[day] = SpecialDay(is_off=is_off, label=label.strip())
        day += ONE_DAY
    return days
