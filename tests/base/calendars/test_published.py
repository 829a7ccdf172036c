"""The schedule of the library against the library's own answers."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

from tongban.base.calendars import WorkCalendar, published


def test_every_day_of_every_published_year_is_as_the_library_says() -> None:
    first, last = date(min(published.YEARS), 1, 1), date(max(published.YEARS), 12, 31)
    calendar = WorkCalendar(first, last, published.SPECIAL, published.YEARS)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]

    assert len(days) > 8000
    assert [d for d in days if calendar.is_working(d) != chinese_calendar.is_workday(d)] == []


def test_no_published_year_is_missing_between_the_first_and_the_last() -> None:
    assert frozenset(range(2004, 2027)) <= published.YEARS
    assert frozenset(range(min(published.YEARS), max(published.YEARS) + 1)) == published.YEARS


def test_every_holiday_has_a_chinese_name() -> None:
    labels = {kind.label for kind in published.SPECIAL.values()}

    assert labels >= {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}
    assert not any(label.isascii() for label in labels)
