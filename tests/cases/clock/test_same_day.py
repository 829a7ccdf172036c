"""What the calendar only tells of, told for many cases in one transaction as if for each alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cases.circumstances import PERMIT, TEACHER, accepted, day
from tests.cases.submitter import DEFERRING, WRITING
from tongban.base.models import AuditEntry, LedgerLeaf, OutboxEvent
from tongban.cases import services
from tongban.cases.models import Case, Consequence
from tongban.cases.rules import NEVER
from tongban.cases.services import consequences, same_day, sweeps
from tongban.exchange.models import FeedEntry
from tongban.supervision.models import CaseTouch

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
LATE = day(60)
WRITTEN: dict[Any, tuple[str, ...]] = {
    AuditEntry: ("event", "subject", "at", "actor_kind", "channel", "facts"),
    OutboxEvent: ("name", "payload"),
    FeedEntry: ("unit", "number", "kind", "facts"),
    CaseTouch: ("number",),
    Consequence: ("case__number", "kind", "due_on", "at", "moved_to", "verdict"),
}


class Died(BaseException):
    """The process is no more; nobody can hear this."""


@pytest.fixture
def numbers() -> list[str]:
    """Cases of two items, accepted on three days, of which nothing was told yet."""
    made = [accepted(TEACHER, now=day(n)) for n in (0, 0, 1)] + [accepted(PERMIT, now=day(2))]
    CaseTouch.objects.all().delete()
    FeedEntry.objects.all().delete()
    ProcrastinateJob.objects.all().delete()
    return made


def everything() -> dict[str, list[Any]]:
    """All that the calendar wrote, each table in the order in which it was written."""
    found = {
        rows.__name__: list(rows.objects.order_by("pk").values_list(*columns))
        for rows, columns in WRITTEN.items()
    }
    for name in ("AuditEntry", "OutboxEvent"):
        found[name] = [row for row in found[name] if row[0].startswith("cases.deadline")]
    jobs = ProcrastinateJob.objects.values_list("task_name", "queue_name", "args")
    found["jobs"] = sorted(map(str, jobs))
    found["days"] = list(Case.objects.order_by("pk").values_list("acts_on", "version", "state"))
    return found


def tried(act: Callable[[], object]) -> dict[str, list[Any]]:
    """What the act would have written."""
    with transaction.atomic():
        act()
        found = everything()
        transaction.set_rollback(True)
    return found


def sweep() -> object:
    return services.sweep(now=LATE)


def no_others(**_: object) -> frozenset[str]:
    return frozenset()


def test_together_is_told_what_each_is_told_alone_in_the_order_of_the_days(
    numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sweeps, "tell_together", no_others)
        alone = tried(sweep)

    with CaptureQueriesContext(connection) as asked:
        together = tried(sweep)

    assert together == alone
    passed = [row[5]["due_on"] for row in alone["AuditEntry"] if row[0] == "cases.deadline_passed"]
    assert passed == sorted(passed)
    assert len(passed) == len(set(alone["Consequence"])) / 2 == 3 * len(numbers)
    days = len({row[2] for row in alone["Consequence"]}) * 2
    assert len(asked) < 30 * days, "it costs what the days are, not what the cases are"


def test_each_entry_of_many_has_its_leaf(numbers: list[str]) -> None:
    sweep()

    entries = AuditEntry.objects.filter(event__startswith="cases.deadline")
    leaves = LedgerLeaf.objects.filter(kind="audit")
    references = {int(each) for each in leaves.values_list("reference", flat=True)}
    assert set(entries.values_list("pk", flat=True)) <= references
    assert entries.count() == 6 * len(numbers)


def test_a_bad_case_among_many_is_left_as_it_was_and_the_others_are_told(
    numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tried(sweep)
    unheard, unread, *others = numbers
    tell = consequences.told

    def told(case: Case, *said: Any) -> Any:
        if case.number == unheard:
            raise LookupError
        return tell(case, *said)

    consequences.look_ahead(now=day(3), failed=set())
    Case.objects.filter(number=unread).update(clock=[])  # nobody can read this
    with monkeypatch.context() as patched:
        patched.setattr(consequences, "told", told)
        patched.setattr(same_day, "told", told)
        sweep()

    done = {row[0] for row in everything()["Consequence"]}
    assert done == {row[1] for row in everything()["AuditEntry"]} == set(others)
    assert set(Case.objects.filter(acts_on=NEVER).values_list("number", flat=True)) == set(others)

    Case.objects.filter(number=unread).update(clock={})
    sweep()

    again = everything()
    for name, rows in whole.items():
        assert sorted(map(str, again[name])) == sorted(map(str, rows)), name


@pytest.mark.usefixtures("numbers")
def test_killed_before_any_write_nothing_is_half_done_or_done_twice() -> None:
    whole, deaths = tried(sweep), 0

    while died_at(deaths + 1):
        deaths += 1
        found = everything()
        told = len(found["OutboxEvent"])
        for name in ("AuditEntry", "FeedEntry", "CaseTouch", "Consequence"):
            assert len(found[name]) == told, f"half done after write {deaths}"

    assert deaths >= 9
    assert everything() == whole


def died_at(nth: int) -> bool:
    """Sweep, and die before that write if there are so many."""
    writes = 0

    def die(execute: Any, sql: Any, *rest: Any) -> Any:
        nonlocal writes
        if str(sql).lstrip().upper().startswith(WRITING) or DEFERRING in str(sql):
            writes += 1
            if writes == nth:
                raise Died
        return execute(sql, *rest)

    try:
        with connection.execute_wrapper(die):
            sweep()
    except Died:
        return True
    return False
