"""The daily balance: both sides of a day, what differs, and nothing that grows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from tests.cases import circumstances as at
from tests.cases.integration import systems
from tongban.base import clock
from tongban.base.actors import SYSTEM
from tongban.cases import queries, services
from tongban.cases.models import ClosedDay, DayBalance
from tongban.cases.rules import balance
from tongban.demo.services import stories

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
TUESDAY = date(2026, 3, 3)
KIND = "承诺件"
# Four of a day, for the years before: enough that no planner would rather read them all.
STEPS_OF_YEARS = """
INSERT INTO cases_casestep
    (case_id, step, at, before, after, actor_kind, actor_name, actor_post, task, outcome, words)
SELECT %(case)s, 'accept', now() - n * interval '6 hours', 'draft', 'submitted', 'system',
    '', '', '', '', ''
FROM generate_series(1, 6000) AS n
"""


@pytest.fixture(autouse=True)
def _tuesday() -> Iterator[None]:
    with time_machine.travel(at.TUESDAY, tick=False):
        yield


def counts(unit: str, day: date) -> balance.Counts:
    return queries.counted_day(day)[unit, KIND]


def unit() -> str:
    return at.found(at.submitted()).unit


def state(office: str, day: date, token: str = "", **numbers: int) -> Any:
    names = [name for name in balance.NAMES if name != "carried"]
    line = {"kind": KIND, **{name: numbers.get(name, 0) for name in names}, **numbers}
    return systems.post(
        f"/departments/{office}/balances/{day}", {"lines": [line]}, token or systems.token(office)
    )


def test_each_case_of_the_day_stands_in_exactly_one_place() -> None:
    office = unit()  # pending
    at.accepted()
    at.concluded()
    at.asked()
    gone, refused = at.submitted(), at.submitted()
    services.withdraw(actor=at.applicant(), number=gone, reason="不办了", now=at.TUESDAY)
    services.refuse(
        actor=stories.staff("clerk"), number=refused, reasons=["不属于本部门"], now=at.TUESDAY
    )

    found = counts(office, TUESDAY)

    assert found == balance.Counts(
        carried=0, received=6, accepted=2, refused=1, withdrawn=1, correction=1, pending=1
    )
    assert found.gap == 0


def test_what_waits_is_carried_into_the_next_day() -> None:
    number = at.submitted()
    office = at.found(number).unit
    asked = at.asked()
    at.submitted(now=at.day(1))
    services.close_days(now=at.day(1))
    services.withdraw(actor=at.applicant(), number=asked, reason="不办了", now=at.day(1))
    stories.check_all(stories.staff("clerk"), at.found(number), at.day(1))
    services.accept(actor=stories.staff("clerk"), number=number, now=at.day(1))

    services.close_days(now=at.day(2))

    assert counts(office, TUESDAY) == balance.Counts(0, 2, 0, 0, 0, 1, 1)
    assert counts(office, TUESDAY + timedelta(days=1)) == balance.Counts(2, 1, 1, 0, 1, 0, 1)


def test_days_are_closed_in_order_after_downtime_and_once() -> None:
    office = unit()

    assert services.close_days(now=at.day(5)) == 5
    assert services.close_days(now=at.day(5)) == 0

    assert ClosedDay.objects.count() == 5
    rows = DayBalance.objects.filter(unit=office).order_by("day")
    assert [(row.carried, row.received, row.pending) for row in rows] == [
        (0, 1, 1), (1, 0, 1), (1, 0, 1), (1, 0, 1), (1, 0, 1),
    ]  # fmt: skip


def test_a_merged_department_leaves_nothing_waiting_and_the_successor_owes_nothing() -> None:
    first, gone = at.submitted(), at.submitted()
    office = at.found(first).unit
    services.close_days(now=at.day(1))
    services.withdraw(actor=at.applicant(), number=gone, reason="不办了", now=at.day(1))
    services.succeed(actor=SYSTEM, old=office, new="dev", reason="机构改革", now=at.day(1))
    services.withdraw(actor=at.applicant(), number=first, reason="不办了", now=at.day(1))
    wednesday = TUESDAY + timedelta(days=1)

    running = [counts(one, wednesday) for one in (office, "dev")]
    services.close_days(now=at.day(2))
    closed = [counts(one, wednesday) for one in (office, "dev")]

    assert running == closed == [balance.Counts(carried=1, withdrawn=1)] * 2
    assert not any(unit in {office, "dev"} for unit, _kind in queries.counted_day(at.day(2).date()))


def test_a_case_that_was_referred_is_received_by_the_upper_office() -> None:
    above = services.refer_up(
        actor=stories.staff("approver"), number=at.at_last_post(at.LAWYER), opinion="初审符合条件",
        now=at.day(2),
    )  # fmt: skip

    found = counts(above.unit, clock.day_of(at.day(2)))

    assert found == balance.Counts(received=1, accepted=1)


def test_a_day_that_is_closed_does_not_change_any_more() -> None:
    number = at.submitted()
    office = at.found(number).unit
    services.close_days(now=at.day(1))

    services.withdraw(actor=at.applicant(), number=number, reason="不办了", now=at.day(1))

    assert counts(office, TUESDAY) == balance.Counts(0, 1, 0, 0, 0, 0, 1)


def test_both_sides_agree_or_the_difference_is_named() -> None:
    office = unit()
    at.accepted()

    agreed = state(office, TUESDAY, received=2, accepted=1, pending=1)
    differs = state(office, TUESDAY, received=3, accepted=1, pending=2)
    read = systems.get(f"/departments/{office}/balances/{TUESDAY}", systems.token(office))

    assert (agreed.status_code, agreed.json()["agrees"]) == (200, True), agreed.content
    (line,) = differs.json()["lines"]
    assert line["differences"] == {"received": 1, "pending": 1}
    assert (read.json()["lines"], read.json()["closed"]) == ([line], False)


def test_a_side_that_says_nothing_does_not_agree() -> None:
    office = unit()

    read = systems.get(f"/departments/{office}/balances/{TUESDAY}", systems.token(office)).json()

    assert (read["agrees"], read["lines"][0]["stated"]) == (False, None)


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [({"received": 2, "pending": 1}, "不平"), ({"received": 0, "pending": 1}, "不平")],
)
def test_numbers_that_do_not_add_up_are_refused(numbers: dict[str, int], sentence: str) -> None:
    received, pending = numbers["received"], numbers["pending"]
    answer = state(unit(), TUESDAY, received=received, pending=pending)

    assert systems.code(answer) == (422, "cases.balance_invalid")
    assert sentence in answer.json()["detail"]


def test_a_day_that_lies_ahead_and_an_unknown_kind_are_refused() -> None:
    office = unit()
    token = systems.token(office)
    line = {"kind": "别的", **dict.fromkeys(balance.NAMES, 0)}

    ahead = state(office, TUESDAY + timedelta(days=1), token)
    last_of_all = systems.get(f"/departments/{office}/balances/9999-12-31", token)
    unknown = systems.post(f"/departments/{office}/balances/{TUESDAY}", {"lines": [line]}, token)
    twice = systems.post(
        f"/departments/{office}/balances/{TUESDAY}", {"lines": [{**line, "kind": KIND}] * 2}, token
    )

    assert systems.code(ahead) == systems.code(last_of_all) == (422, "cases.day_not_over")
    assert systems.code(unknown) == (422, "cases.balance_invalid")
    assert systems.code(twice) == (422, "cases.balance_invalid")


def test_another_department_s_balance_is_not_found() -> None:
    office = unit()
    foreign = systems.token(systems.other_unit(office))

    read = systems.get(f"/departments/{office}/balances/{TUESDAY}", foreign)
    written = state(office, TUESDAY, foreign)

    assert systems.code(read) == systems.code(written) == (404, "cases.balance_unknown")


def test_counting_a_day_reads_that_day_only() -> None:
    """The plan goes by the day of the steps, however many there were before."""
    from django.db import connection

    from tongban.cases.queries import integration

    with connection.cursor() as cursor:
        cursor.execute(STEPS_OF_YEARS, {"case": at.found(at.submitted()).pk})
        cursor.execute("ANALYZE cases_casestep, cases_case")
        cursor.execute("EXPLAIN " + integration.COUNTED, integration.day_bounds(TUESDAY))
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "casestep_day" in plan
