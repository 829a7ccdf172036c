"""Walking a run."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests.processes.conftest import NOON, staff
from tests.processes.drawing import changed
from tongban.base.errors import Forbidden, Stale
from tongban.processes import queries, services
from tongban.processes.models import Run
from tongban.processes.rules import OutcomeNotOffered, TaskNotWaiting

if TYPE_CHECKING:
    from tongban.base.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_definitions")]

CASE = "2301022026112000001"
TEAM = staff("handler", "reviewer", "approver", "clerk")


def begin(kind: str = "standard", reference: str = CASE) -> None:
    services.start(kind=kind, reference=reference, now=NOON)


def step(task_key: str, outcome: str, actor: Actor = TEAM) -> services.Completed:
    return services.complete(
        reference=CASE, task_key=task_key, outcome=outcome, actor=actor, now=NOON
    )


def test_a_run_waits_first_for_the_handler() -> None:
    (task,) = services.start(kind="standard", reference=CASE, now=NOON)

    assert (task.task_key, task.title, task.role) == ("handle", "承办", "handler")
    assert task.outcomes == ("forward",)
    assert queries.waiting(CASE) == (task,)


def test_the_standard_process_goes_through_three_posts_to_a_grant(
    handler: Actor, reviewer: Actor, approver: Actor
) -> None:
    begin()

    step("handle", "forward", handler)
    after_review = step("review", "forward", reviewer)
    end = step("approve", "grant", approver)

    assert [task.role for task in after_review.waiting] == ["approver"]
    assert end == services.Completed(waiting=(), finished=True, outcome="grant")
    assert queries.waiting(CASE) == ()
    assert [(s.task_key, s.actor_name, s.post) for s in queries.history(CASE)] == [
        ("handle", "样例handler", 1),
        ("review", "样例reviewer", 1),
        ("approve", "样例approver", 1),
    ]


@pytest.mark.parametrize("word", ["grant", "deny"])
def test_the_short_process_ends_with_the_approver(word: str) -> None:
    begin("short")

    step("handle", "forward")
    end = step("approve", word)

    assert (end.finished, end.outcome) == (True, word)


@pytest.mark.parametrize("word", ["grant", "deny"])
def test_the_spot_process_is_decided_by_the_clerk(word: str) -> None:
    begin("spot")

    end = step("decide", word, staff("clerk"))

    assert (end.finished, end.outcome) == (True, word)


def test_a_return_opens_the_earlier_task_again_and_keeps_the_history() -> None:
    begin()
    step("handle", "forward")

    returned = step("review", "back")
    step("handle", "forward")
    step("review", "forward")
    again = step("approve", "back")
    step("review", "forward")
    end = step("approve", "deny")

    assert [task.task_key for task in returned.waiting] == ["handle"]
    assert [task.task_key for task in again.waiting] == ["review"]
    assert (end.finished, end.outcome) == (True, "deny")
    assert [(s.seq, s.task_key, s.outcome) for s in queries.history(CASE)] == [
        (1, "handle", "forward"),
        (2, "review", "back"),
        (3, "handle", "forward"),
        (4, "review", "forward"),
        (5, "approve", "back"),
        (6, "review", "forward"),
        (7, "approve", "deny"),
    ]


def test_a_task_is_completed_once() -> None:
    begin()
    step("handle", "forward")

    with pytest.raises(TaskNotWaiting):
        step("handle", "forward")

    assert len(queries.history(CASE)) == 1


def test_an_outcome_that_is_not_offered_changes_nothing() -> None:
    begin()

    with pytest.raises(OutcomeNotOffered):
        step("handle", "grant")

    assert [task.task_key for task in queries.waiting(CASE)] == ["handle"]
    assert queries.history(CASE) == ()


def test_a_task_is_for_those_who_hold_its_role_in_the_department(reviewer: Actor) -> None:
    begin()
    foreign = staff("handler", unit="gaj")

    for actor in (reviewer, foreign):
        with pytest.raises(Forbidden):
            services.complete(
                reference=CASE,
                task_key="handle",
                outcome="forward",
                actor=actor,
                now=NOON,
                unit="scjg",
            )

    assert queries.history(CASE) == ()


def test_a_page_opened_before_the_task_went_round_again_is_refused() -> None:
    begin()
    step("handle", "forward")
    (seen,) = queries.waiting(CASE)
    step("review", "back")
    step("handle", "forward")

    with pytest.raises(Stale):
        services.complete(
            reference=CASE,
            task_key="review",
            outcome="forward",
            actor=TEAM,
            now=NOON,
            version=seen.version,
        )

    assert [task.task_key for task in queries.waiting(CASE)] == ["review"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_complete_a_task_at_once_the_second_is_refused() -> None:
    begin()
    ready = threading.Barrier(2, timeout=10)
    told: list[str] = []

    def complete() -> None:
        try:
            ready.wait()
            step("handle", "forward")
            told.append("completed")
        except TaskNotWaiting:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=complete) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(told) == ["completed", "refused"]
    assert [s.task_key for s in queries.history(CASE)] == ["handle"]
    assert [task.task_key for task in queries.waiting(CASE)] == ["review"]


def test_a_run_keeps_the_version_it_began_with(editor: Actor) -> None:
    begin("short")
    newer = changed("short.v1", ('name="批准"', 'name="局长批准"'))
    services.publish(actor=editor, kind="short", xml=newer, now=NOON)
    begin("short", "2301022026112000002")

    old = step("handle", "forward")
    new = services.complete(
        reference="2301022026112000002",
        task_key="handle",
        outcome="forward",
        actor=TEAM,
        now=NOON,
    )

    assert (old.waiting[0].title, new.waiting[0].title) == ("批准", "局长批准")
    assert queries.definition(CASE).version == 1
    assert queries.definition("2301022026112000002").version == 2
    assert queries.definition("2301022026112000002").xml == newer


def test_a_reference_has_one_run() -> None:
    begin()

    with pytest.raises(services.AlreadyStarted):
        begin()

    assert Run.objects.count() == 1


def test_an_unknown_kind_or_reference_is_not_found() -> None:
    with pytest.raises(queries.DefinitionMissing):
        begin("unknown")
    with pytest.raises(queries.RunMissing):
        step("handle", "forward")
    with pytest.raises(queries.RunMissing):
        queries.definition(CASE)
    assert queries.waiting(CASE) == ()


def test_a_cancelled_run_waits_for_nobody_and_stays_so() -> None:
    begin()
    step("handle", "forward")

    services.cancel(reference=CASE, now=NOON)

    run = Run.objects.get(reference=CASE)
    assert (run.outcome, run.finished_at, run.state) == ("cancelled", NOON, {})
    assert queries.waiting(CASE) == ()
    assert len(queries.history(CASE)) == 1
    with pytest.raises(services.AlreadyFinished):
        services.cancel(reference=CASE, now=NOON)
    with pytest.raises(TaskNotWaiting):
        step("review", "forward")
