"""Every day side by side: when it is near, when it has passed, and what is said of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.rules.samples import NATIONAL
from tongban.base.calendars.rules import WorkCalendar
from tongban.cases.rules import WARN_BEFORE, DeadlineKind, Due, Effect, Light, agenda, deadlines

DAY = timedelta(days=1)
ANSWER, PROMISED, STEP = DeadlineKind.ANSWER, DeadlineKind.PROMISED, DeadlineKind.STEP
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.mark.parametrize("kind", list(DeadlineKind))
def test_the_light_turns_yellow_as_many_days_before_as_the_table_says(kind: DeadlineKind) -> None:
    near = WARN_BEFORE[kind]

    assert deadlines.light_of(kind, near + 1) is Light.GREEN
    assert deadlines.light_of(kind, near) is Light.YELLOW
    assert deadlines.light_of(kind, 0) is Light.YELLOW
    assert deadlines.light_of(kind, -1) is Light.RED
    assert deadlines.DEADLINE_TITLES[kind]


@pytest.mark.parametrize(
    ("due", "kind", "near"),
    [
        (date(2026, 3, 17), PROMISED, date(2026, 3, 13)),  # Tuesday: over a weekend to Friday.
        (date(2026, 3, 10), ANSWER, date(2026, 3, 9)),
        (date(2026, 3, 9), ANSWER, date(2026, 3, 6)),
        (date(2026, 2, 25), PROMISED, date(2026, 2, 14)),  # over 春节; Saturday the 14th works
        (date(2026, 3, 10), STEP, date(2026, 3, 10)),
        (date(2026, 3, 8), STEP, date(2026, 3, 6)),  # a Sunday is near on the Friday
        (date(2026, 3, 20), DeadlineKind.CORRECTION, date(2026, 3, 17)),
    ],
)
def test_near_begins_so_many_working_days_before(due: date, kind: DeadlineKind, near: date) -> None:
    assert deadlines.near_on(due, kind, calendar=NATIONAL) == near


def test_near_never_lies_before_the_calendar() -> None:
    short = WorkCalendar(MONDAY, date(2026, 3, 31))
    weekend = WorkCalendar(date(2026, 3, 7), date(2026, 3, 31))

    assert deadlines.near_on(MONDAY, PROMISED, calendar=short) == MONDAY
    assert deadlines.near_on(TUESDAY, PROMISED, calendar=short) == MONDAY
    assert deadlines.near_on(date(2026, 3, 8), STEP, calendar=weekend) == date(2026, 3, 7)


@given(st.dates(date(2025, 6, 1), date(2026, 12, 1)), st.sampled_from(DeadlineKind))
def test_on_the_day_it_is_near_the_light_is_yellow_and_was_green_before(
    due: date, kind: DeadlineKind
) -> None:
    due = NATIONAL.working_from(due)

    near = deadlines.near_on(due, kind, calendar=NATIONAL)

    assert NATIONAL.is_working(near)
    assert NATIONAL.count(near, due) == WARN_BEFORE[kind]
    assert deadlines.light_of(kind, NATIONAL.count(near, due)) is Light.YELLOW
    before = NATIONAL.count(near - DAY, due)
    assert deadlines.light_of(kind, before) is Light.GREEN


def test_what_the_calendar_does_comes_in_the_order_of_the_days() -> None:
    wednesday, friday = date(2026, 3, 4), date(2026, 3, 6)

    found = agenda([(PROMISED, "", friday), (STEP, "7", wednesday)], calendar=NATIONAL)

    assert found == (
        Due(wednesday, wednesday, STEP, Effect.NEAR, "7"),
        Due(wednesday, friday, PROMISED, Effect.NEAR),
        Due(wednesday + DAY, wednesday, STEP, Effect.PASSED, "7"),
        Due(friday + DAY, friday, PROMISED, Effect.PASSED),
    )
    assert [due.name for due in found] == [
        "step.near:7", "promised.near", "step.passed:7", "promised.passed",
    ]  # fmt: skip


def test_nothing_is_near_before_the_clock_began_and_on_the_spot_nothing_is() -> None:
    friday = date(2026, 3, 6)
    days = [(PROMISED, "", friday)]

    begun = agenda(days, calendar=NATIONAL, begun_on=date(2026, 3, 5))
    spot = agenda(days, calendar=NATIONAL, on_the_spot=True)

    assert [due.acts_on for due in begun] == [date(2026, 3, 5), friday + DAY]
    gap = agenda([(DeadlineKind.GAP, "", friday)], calendar=NATIONAL, begun_on=date(2026, 3, 4))
    assert gap[0].acts_on == date(2026, 3, 5)  # what was promised today is not near today
    assert [(due.acts_on, due.effect) for due in spot] == [(friday + DAY, Effect.PASSED)]


@pytest.mark.parametrize(
    ("due", "effects"),
    [
        (date(2026, 3, 1), ["passed"]),
        (MONDAY, ["near", "passed"]),
        (TUESDAY, ["near", "passed"]),
        (date(2026, 3, 4), ["passed"]),
    ],
)
def test_a_day_outside_the_calendar_only_passes(due: date, effects: list[str]) -> None:
    calendar = WorkCalendar(MONDAY, TUESDAY)

    found = agenda([(STEP, "", due)], calendar=calendar)

    assert [str(each.effect) for each in found] == effects
    assert found[-1].acts_on == due + DAY


def test_each_deadline_explains_itself_to_citizen_and_clerk_in_the_same_words() -> None:
    friday = date(2026, 3, 6)

    assert deadlines.answer_lines(MONDAY, friday, again=False) == (
        "2026年3月2日（周一）收到申请，次日起算，周末和节假日不计入，期限5个工作日",
        "到期日2026年3月6日（周五）",
        "到期仍未答复的，自收到之日起即为受理（行政许可法第三十二条）",
    )
    again = deadlines.answer_lines(MONDAY, friday, again=True)[0]
    assert again.startswith("2026年3月2日（周一）补正材料收齐，次日起算")
    assert deadlines.correction_lines(MONDAY, friday) == (
        "2026年3月2日（周一）一次性告知需要补正的全部内容，办理期限停止计算",
        "请在2026年3月6日（周五）前补齐；逾期没有补正的，视为撤回申请",
    )
    assert deadlines.gap_lines("健康证明", friday) == (
        "承诺后补的材料：健康证明",
        "请在2026年3月6日（周五）前交来；逾期没有补齐的，视为撤回申请",
    )
    assert deadlines.delivery_lines(MONDAY, friday) == (
        "2026年3月2日（周一）作出决定，次日起算，周末和节假日不计入，期限10个工作日",
        "到期日2026年3月6日（周五）（行政许可法第四十四条）",
    )
    assert deadlines.step_lines("审核", MONDAY, 3, friday) == (
        "2026年3月2日（周一）转到“审核”，次日起算，这个环节分到3个工作日",
        "到期日2026年3月6日（周五），不晚于承诺时限",
    )
    assert deadlines.stop_lines("鉴定", MONDAY, friday, holds=True) == (
        "2026年3月2日（周一）起鉴定，办理期限停止计算",
        "应当在2026年3月6日（周五）前结束",
    )
    assert deadlines.stop_lines("公示", MONDAY, None, holds=False) == (
        "2026年3月2日（周一）起公示，办理期限照常计算（没有法定依据）",
        "以实际需要的时间为准",
    )
