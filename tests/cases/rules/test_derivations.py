"""The sentences that explain a due day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.rules.samples import NATIONAL, at
from tests.cases.rules.test_limits import days, ended_stops
from tongban.cases import rules
from tongban.cases.rules import Limit, Line, Stop, StopKind, Unit
from tongban.cases.rules.derivations import span


def words(accepted: date, limit: Limit, *stops: Stop) -> list[str]:
    return [line.words for line in rules.due_on(accepted, limit, stops, calendar=NATIONAL).lines]


def test_a_special_procedure_is_explained_line_by_line() -> None:
    stop = Stop(StopKind.SPECIAL, date(2026, 9, 22), date(2026, 9, 28), "专家评审")

    found = rules.due_on(date(2026, 9, 17), Limit(10), (stop,), calendar=NATIONAL)

    assert [(line.words, line.used, line.remaining) for line in found.lines] == [
        ("2026年9月17日（周四）受理，次日起算，周末和节假日不计入，期限10个工作日", 0, 10),
        ("2026年9月20日（周日）国庆节调休上班，计入", 2, 8),
        ("专家评审期间2026年9月22日至28日停表，扣除3个工作日", 4, 6),
        ("2026年9月25日至27日中秋节放假，不计入", 4, 6),
        ("2026年10月1日至7日国庆节放假，不计入", 6, 4),
        ("2026年10月10日（周六）国庆节调休上班，计入", 9, 1),
        ("到期日2026年10月12日（周一）", 10, 0),
    ]


def test_a_limit_without_a_holiday_needs_two_lines() -> None:
    assert words(date(2026, 3, 2), Limit(20)) == [
        "2026年3月2日（周一）受理，次日起算，周末和节假日不计入，期限20个工作日",
        "到期日2026年3月30日（周一）",
    ]


def test_a_correction_before_acceptance_is_shown_and_takes_nothing_out() -> None:
    stop = Stop(StopKind.CORRECTION, date(2026, 9, 22), date(2026, 9, 28))

    told = words(date(2026, 9, 28), Limit(1), stop)

    assert told[0] == "补正期间2026年9月22日至28日，期限尚未起算"
    assert told[-1] == "到期日2026年9月29日（周二）"


def test_a_moved_last_day_names_the_article() -> None:
    assert words(date(2026, 9, 1), Limit(30, Unit.DAYS))[1:] == [
        "最后一日2026年10月1日（周四）休息，顺延到下一个工作日（民法典第二百零三条）",
        "到期日2026年10月8日（周四）",
    ]


def test_a_stop_on_the_way_to_the_moved_day_is_told_after_the_last_day() -> None:
    stop = Stop(StopKind.HOLD, date(2024, 6, 30), date(2024, 7, 1))

    assert words(date(2024, 6, 4), Limit(25, Unit.DAYS), stop)[1:] == [
        "最后一日2024年6月29日（周六）休息，顺延到下一个工作日（民法典第二百零三条）",
        "挂起期间2024年6月30日至7月1日停表，扣除1日",
        "到期日2024年7月2日（周二）",
    ]


def test_a_held_clock_says_what_is_left() -> None:
    running = Stop(StopKind.SPECIAL, date(2026, 9, 22), None, "专家评审")

    told = words(date(2026, 9, 21), Limit(10), running)

    assert told[-1] == "2026年9月22日（周二）起专家评审，停表；恢复后还剩9个工作日"


def test_days_that_two_stops_share_are_said_once() -> None:
    first = Stop(StopKind.SPECIAL, date(2026, 3, 3), date(2026, 3, 6), "检验")
    second = Stop(StopKind.SPECIAL, date(2026, 3, 5), date(2026, 3, 10), "检测")

    told = words(date(2026, 3, 2), Limit(5), first, second)

    assert told[1:3] == [
        "检验期间2026年3月3日至6日停表，扣除3个工作日",
        "检测期间2026年3月5日至10日停表，扣除2个工作日",
    ]


def test_a_guessed_year_is_told_only_when_the_limit_reaches_it() -> None:
    assert "2027年放假安排尚未公布，暂按周一至周五计算" in words(date(2026, 11, 21), Limit(30))
    assert not any("尚未公布" in line for line in words(date(2026, 11, 21), Limit(20)))


def test_spans_are_written_as_in_notices() -> None:
    stop = Stop(StopKind.HOLD, date(2026, 12, 30), date(2027, 1, 5))

    assert any(
        "挂起期间2026年12月30日至2027年1月5日" in w
        for w in words(date(2026, 12, 28), Limit(5), stop)
    )


@given(st.data(), days, st.integers(1, 60), st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS]))
def test_every_counted_line_adds_up_and_the_last_one_is_the_due_day(
    data: st.DataObject, accepted: date, n: int, unit: Unit
) -> None:
    stops = data.draw(ended_stops(accepted))

    found = rules.due_on(accepted, Limit(n, unit), stops, calendar=NATIONAL)

    counted: list[Line] = [line for line in found.lines if line.used is not None]
    assert all(line.used + line.remaining == n for line in counted)  # type: ignore[operator]
    assert [line.day for line in counted] == sorted(line.day for line in counted)
    assert (counted[-1].day, counted[-1].remaining) == (found.due_on, 0)


def shown(found: rules.Derivation) -> list[tuple[int, int | None, int | None, str]]:
    return [(line.day.day, line.used, line.remaining, line.words) for line in found.lines]


SEPTEMBER, HOURS = date(2026, 9, 1), Limit(4, Unit.HOURS)


def test_hours_are_explained_from_the_minute_to_the_minute() -> None:
    over_a_holiday = rules.derive(at(9, 24, 16, 30), Limit(3, Unit.HOURS), calendar=NATIONAL)
    running = Stop(StopKind.SPECIAL, date(2026, 9, 22), None, "鉴定")
    held = rules.derive(at(9, 22, 16), HOURS, (running,), calendar=NATIONAL)

    assert shown(over_a_holiday) == [
        (24, 0, 3, "2026年9月24日（周四）受理，即时起算，只计上班时间，期限3个小时"),
        (25, None, None, "2026年9月25日至27日中秋节放假，不计入"),
        (28, 3, 0, "到期时间2026年9月28日（周一）11:00"),
    ]
    assert shown(held)[1:] == [
        (22, None, 3, "2026年9月22日（周二）起鉴定，停表；恢复后还剩3个小时"),
    ]


def test_months_are_explained_by_the_same_day_of_the_later_month() -> None:
    stop = Stop(StopKind.SPECIAL, date(2026, 9, 22), date(2026, 9, 28), "专家评审")

    found = rules.due_on(SEPTEMBER, Limit(1, Unit.MONTHS), (stop,), calendar=NATIONAL)

    assert shown(found) == [
        (1, 0, 1, "2026年9月1日（周二）受理，次日起算，到期月的同一日届满，期限1个月"),
        (22, None, None, "专家评审期间2026年9月22日至28日停表，扣除6日"),
        (7, 1, 0, "最后一日2026年10月7日（周三）休息，顺延到下一个工作日（民法典第二百零三条）"),
        (8, 1, 0, "到期日2026年10月8日（周四）"),
    ]


def test_on_the_spot_is_one_sentence_and_counts_nothing() -> None:
    found = rules.due_on(date(2026, 9, 22), Limit(0), calendar=NATIONAL)

    assert shown(found) == [(22, None, None, "2026年9月22日（周二）当场办结，下班前给出结果")]


def test_an_extension_of_calendar_days_is_told_from_the_day_that_was_moved() -> None:
    found = rules.due_on(date(2026, 9, 28), Limit(5, Unit.DAYS), calendar=NATIONAL, extended=10)

    assert shown(found)[1:] == [
        (3, 5, 0, "最后一日2026年10月3日（周六）休息，顺延到下一个工作日（民法典第二百零三条）"),
        (8, 5, 10, "原到期日2026年10月8日（周四），经批准延长10个工作日"),
        (21, 5, 0, "到期日2026年10月21日（周三）"),
    ]


@pytest.mark.parametrize(
    ("accepted", "limit", "from_on", "left", "said"),
    [
        (date(2026, 9, 1), Limit(30, Unit.DAYS), date(2026, 10, 1), 0, "0日，另有延长的10个工作日"),
        (date(2026, 3, 2), Limit(5, Unit.DAYS), date(2026, 3, 12), 0, "0日，另有延长的7个工作日"),
        (date(2026, 3, 2), Limit(5), date(2026, 3, 12), 7, "7个工作日"),
        (date(2026, 3, 2), Limit(5), date(2026, 3, 4), 13, "13个工作日"),
        (
            date(2026, 3, 2),
            Limit(1, Unit.MONTHS),
            date(2026, 3, 4),
            29,
            "29日，另有延长的10个工作日",
        ),
    ],
)
def test_a_held_clock_says_what_is_left_of_limit_and_extension(
    accepted: date, limit: Limit, from_on: date, left: int, said: str
) -> None:
    running = Stop(StopKind.SPECIAL, from_on, None, "鉴定")

    found = rules.due_on(accepted, limit, (running,), calendar=NATIONAL, extended=10)

    assert (found.due_on, found.remaining) == (None, left)
    last = found.lines[-1]
    assert (last.day, last.used, last.remaining) == (from_on, None, left)
    assert last.words.endswith(f"起鉴定，停表；恢复后还剩{said}")


def test_the_stop_that_holds_is_the_one_that_is_named() -> None:
    bare = Stop(StopKind.SPECIAL, date(2026, 3, 3), None, "公示", holds=False)
    capped = Stop(StopKind.SPECIAL, date(2026, 3, 3), None, "论证", capped_on=date(2026, 3, 4))
    holding = Stop(StopKind.SPECIAL, date(2026, 3, 5), None, "鉴定")

    lines = words(date(2026, 3, 2), Limit(10), bare, capped, holding)

    assert lines[1:] == [
        "论证期间2026年3月3日至4日停表，扣除1个工作日；超过程序本身的期限，之后继续计时",
        "2026年3月5日（周四）起鉴定，停表；恢复后还剩8个工作日",
    ]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 4, 4), date(2026, 4, 4), "2026年4月4日"),
        (date(2026, 4, 4), date(2026, 4, 6), "2026年4月4日至6日"),
        (date(2026, 4, 30), date(2026, 5, 2), "2026年4月30日至5月2日"),
        (date(2026, 12, 30), date(2027, 1, 2), "2026年12月30日至2027年1月2日"),
        (date(2026, 4, 4), date(2027, 4, 6), "2026年4月4日至2027年4月6日"),
    ],
)
def test_a_span_names_no_more_than_differs(first: date, last: date, said: str) -> None:
    assert span(first, last) == said


def test_a_stop_begun_before_the_acceptance_takes_out_what_lies_after_it() -> None:
    early = Stop(StopKind.SPECIAL, date(2026, 2, 26), date(2026, 3, 4), "鉴定")
    bare = Stop(StopKind.SPECIAL, date(2026, 3, 3), date(2026, 3, 4), "公示", holds=False)
    late = Stop(StopKind.SPECIAL, date(2026, 3, 11), date(2026, 3, 12), "检验")

    found = rules.due_on(date(2026, 3, 2), Limit(5), (early, bare, late), calendar=NATIONAL)

    assert shown(found)[1:] == [
        (2, 0, 5, "鉴定期间2026年2月26日至3月4日停表，扣除2个工作日"),
        (3, 0, 5, "公示期间2026年3月3日至4日不停表（没有法定依据）"),
        (11, 5, 0, "到期日2026年3月11日（周三）"),
    ]
