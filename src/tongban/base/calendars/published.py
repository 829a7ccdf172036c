"""The national schedule as far as the State Council has published it (国务院办公厅节假日安排)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from chinese_calendar import Holiday, holidays, workdays

from tongban.base.calendars.rules import SpecialDay

if TYPE_CHECKING:
    from datetime import date

# The library says 清明, 端午 and 中秋; the notices say 清明节, 端午节 and 中秋节.
LABELS: Mapping[str, str] = MappingProxyType(
    {holiday.value: holiday.chinese for holiday in Holiday}
    | {
        Holiday.tomb_sweeping_day.value: "清明节",
        Holiday.dragon_boat_festival.value: "端午节",
        Holiday.mid_autumn_festival.value: "中秋节",
    }
)


def _read() -> dict[date, SpecialDay]:
    worked = {day: SpecialDay(is_off=False, label=LABELS[name]) for day, name in workdays.items()}
    off = {day: SpecialDay(is_off=True, label=LABELS[name]) for day, name in holidays.items()}
    return off | worked


SPECIAL: Mapping[date, SpecialDay] = MappingProxyType(_read())
YEARS: frozenset[int] = frozenset(day.year for day in SPECIAL)
BY_YEAR: Mapping[int, Mapping[date, SpecialDay]] = MappingProxyType(
    {year: {day: kind for day, kind in SPECIAL.items() if day.year == year} for year in YEARS}
)
