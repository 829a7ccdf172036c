"""The sentences that explain a due day."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.cases.rules.samples import NATIONAL
from tests.cases.rules.test_limits import days, ended_stops
from tongban.cases import rules
from tongban.cases.rules import Limit, Line, Stop, StopKind, Unit


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


def test_lines_come_back_from_json_as_they_went() -> None:
    found = rules.due_on(date(2026, 9, 17), Limit(30), calendar=NATIONAL)

    assert rules.lines_from(json.loads(json.dumps(found.as_json()))) == found.lines


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
