"""The feed of a department: ordered, without gaps, for that department only."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import connection, transaction

from tests.cases import circumstances as at
from tests.cases.integration import systems
from tongban.base import outbox
from tongban.cases import events
from tongban.exchange import queries, rules, services
from tongban.exchange.models import FeedEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


@pytest.fixture(autouse=True)
def _tuesday() -> Iterator[None]:
    with time_machine.travel(at.TUESDAY, tick=False):
        yield


def unit_of(number: str) -> str:
    return at.found(number).unit


def read(unit: str, bearer: str, **query: object) -> list[tuple[int, str, str]]:
    answer = systems.get(f"/departments/{unit}/events", bearer, **query)
    assert answer.status_code == 200, answer.content
    return [(one["seq"], one["number"], one["kind"]) for one in answer.json()["items"]]


def test_a_department_reads_what_happened_to_its_cases_in_order() -> None:
    number = at.concluded()
    unit = unit_of(number)

    seen = read(unit, systems.token(unit), limit=500)

    assert [kind for _seq, _number, kind in seen] == at.told(number)
    assert [seq for seq, _number, _kind in seen] == list(range(1, len(seen) + 1))
    assert {each for _seq, each, _kind in seen} == {number}


def test_every_event_of_a_case_is_fed_whatever_its_class() -> None:
    number = at.submitted()
    waiting = list(events.CaseEvent.__subclasses__())
    named = [event for event in waiting if "name" in vars(event)]
    before = FeedEntry.objects.count()

    with transaction.atomic():
        for event in named:
            further = {each.name: "" for each in fields(event) if each.default is MISSING}
            outbox.publish(event(**further | {"number": number}))

    fed = FeedEntry.objects.order_by("id")[before:]
    assert sorted(entry.kind for entry in fed) == sorted(event.name for event in named)


def test_a_reader_goes_on_from_its_cursor_and_a_quiet_feed_keeps_it() -> None:
    number = at.accepted()
    unit = unit_of(number)
    bearer = systems.token(unit)
    path = f"/departments/{unit}/events"

    first = systems.get(path, bearer, limit=1).json()
    rest = systems.get(path, bearer, after=first["next"]).json()
    quiet = systems.get(path, bearer, after=rest["next"]).json()
    at.give("handler", number, "forward")
    at.submitted()
    news = systems.get(path, bearer, after=quiet["next"]).json()

    assert (len(first["items"]), first["more"]) == (1, True)
    assert [one["seq"] for one in rest["items"]] == [2]
    assert (quiet["items"], quiet["next"], quiet["more"]) == ([], rest["next"], False)
    assert [one["seq"] for one in news["items"]] == [3]


def test_a_cursor_from_another_department_is_refused_with_a_clear_sentence() -> None:
    unit = unit_of(at.submitted())
    other = systems.other_unit(unit)
    foreign = systems.get(f"/departments/{other}/events", systems.token(other)).json()["next"]

    answer = systems.get(f"/departments/{unit}/events", systems.token(unit), after=foreign)

    assert systems.code(answer) == (422, "exchange.cursor_of_another")
    assert "另一个部门" in answer.json()["detail"]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "é", "MTA6eA", "a" * 400])
def test_a_cursor_that_was_mistyped_is_refused(cursor: str) -> None:
    unit = unit_of(at.submitted())

    answer = systems.get(f"/departments/{unit}/events", systems.token(unit), after=cursor)

    assert systems.code(answer) == (422, "exchange.cursor_unreadable")


def test_a_cursor_beyond_the_end_is_refused_as_after_a_restored_backup() -> None:
    unit = unit_of(at.submitted())

    answer = systems.get(
        f"/departments/{unit}/events", systems.token(unit), after=rules.cursor(unit, 99)
    )

    assert systems.code(answer) == (422, "exchange.cursor_unreadable")


def test_a_cursor_older_than_the_feed_is_gone_and_the_open_cases_are_there() -> None:
    unit = unit_of(at.submitted())
    at.submitted()
    bearer = systems.token(unit)
    path = f"/departments/{unit}/events"
    old = systems.get(path, bearer, limit=1).json()["next"]
    services.forget_entries(before=at.day(1))

    answer = systems.get(path, bearer, after=old)
    again = systems.get(path, bearer).json()

    assert systems.code(answer) == (410, "exchange.cursor_gone")
    assert f"/departments/{'{部门}'}/cases" in answer.json()["detail"]
    assert (again["items"], again["more"]) == ([], False)
    assert systems.get(path, bearer, after=again["next"]).status_code == 200
    assert systems.get(f"/departments/{unit}/cases", bearer).json()["items"]


def test_another_department_s_feed_is_not_found() -> None:
    unit = unit_of(at.submitted())
    bearer = systems.token(systems.other_unit(unit))

    for path in (f"/departments/{unit}/events", "/departments/nobody/events"):
        assert systems.code(systems.get(path, bearer)) == (404, "exchange.feed_unknown")


def test_a_system_without_the_scope_reads_nothing() -> None:
    unit = unit_of(at.submitted())
    path = f"/departments/{unit}/events"

    without = systems.get(path, systems.token(unit, scopes=["cases.read"]))
    stranger = systems.get(path, "nonsense")

    assert systems.code(without) == (403, "base.scope_missing")
    assert systems.code(stranger) == (401, "base.token_needed")


def test_a_change_that_is_rolled_back_leaves_no_entry() -> None:
    number = at.submitted()
    before = FeedEntry.objects.count()

    with transaction.atomic():
        outbox.publish(events.CaseAccepted(number=number))
        transaction.set_rollback(True)

    assert FeedEntry.objects.count() == before


def test_reading_a_page_asks_the_same_number_of_queries_however_long_the_feed_is(
    django_assert_num_queries: object,
) -> None:
    from django.test.utils import CaptureQueriesContext

    unit = unit_of(at.submitted())
    client = systems.actor(systems.token(unit))
    counts = []
    for _ in range(3):
        with transaction.atomic():
            for _each in range(20):
                services.enter(units=[unit], number="1", kind="cases.x", facts={}, at=at.TUESDAY)
        services.number_waiting()
        queries.feed(client, unit)
        with CaptureQueriesContext(connection) as asked:
            assert len(queries.feed(client, unit).items) >= 20
        counts.append(len(asked))

    assert counts == [2, 2, 2]
