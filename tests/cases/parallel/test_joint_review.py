"""Several departments at once: asked together, heard together, sent back together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases.circumstances import FACES, FOOD, TUESDAY, day, found
from tests.cases.parallel.reviews import ASKED, asked, joint, officer, say, waits
from tongban.base.errors import Forbidden, Invalid, NotFound, Stale
from tongban.cases import queries, services
from tongban.cases.models import CaseStep, CaseTask
from tongban.cases.rules import ReasonMissing, State, StepNotAllowed
from tongban.demo.services import stories
from tongban.processes.rules import OutcomeNotOffered, TaskNotWaiting, UnitsNeeded

if TYPE_CHECKING:
    from tongban.base.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def reviewer() -> Actor:
    return stories.staff("reviewer")


def test_the_chosen_departments_and_the_own_post_are_asked_at_the_same_time() -> None:
    number = asked()

    assert waits(number) == [*(("ask", unit) for unit in ASKED), ("own_review", found(number).unit)]
    task = CaseTask.objects.open().get(case=found(number), unit="eco")
    assert (task.branch, task.joint, task.days, task.silence) == ("eco", True, 5, "consent")
    assert task.step_due_on == day(7).date()


def test_nobody_goes_on_before_the_departments_are_chosen() -> None:
    number = joint()

    with pytest.raises(UnitsNeeded) as refused:
        say(stories.staff("handler"), number, "handle", "forward")

    assert "units" in refused.value.fields
    assert waits(number) == [("handle", found(number).unit)]


@pytest.mark.parametrize("units", [(), ("nowhere",), ("fire", "nowhere")])
def test_only_departments_that_exist_are_chosen(units: tuple[str, ...]) -> None:
    number = joint()

    with pytest.raises(Invalid):
        services.choose_units(
            actor=stories.staff("handler"), number=number, units=units, now=TUESDAY
        )
    with pytest.raises(Forbidden):
        services.choose_units(
            actor=stories.staff("reviewer"), number=number, units=ASKED, now=TUESDAY
        )


def test_when_all_agree_it_comes_to_the_approver_and_is_granted() -> None:
    number = asked()
    for unit in ASKED:
        say(officer(unit), number, "ask", "agree", opinion="")
    say(reviewer(), number, "own_review", "forward")

    assert waits(number) == [("approve", found(number).unit)]
    services.give_opinion(
        actor=stories.staff("approver"), number=number, task_key="approve", outcome="grant",
        opinion="准予", face=FACES[FOOD], now=TUESDAY,
    )  # fmt: skip
    assert found(number).state == State.GRANTED
    said = CaseStep.objects.filter(case=found(number), outcome="agree").order_by("id")
    assert [(step.actor_post, step.words) for step in said] == [
        (f"{unit}/handler", "无异议") for unit in ASKED
    ]


def test_one_objection_leads_to_another_way_when_all_were_heard() -> None:
    number = asked()

    say(officer("fire"), number, "ask", "object", opinion="缺少疏散通道")
    assert ("ask", "eco") in waits(number)
    say(officer("eco"), number, "ask", "agree")
    say(officer("hea"), number, "ask", "agree")
    say(reviewer(), number, "own_review", "forward")

    assert waits(number) == [("settle", found(number).unit)]


def test_an_objection_needs_words() -> None:
    number = asked()

    with pytest.raises(ReasonMissing):
        say(officer("fire"), number, "ask", "object", opinion=" ")

    assert ("ask", "fire") in waits(number)


def test_a_return_closes_the_branches_that_are_open_and_asks_them_anew_later() -> None:
    number = asked()
    say(officer("fire"), number, "ask", "agree")

    say(reviewer(), number, "own_review", "back", opinion="请补充说明")

    assert waits(number) == [("handle", found(number).unit)]
    closed = CaseTask.objects.filter(case=found(number), key="ask").order_by("branch")
    assert [(task.branch, task.outcome) for task in closed] == [
        ("eco", "cancelled"), ("fire", "agree"), ("hea", "cancelled"),
    ]  # fmt: skip
    with pytest.raises(TaskNotWaiting):
        say(officer("eco"), number, "ask", "agree")
    say(stories.staff("handler"), number, "handle", "forward")
    assert [unit for key, unit in waits(number) if key == "ask"] == list(ASKED)


def test_of_two_in_one_department_the_second_is_told_that_it_was_answered() -> None:
    number = asked()
    seen = found(number).version
    say(officer("fire", account=901), number, "ask", "agree", version=seen)

    with pytest.raises(TaskNotWaiting):
        say(officer("fire", account=902), number, "ask", "object", version=seen)

    assert CaseStep.objects.filter(case=found(number), task="会签").count() == 1


def test_of_two_approvers_who_decide_the_second_decides_nothing() -> None:
    number = asked(("fire",))
    say(officer("fire"), number, "ask", "agree")
    say(reviewer(), number, "own_review", "forward")
    seen = found(number).version
    approver = stories.staff("approver")
    say(approver, number, "approve", "deny", opinion="不符合条件", version=seen)

    with pytest.raises((Stale, TaskNotWaiting, StepNotAllowed)):
        say(approver, number, "approve", "back", version=seen)

    assert found(number).state == State.DENIED


def test_departments_that_answer_at_the_same_time_do_not_disturb_one_another() -> None:
    number = asked()
    seen = found(number).version

    say(officer("fire"), number, "ask", "agree", version=seen)
    say(officer("eco"), number, "ask", "agree", version=seen)
    with pytest.raises(Stale):
        say(officer("hea"), number, "ask", "agree", version=seen - 1)

    assert [unit for key, unit in waits(number) if key == "ask"] == ["hea"]


def test_a_branch_cannot_decide_and_nobody_answers_for_another_department() -> None:
    number = asked()

    with pytest.raises((OutcomeNotOffered, Forbidden)):
        say(officer("fire", role="approver"), number, "ask", "grant")
    with pytest.raises(Forbidden):
        services.give_opinion(
            actor=officer("fire"), number=number, task_key="ask", branch="eco",
            outcome="agree", opinion="", now=TUESDAY,
        )  # fmt: skip

    assert len(waits(number)) == 4


def test_a_department_that_is_asked_sees_the_case_and_others_do_not() -> None:
    number = asked(("fire",))

    assert queries.case(officer("fire"), number).case.number == number
    with pytest.raises(NotFound):
        queries.case(officer("eco"), number)
    view = queries.case(officer("fire"), number)
    task = queries.task_open_to(officer("fire"), view)
    assert task is not None
    assert (task.task_key, task.branch) == ("ask", "fire")
    assert queries.task_open_to(officer("fire", role="reviewer"), view) is None
