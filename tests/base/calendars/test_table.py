"""Rows of regions over the published schedule."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.base.actors import SYSTEM
from tongban.base.calendars import calendars, services
from tongban.base.calendars.models import CalendarDay
from tongban.base.calendars.services import DayGivenTwice, Row
from tongban.base.models import AuditEntry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
DISTRICT = ("000000", "230000", "230100", "230102")
MONDAY = date(2026, 11, 23)
SATURDAY = date(2026, 11, 28)


def load(*rows: Row) -> int:
    return services.load_days(actor=SYSTEM, rows=rows, now=NOW)


def works(day: date, chain: tuple[str, ...] = DISTRICT) -> bool:
    return calendars.calendar_for(chain, day, day).is_working(day)


def test_without_rows_the_published_schedule_holds() -> None:
    assert works(date(2026, 10, 10))
    assert not works(date(2026, 10, 1))


def test_a_row_of_the_country_holds_everywhere() -> None:
    load(Row("000000", MONDAY, is_off=True, label="全国放假"))

    assert not works(MONDAY)
    assert not works(MONDAY, ())
    assert not works(MONDAY, ("110000",))


def test_a_row_of_a_province_holds_below_it_and_nowhere_else() -> None:
    load(Row("230000", MONDAY, is_off=True))

    assert not works(MONDAY)
    assert works(MONDAY, ("000000", "110000"))


@pytest.mark.parametrize("chain", [DISTRICT, DISTRICT[::-1], (DISTRICT[3], *DISTRICT[:3])])
def test_the_nearest_region_wins_in_whatever_order_they_are_named(chain: tuple[str, ...]) -> None:
    load(
        Row("000000", MONDAY, is_off=True),
        Row("230100", MONDAY, is_off=False),
        Row("230102", SATURDAY, is_off=False),
        Row("230000", SATURDAY, is_off=True),
    )

    assert works(MONDAY, chain)
    assert not works(MONDAY, ("000000", "230000"))
    assert works(MONDAY, ("230100",))
    assert works(SATURDAY, chain)


def test_a_row_wins_over_the_published_schedule() -> None:
    load(Row("230102", date(2026, 10, 1), is_off=False, label="值班"))

    assert works(date(2026, 10, 1))
    assert not works(date(2026, 10, 2))


def test_a_year_counts_as_published_once_the_country_announced_its_new_years_day() -> None:
    span = (date(2026, 12, 1), date(2027, 1, 8))
    load(
        Row("230102", date(2027, 1, 1), is_off=True), Row("000000", date(2027, 10, 1), is_off=True)
    )
    assert calendars.calendar_for(DISTRICT, *span).unpublished == (2027,)

    load(Row("000000", date(2027, 1, 1), is_off=True, label="元旦"))
    assert calendars.calendar_for(DISTRICT, *span).unpublished == ()


def test_a_calendar_costs_one_query() -> None:
    load(Row("000000", MONDAY, is_off=True), Row("230100", MONDAY, is_off=False))

    with CaptureQueriesContext(connection) as queries:
        calendar = calendars.calendar_for(DISTRICT, date(2026, 1, 1), date(2027, 12, 31))
        calendar.add(date(2026, 11, 20), 200)

    assert len(queries) == 1


def test_loading_again_changes_nothing_and_each_time_is_written_down() -> None:
    rows = (Row("000000", MONDAY, is_off=True, label="一"), Row("230102", MONDAY, is_off=False))

    assert load(*rows) == 2
    assert load(*rows) == 0
    assert load(Row("000000", MONDAY, is_off=True, label="二")) == 1

    assert CalendarDay.objects.count() == 2
    assert CalendarDay.objects.get(region="000000").label == "二"
    entries = AuditEntry.objects.filter(event="base.calendar_loaded").order_by("id")
    assert [len(entry.facts["changed"]) for entry in entries] == [2, 0, 1]


def test_rows_that_disagree_load_nothing() -> None:
    with pytest.raises(DayGivenTwice, match="2026-11-23"):
        load(
            Row("230102", SATURDAY, is_off=False),
            Row("000000", MONDAY, is_off=True),
            Row("000000", MONDAY, is_off=False),
        )

    assert not CalendarDay.objects.exists()
    assert not AuditEntry.objects.exists()
