"""Publishing a schedule late, changing one, closing offices: what may be entered, what is kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import InternalError, ProgrammingError, transaction

from tongban.base.actors import SYSTEM
from tongban.base.calendars import SpecialDay, WorkCalendar, calendars, changing, notices
from tongban.base.calendars.models import CalendarChange
from tongban.base.models import AuditEntry, OutboxEvent

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
# Not the schedule of 2027, which nobody has published yet: days with the shape of one.
OFF = """
2027-01-01 至 2027-01-03 元旦
2027-02-05 至 2027-02-12 春节
2027-04-03 到 2027-04-05 清明节
2027-05-01 ~ 2027-05-05 劳动节
2027-10-01 至 2027-10-07 国庆节
"""
WORKED = "2027-02-20 春节\n2027-10-09 国庆节\n"


def schedule(off: str = OFF, worked: str = WORKED, year: int = 2027) -> notices.Schedule:
    return notices.schedule(year, notices.parse(off, "off"), notices.parse(worked, "worked"))


def published(worked: str = WORKED) -> CalendarChange:
    return changing.publish(
        actor=SYSTEM, schedule=schedule(worked=worked), title="2027年放假安排", now=NOW
    )


def year_2027() -> WorkCalendar:
    return calendars.calendar_for((), date(2027, 1, 1), date(2027, 12, 31))


def test_a_schedule_that_came_late_reaches_the_whole_year_that_was_guessed() -> None:
    assert year_2027().unpublished == (2027,)

    change = published()

    assert (change.first, change.last) == (date(2027, 1, 1), date(2027, 12, 31))
    assert year_2027().unpublished == ()
    assert not year_2027().is_working(date(2027, 2, 8))
    assert year_2027().is_working(date(2027, 2, 20))
    fact = OutboxEvent.objects.get(name="base.calendar_changed")
    assert fact.payload == {"change": change.pk}
    assert AuditEntry.objects.filter(event="base.calendar_changed").count() == 1


def test_a_changed_schedule_reaches_only_the_days_that_differ() -> None:
    published()

    change = published(worked="2027-02-20 春节\n2027-10-10 国庆节\n")

    assert [row[:3] for row in change.days] == [
        ["2027-10-09", False, None],
        ["2027-10-10", None, False],
    ]
    assert (change.first, change.last) == (date(2027, 10, 9), date(2027, 10, 10))
    assert not year_2027().is_working(date(2027, 10, 9))
    assert year_2027().is_working(date(2027, 10, 10))


def test_a_make_up_day_of_the_library_is_an_ordinary_saturday_once_a_new_notice_says_so() -> None:
    off = "2026-01-01 至 2026-01-03 元旦\n2026-02-15 至 2026-02-23 春节\n2026-10-01 国庆节"

    changing.publish(
        actor=SYSTEM, schedule=schedule(off, "", 2026), title="2026年放假安排", now=NOW
    )

    calendar = calendars.calendar_for((), date(2026, 1, 1), date(2026, 12, 31))
    assert not calendar.is_working(date(2026, 10, 10))
    assert calendar.is_working(date(2026, 4, 6))
    assert date(2026, 10, 10) not in {span.first for span in calendar.announced(
        date(2026, 9, 30), date(2026, 10, 31)
    )}  # fmt: skip


def test_the_same_schedule_again_changes_nothing() -> None:
    published()

    with pytest.raises(changing.NothingChanged):
        published()


def test_a_closure_holds_in_its_region_only_and_can_be_taken_back() -> None:
    monday = date(2026, 11, 23)
    days = notices.closure(monday, monday + timedelta(1), label="台风停工", is_off=True)

    changing.close(actor=SYSTEM, region="350000", days=days, title="台风停工", now=NOW)

    def works(*chain: str) -> bool:
        return calendars.calendar_for(chain, monday, monday).is_working(monday)

    assert not works("350000")
    assert not works("350100", "350000")
    assert works("230102", "230100")
    changing.reopen(actor=SYSTEM, region="350000", days=sorted(days), title="恢复", now=NOW)
    assert works("350100", "350000")
    assert [row.kind for row in CalendarChange.objects.order_by("id")] == ["closure", "reopening"]


def test_the_database_refuses_to_rewrite_what_was_entered() -> None:
    change = published()

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        CalendarChange.objects.filter(pk=change.pk).update(title="另一个")


@pytest.mark.parametrize(
    ("off", "worked", "field", "words"),
    [
        ("", "", "off", "缺少2027年元旦"),
        (OFF.replace("2027-01-01 至 2027-01-03 元旦\n", ""), "", "off", "缺少2027年元旦"),
        ("2027-01-01 元旦", "", "off", "不少于13天"),
        (OFF, "2027-02-08 春节", "worked", "既放假又上班"),
        (OFF, "2027-03-10 春节", "worked", "不是周末"),
        (OFF + "2028-01-01 元旦\n", "", "off", "2028-01-01不在2027年"),
        (OFF + "二月三十日 元旦\n", "", "off", "看不懂"),
        (OFF + "2027-02-30 春节\n", "", "off", "看不懂"),
        (OFF + "2027-06-05 至 2027-06-01 端午节\n", "", "off", "早于开始日"),
        (OFF + "2027-06-01 至 2027-12-01 端午节\n", "", "off", "相隔太远"),
        (OFF + "2027-01-02 元旦\n", "", "off", "写了两次"),
    ],
)
def test_a_schedule_that_cannot_be_true_is_declined_at_its_field(
    off: str, worked: str, field: str, words: str
) -> None:
    with pytest.raises(notices.ScheduleWrong) as refused:
        schedule(off, worked)

    assert words in (refused.value.fields or {})[field]


@pytest.mark.parametrize(
    ("last", "label", "field"),
    [(-1, "台风", "last"), (90, "台风", "last"), (1, "  ", "label")],
)
def test_a_closure_that_cannot_be_true_is_declined(last: int, label: str, field: str) -> None:
    monday = date(2026, 11, 23)

    with pytest.raises(notices.ScheduleWrong) as refused:
        notices.closure(monday, monday + timedelta(last), label=label, is_off=True)

    assert field in (refused.value.fields or {})


def test_days_of_the_december_before_belong_to_the_schedule() -> None:
    found = schedule("2026-12-31 元旦\n" + OFF)

    assert found.special[date(2026, 12, 31)] == SpecialDay(is_off=True, label="元旦")
