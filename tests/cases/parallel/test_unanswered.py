"""A branch that never answers, and questions beside the drawing."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tests.cases.circumstances import FOOD, TUESDAY, accepted, audited, day, found, give, told
from tests.cases.parallel.reviews import asked, drawing, joint, officer, say, waits
from tongban.base.actors import SYSTEM
from tongban.base.errors import Forbidden, Invalid
from tongban.cases import perms, queries, services
from tongban.cases.models import Case, CaseAdvice, CaseStep, CaseTask
from tongban.cases.services.consulting import AdviceOpen, AdviceUnknown, AskedAlready
from tongban.demo.services import stories
from tongban.processes import services as processes

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
LATE = day(8)


def test_silence_is_no_objection_once_and_only_after_the_last_day() -> None:
    number = asked()
    say(officer("fire"), number, "ask", "agree")

    assert services.hear_silence(now=day(7, 23)) == 0
    assert services.hear_silence(now=LATE) == 2
    assert services.hear_silence(now=LATE) == 0

    assert waits(number) == [("own_review", found(number).unit)]
    closed = CaseTask.objects.filter(case=found(number), key="ask").order_by("branch")
    assert [(task.branch, task.silenced_at) for task in closed] == [
        ("eco", LATE), ("fire", None), ("hea", LATE),
    ]  # fmt: skip
    steps = CaseStep.objects.filter(case=found(number), actor_kind="system", task="会签")
    assert steps.count() == 2
    assert all("视为无异议" in step.words for step in steps)
    assert audited(number).count("cases.silence_heard") == 2


def test_who_answers_after_silence_was_heard_is_too_late() -> None:
    from tongban.processes.rules import TaskNotWaiting

    number = asked()
    services.hear_silence(now=LATE)

    with pytest.raises(TaskNotWaiting):
        say(officer("fire"), number, "ask", "object", now=LATE)


def test_silence_that_is_not_consent_is_told_once_and_goes_on_waiting() -> None:
    xml = drawing().replace('"silence" value="consent"', '"silence" value="escalate"')
    processes.publish(actor=SYSTEM, kind="standard", item=FOOD, xml=xml, now=TUESDAY)
    number = accepted(FOOD)
    services.choose_units(
        actor=stories.staff("handler"), number=number, units=["fire"], now=TUESDAY
    )
    say(stories.staff("handler"), number, "handle", "forward")

    assert services.hear_silence(now=LATE) == 1
    assert services.hear_silence(now=day(9)) == 0

    assert ("ask", "fire") in waits(number)
    assert told(number).count("cases.step_unanswered") == 1


def test_a_case_that_is_held_owes_no_answer() -> None:
    number = asked()
    services.suspend(
        actor=stories.staff("handler"), number=number, name="专家评审", reason="需要专家评审",
        now=TUESDAY,
    )  # fmt: skip

    assert services.hear_silence(now=LATE) == 0


def test_one_broken_case_does_not_stop_the_others() -> None:
    from tongban.processes.models import Run

    broken, sound = asked(("fire",)), ""
    services.choose_units  # noqa: B018 - the second case uses the drawing that is published
    number = accepted(FOOD, now=day(0, 11))
    services.choose_units(actor=stories.staff("handler"), number=number, units=["eco"], now=TUESDAY)
    say(stories.staff("handler"), number, "handle", "forward")
    sound = number
    Run.objects.filter(reference=str(found(broken).pk)).update(state={"version": "0"})

    assert services.hear_silence(now=LATE) == 1

    assert ("ask", "eco") not in waits(sound)
    assert ("ask", "fire") in waits(broken)


def consult(number: str, **changes: object) -> CaseAdvice:
    given = {"unit": "fire", "question": "疏散通道是否合格？", "days": 3} | changes
    return services.consult(
        actor=stories.staff("handler"), number=number, now=TUESDAY,
        **given,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_department_that_is_asked_for_advice_answers_and_the_decision_waits_for_it() -> None:
    number = accepted(FOOD)
    advice = consult(number)
    for who in ("handler", "reviewer"):
        give(who, number, "forward")

    assert advice.due_on == date(2026, 3, 6)
    with pytest.raises(AdviceOpen):
        give("approver", number, "grant")
    assert queries.case(officer("fire"), number).case.number == number
    services.advise(
        actor=officer("fire"), number=number, advice_id=advice.pk, answer="合格", now=TUESDAY
    )
    give("approver", number, "grant")
    assert found(number).granted is True
    (said,) = queries.advices(stories.staff("approver"), found(number))
    assert (said.where, said.answer, said.outcome) == ("道里区消防救援大队", "合格", "given")


def test_advice_that_does_not_come_is_no_objection_and_the_question_can_be_taken_back() -> None:
    number = accepted(FOOD)
    consult(number)
    second = consult(number, unit="eco")
    services.recall(actor=stories.staff("handler"), number=number, advice_id=second.pk, now=TUESDAY)

    assert services.hear_silence(now=day(4)) == 1

    outcomes = CaseAdvice.objects.filter(case=found(number)).order_by("id")
    assert [row.outcome for row in outcomes] == ["silent", "recalled"]
    with pytest.raises(AdviceUnknown):
        services.advise(
            actor=officer("eco"), number=number, advice_id=second.pk, answer="迟了", now=TUESDAY
        )
    assert [key for key, _ in waits(number)] == ["handle"]


@pytest.mark.parametrize(
    "changes",
    [{"unit": "mkt"}, {"unit": "none"}, {"question": "  "}, {"days": 0}, {"silence": "never"}],
)
def test_a_question_says_whom_what_and_until_when(changes: dict[str, object]) -> None:
    number = accepted(FOOD)

    with pytest.raises(Invalid):
        consult(number, **changes)

    assert not CaseAdvice.objects.exists()


def test_one_question_at_a_time_and_only_by_those_who_act_on_the_case() -> None:
    number = accepted(FOOD)
    advice = consult(number)

    with pytest.raises(AskedAlready):
        consult(number)
    with pytest.raises(Forbidden):
        services.consult(
            actor=officer("fire"), number=number, unit="eco", question="？", now=TUESDAY
        )
    with pytest.raises(Forbidden):
        services.advise(
            actor=officer("mkt"), number=number, advice_id=advice.pk, answer="好",
            now=TUESDAY,
        )  # fmt: skip


def test_opening_a_case_by_number_reads_the_tasks_of_that_case_only() -> None:
    number = joint()
    rows = Case.objects.filter(perms.known_cases(officer("fire")), number=number)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # A small table is always read whole.
        (plan,) = json.loads(rows.explain(format="json"))

    read = list(_scans(plan["Plan"]))
    assert any(name == "cases_case" and "Index" in how for how, name in read)
    assert any(name == "cases_casetask" for _, name in read)
    assert all("Index" in how or "Bitmap" in how for how, _ in read)


def _scans(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "Relation Name" in node:
        yield node["Node Type"], node["Relation Name"]
    for inner in node.get("Plans", []):
        yield from _scans(inner)
