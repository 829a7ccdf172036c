"""Figures kept by differences, from the country down to the cases of one item."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.cases.circumstances import (
    FOOD,
    LAWYER,
    PERMIT,
    TEACHER,
    TUESDAY,
    accepted,
    applicant,
    asked,
    at_last_post,
    concluded,
    day,
    found,
    submitted,
)
from tests.supervision.supervising import swept, tallied
from tongban.base.errors import Forbidden, NotFound
from tongban.cases import queries as cases
from tongban.cases import services as cases_services
from tongban.cases.models import Case
from tongban.demo.services import stories
from tongban.feedback import services as feedback
from tongban.supervision import queries, services
from tongban.supervision.models import Tally
from tongban.supervision.queries import Level, Period

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tongban.supervision.queries import Drill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
COUNTY, CITY, PROVINCE, COUNTRY = "230102", "230100", "230000", "000000"


def drilled(passed: int = 1, period: Period = Period.LAST_30, **level: str) -> Drill:
    actor = stories.staff("supervisor")
    return queries.drill(actor, Level(**level), period, day(passed).date())


def test_a_case_is_counted_in_its_item_its_department_and_every_region_above() -> None:
    accepted()
    swept(day(0))

    scopes = [("item", "ps", PERMIT), ("unit", "ps", ""), ("region", COUNTY, ""),
              ("region", CITY, ""), ("region", PROVINCE, ""), ("region", COUNTRY, "")]  # fmt: skip
    for scope, key, item in scopes:
        assert tallied(scope, key, item=item) == {"open": 1, "in_accepted": 1}
        for span in ("day", "month"):
            counted = tallied(scope, key, span, item)
            assert (counted["received"], counted["accepted"]) == (1, 1)


def test_looking_again_in_any_order_counts_nothing_twice() -> None:
    number = accepted()
    for passed in (3, 0, 3, 1, 0):
        services.look(number=number, now=day(passed))

    assert tallied("unit", "ps") == {"open": 1, "in_accepted": 1}
    assert tallied("unit", "ps", "month")["received"] == 1


def test_the_figures_are_those_of_the_cases_through_a_whole_life() -> None:
    concluded()
    accepted()
    asked()
    submitted(TEACHER)
    late = accepted()
    swept(day(1))
    swept(day(15))
    feedback.rate(actor=applicant(), number=concluded(now=day(15)), grade=4, now=day(15))
    swept(day(16))

    now = tallied("region", COUNTY)
    by_state: dict[str, int] = {}
    for case in Case.objects.open():
        by_state[f"in_{case.state}"] = by_state.get(f"in_{case.state}", 0) + 1
    assert {k: n for k, n in now.items() if k.startswith("in_")} == by_state
    assert now["open"] == Case.objects.open().count()
    assert now["red"] == Case.objects.open().filter(light="red").count() >= 2
    assert found(late).light == "red"
    month = tallied("region", COUNTY, "month")
    assert month["received"] == Case.objects.submitted().count()
    assert (month["finished"], month["on_time"], month["corrected"]) == (2, 2, 1)


def test_a_case_that_was_referred_in_time_was_finished_in_time() -> None:
    above = cases_services.refer_up(
        actor=stories.staff("approver"), number=at_last_post(LAWYER), opinion="初审符合条件",
        now=day(2),
    )  # fmt: skip
    swept(day(2))

    assert above.continues is not None
    below = tallied("unit", above.continues.unit, "month")

    assert (below["finished"], below["on_time"], below["early"]) == (1, 1, 1)
    assert "late" not in below
    assert below["actual_days"] < below["promised_days"]


def test_a_case_that_goes_to_another_department_is_counted_there() -> None:
    number = accepted()
    swept(day(0))
    Case.objects.filter(number=number).update(unit="edu")

    services.look(number=number, now=day(0))

    assert tallied("unit", "ps") == tallied("unit", "ps", "month") == {}
    assert tallied("unit", "edu") == {"open": 1, "in_accepted": 1}
    assert tallied("region", COUNTY, "month")["received"] == 1


def test_the_way_leads_from_the_province_down_to_the_cases_of_one_item() -> None:
    number = accepted()
    accepted(FOOD)
    swept(day(0))

    top = drilled()
    assert (top.level.region, [line.key for line in top.parts]) == (PROVINCE, [CITY])
    assert [line.key for line in drilled(region=CITY).parts] == [COUNTY]
    county = drilled(region=COUNTY)
    assert [(line.kind, line.key) for line in county.parts] == [("unit", "mkt"), ("unit", "ps")]
    unit = drilled(region=COUNTY, unit="ps")
    assert [(line.key, line.counters["received"]) for line in unit.parts] == [(PERMIT, 1)]
    item = drilled(region=COUNTY, unit="ps", item=PERMIT)
    assert (item.whole.counters["open"], item.parts) == (1, ())
    assert [name for name, _level in item.way][-1] == found(number).item_name
    actor, today = stories.staff("supervisor"), day(1).date()
    some = queries.drill(actor, Level(COUNTY), Period.LAST_30, today, counters=("received",))
    assert [line.counters["received"] for line in some.parts] == [1, 1]
    assert "finished" not in some.parts[0].counters
    none = queries.drill(actor, Level(COUNTY), Period.LAST_30, today, counters=())
    assert (some.whole, none) == (county.whole, replace(county, parts=()))
    page = queries.behind(actor, unit="ps", item=PERMIT)
    assert [case.number for case in page.items] == [number]


@pytest.mark.parametrize(
    ("period", "passed", "expected"),
    [
        (Period.LAST_30, 29, 1),
        (Period.LAST_30, 30, 0),
        (Period.MONTH, 1, 1),
        (Period.MONTH, 30, 0),
        (Period.BEFORE, 30, 1),
        (Period.YEAR, 200, 1),
        (Period.YEAR, 400, 0),
    ],
)
def test_a_period_counts_its_own_days(period: Period, passed: int, expected: int) -> None:
    submitted()
    swept(day(0))

    assert drilled(passed, period).whole.counters["received"] == expected


def test_rates_show_what_is_divided_by_what() -> None:
    concluded()
    accepted()
    swept(day(15))

    rate = drilled(15).whole.rate("overdue")

    assert (rate.above, rate.below, rate.share) == (1, 2, 50.0)
    assert drilled(15).whole.rate("satisfied").share is None


def test_the_board_counts_states_lights_departments_and_ratings() -> None:
    accepted(now=day(14))
    late = accepted()
    rated = concluded(now=day(14))
    feedback.rate(actor=applicant(), number=rated, grade=5, now=day(14))
    swept(day(15))

    board = queries.board(stories.staff("supervisor"), day(15))

    assert {state: n for state, _, n in board.states} == {"accepted": 2}
    assert board.lights == {"green": 1, "blue": 0, "yellow": 0, "red": 1}
    assert [(row.unit, row.open, row.red) for row in board.units] == [("ps", 2, 1)]
    assert (board.good, board.rated, board.satisfied) == (1, 1, 1.0)
    assert dict(board.ended)["办结"] == 1
    latest = queries.warnings(stories.staff("supervisor")).items
    assert {row.case_number for row in latest} == {late}


def test_only_a_supervisor_sees_board_figures_and_a_trail() -> None:
    number = accepted()
    swept(day(0))

    trail = queries.trail(stories.staff("supervisor"), number)
    assert [step.step for step in trail.view.steps] == ["submit", "accept"]
    for actor in (stories.staff("approver"), stories.staff("clerk"), applicant()):
        with pytest.raises(Forbidden):
            queries.board(actor, TUESDAY)
        with pytest.raises(Forbidden):
            queries.trail(actor, number)
        with pytest.raises(Forbidden):
            queries.behind(actor)
        with pytest.raises(Forbidden):
            queries.drill(actor, Level(), Period.MONTH, TUESDAY.date())
    with pytest.raises(NotFound):
        queries.trail(stories.staff("supervisor"), "0")


def test_the_number_of_queries_does_not_grow_with_the_cases(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    actor = stories.staff("supervisor")
    for item in (PERMIT, FOOD, TEACHER):
        accepted(item)
    swept(day(15))

    for level, most in ((Level(), 12), (Level(COUNTY), 12), (Level(COUNTY, "ps"), 9)):
        with django_assert_max_num_queries(most):
            queries.drill(actor, level, Period.LAST_30, day(15).date())


def test_what_is_counted_agrees_with_what_cases_say_of_themselves() -> None:
    number = accepted()
    swept(day(0))

    seen = cases.supervised(number)

    assert seen is not None
    assert seen.case.number == number
    assert Tally.objects.filter(scope="unit", key="ps", span="now", open=1).exists()
    assert cases.supervised("0") is None
