"""Reading the calendar of a region."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from tongban.base.calendars import published
from tongban.base.calendars.models import CalendarDay
from tongban.base.calendars.rules import SATURDAY, SpecialDay, WorkCalendar

EVERYWHERE = "000000"


def calendar_for(region_chain: tuple[str, ...], first: date, last: date) -> WorkCalendar:
    """Return the calendar of a region between two days, in one query.

    `region_chain` names the region and its ancestors in any order; the country need not be in
    it.  The row of the nearest region wins, any row wins over the published schedule.  Whole
    years are read, so the span is widened to them.
    """
    first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    rows = CalendarDay.objects.filter(
        region__in={EVERYWHERE, *region_chain}, day__range=(first, last)
    )
    special: dict[date, SpecialDay] = {}
    for year in range(first.year, last.year + 1):
        special |= published.BY_YEAR.get(year, {})
    years = set(published.YEARS)
    for row in sorted(rows, key=_nearest_last):
        special[row.day] = SpecialDay(is_off=row.is_off, label=row.label)
        if not row.label and row.is_off == (row.day.weekday() >= SATURDAY):
            del special[row.day]  # A day that was announced once and is like any other now.
        if row.region == EVERYWHERE and (row.day.month, row.day.day) == (1, 1):
            years.add(row.day.year)  # Every yearly notice begins with New Year's Day.
    return WorkCalendar(first, last, MappingProxyType(special), frozenset(years))


def _nearest_last(row: CalendarDay) -> int:
    """Order a region after its ancestors: their codes end in zeros where its own does not."""
    return len(row.region.rstrip("0"))
