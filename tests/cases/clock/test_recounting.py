"""A calendar that changes while cases run: who is counted anew, what stays, who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.db import InternalError, ProgrammingError, transaction

from tests.base.calendars.test_changing import OFF, WORKED
from tests.cases.circumstances import (
    FOOD,
    PROOF,
    accepted,
    applicant,
    asked,
    day,
    found,
    granted,
    submitted,
)
from tongban.base.actors import SYSTEM
from tongban.base.errors import Forbidden, NotFound
from tongban.cases import queries, services
from tongban.cases.models import CaseTask, ClockChange, Consequence, Recount
from tongban.cases.queries import batches
from tongban.cases.rules import State
from tongban.cases.services import recounting
from tongban.demo.services import stories
from tongban.notices import queries as notices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
REGION = "230102"


def closed(first: date, last: date | None = None, *, region: str = REGION) -> int:
    """Close the offices, count anew, and return the number of the change."""
    change = services.close_offices(
        actor=SYSTEM, region=region, first=first, last=last or first, label="台风停工",
        source="样指〔2026〕3号", now=day(2),
    )  # fmt: skip
    services.recount(change=change.pk, now=day(2))
    return change.pk


def test_a_closure_moves_the_days_that_reach_over_it_and_keeps_both_derivations() -> None:
    number, early = accepted(), accepted(now=day(-20))
    before = queries.case(applicant(), number).lines

    change = closed(date(2026, 3, 12), date(2026, 3, 13))

    case = found(number)
    assert (case.due_on, case.next_due_on) == (date(2026, 3, 19), date(2026, 3, 18))
    assert case.legal_due_on == date(2026, 3, 18)  # calendar days: closed offices do not matter
    assert "台风停工放假，不计入" in " ".join(queries.case(applicant(), number).lines)
    row = ClockChange.objects.get(case=case)
    assert (row.calendar_change, row.moved) == (change, True)
    history = queries.histories(case)[0]
    assert [each.words for each in history.moved] == ["承诺时限：由2026年3月17日改为2026年3月19日"]
    assert history.before == before
    assert history.after == queries.case(applicant(), number).lines
    assert not ClockChange.objects.filter(case=found(early)).exists()
    result = Recount.objects.get(calendar_change=change)
    assert (result.reached, result.moved, result.finished_at is not None) == (1, 1, True)


def test_the_history_cannot_be_rewritten() -> None:
    accepted()
    closed(date(2026, 3, 12))

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        ClockChange.objects.update(cause="other")


def test_work_lists_and_steps_follow() -> None:
    number = accepted()
    task = CaseTask.objects.get(case=found(number), closed_at=None)
    assert task.step_due_on == date(2026, 3, 10)  # five of ten working days

    closed(date(2026, 3, 5))

    task.refresh_from_db()
    assert task.step_due_on == date(2026, 3, 11)
    assert task.due_on == found(number).next_due_on


def test_a_closure_elsewhere_or_later_concerns_nobody_here() -> None:
    number = accepted()

    closed(date(2026, 3, 12), region="230103")
    closed(date(2026, 4, 20))

    assert found(number).due_on == date(2026, 3, 17)
    assert ClockChange.objects.count() == 0


def test_a_closure_of_the_province_reaches_the_district() -> None:
    number = accepted()

    closed(date(2026, 3, 12), region="230000")

    assert found(number).due_on == date(2026, 3, 18)


def test_every_kind_of_day_follows() -> None:
    silent, correcting, decided = submitted(), asked(), granted()
    before = {number: found(number) for number in (silent, correcting, decided)}

    closed(date(2026, 3, 9))

    assert before[silent].answer_due_on == date(2026, 3, 10)
    assert found(silent).answer_due_on == found(silent).next_due_on == date(2026, 3, 11)
    assert before[correcting].correction_due_on == date(2026, 3, 24)
    assert found(correcting).correction_due_on == date(2026, 3, 25)
    assert before[decided].deliver_due_on == date(2026, 3, 17)
    assert found(decided).deliver_due_on == date(2026, 3, 18)


def test_a_day_told_to_the_applicant_moves_in_his_favour_only() -> None:
    correcting = asked()

    change = services.close_offices(
        actor=SYSTEM, region=REGION, first=date(2026, 3, 7), last=date(2026, 3, 7), label="加班",
        is_off=False, now=day(1),
    )  # fmt: skip
    services.recount(change=change.pk, now=day(1))

    assert found(correcting).correction_due_on == date(2026, 3, 24)


def test_a_held_clock_keeps_no_day_but_what_is_left_is_counted_anew() -> None:
    number, handler = accepted(), stories.staff("handler")
    services.suspend(actor=handler, number=number, name="鉴定", reason="鉴定", now=day(3))
    assert found(number).clock["remaining"] == 7

    closed(date(2026, 3, 5))

    assert found(number).clock["remaining"] == 8
    services.resume(actor=handler, number=number, now=day(6), **PROOF)
    assert found(number).due_on == date(2026, 3, 19)


def test_next_years_schedule_that_comes_late_replaces_what_was_guessed() -> None:
    december = day(0).replace(month=12, day=28)
    number = accepted(now=december)
    assert found(number).clock["guessed"] == [2027]

    change = services.publish_schedule(
        actor=stories.staff("operator"), year=2027, off=OFF, worked=WORKED,
        source="国办发明电〔2026〕9号", now=december,
    )  # fmt: skip
    services.recount(change=change.pk, now=december)

    assert found(number).clock["guessed"] == []
    words = " ".join(queries.case(applicant(), number).lines)
    assert "元旦放假，不计入" in words
    assert "尚未公布" not in words


def test_a_calendar_changed_after_limits_passed_leaves_what_happened_for_a_human() -> None:
    silent, running = submitted(), accepted()
    services.sweep(now=day(8))
    services.sweep(now=day(15))
    assert found(silent).state == State.ACCEPTED
    assert Consequence.objects.filter(case=found(running), kind="promised.passed").count() == 1

    closed(date(2026, 3, 12))

    assert found(silent).state == State.ACCEPTED
    passed = Consequence.objects.get(case=found(running), kind="promised.passed")
    assert (passed.due_on, passed.moved_to) == (date(2026, 3, 17), date(2026, 3, 18))
    services.sweep(now=day(20))
    kinds = Consequence.objects.filter(case=found(running), kind__startswith="promised.")
    assert sorted(kinds.values_list("kind", flat=True)) == ["promised.near", "promised.passed"]
    approver = stories.staff("approver")
    waiting = [row.pk for row in queries.to_review(approver).items]
    assert passed.pk in waiting
    services.review_consequence(
        actor=approver, consequence=passed.pk, verdict="当日已发函说明", now=day(21)
    )
    assert passed.pk not in [row.pk for row in queries.to_review(approver).items]
    with pytest.raises(NotFound):
        services.review_consequence(actor=approver, consequence=passed.pk, verdict="", now=day(21))
    with pytest.raises((Forbidden, NotFound)):
        services.review_consequence(
            actor=applicant(), consequence=passed.pk, verdict="", now=day(21)
        )


def test_counting_again_does_nothing_and_going_on_after_a_break_does_not_count_twice() -> None:
    accepted()
    change = closed(date(2026, 3, 12))

    services.recount(change=change, now=day(3))
    Recount.objects.filter(calendar_change=change).update(finished_at=None)
    again = services.recount(change=change, now=day(3))

    assert ClockChange.objects.count() == 1
    assert (again.moved, again.reached) == (1, 1)


def test_every_case_is_met_once_however_small_the_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their days, by which lists are in order, move while they are counted."""
    monkeypatch.setattr(recounting, "BATCH", 2)
    met: list[object] = []
    read = batches.batch

    def noted(keys: list[UUID]) -> list[batches.Alike]:
        met.extend(keys)
        return read(keys)

    monkeypatch.setattr(batches, "batch", noted)
    numbers = [accepted(now=day(2 + n)) for n in range(5)]

    change = closed(date(2026, 3, 12))

    assert len(met) == len(set(met)) == 5
    assert Recount.objects.get(calendar_change=change).reached == 5
    assert {found(number).clock_changes.count() for number in numbers} == {1}


def test_what_was_agreed_for_one_case_is_not_counted_for_another() -> None:
    plain, agreed = accepted(), accepted()
    case = found(agreed)
    case.agreed_limit = {"value": 5, "unit": "工作日"}
    case.save(update_fields=["agreed_limit"])

    closed(date(2026, 3, 6))

    assert found(plain).due_on == date(2026, 3, 18)
    assert found(agreed).due_on == date(2026, 3, 11)


def test_cases_that_are_alike_are_counted_as_one_and_each_keeps_its_own_history() -> None:
    alike, later = [accepted(), accepted()], accepted(now=day(3))
    held, longer = accepted(), accepted()
    services.suspend(
        actor=stories.staff("handler"), number=held, name="鉴定", reason="鉴定", now=day(3)
    )
    found(longer).extensions.create(days=10, reason="复杂", asked_at=day(3), asked_by=1,
                                    approved=True, decided_at=day(3), decided_by=2)  # fmt: skip
    keys = [found(number).pk for number in (*alike, later, held, longer)]

    with transaction.atomic():
        groups = sorted((len(each.keys), each.extended, len(each.stops))
                        for each in batches.batch(keys))  # fmt: skip
    closed(date(2026, 3, 12))

    assert groups == [(1, 0, 0), (1, 0, 1), (1, 10, 0), (2, 0, 0)]
    assert {found(number).due_on for number in alike} == {date(2026, 3, 18)}
    histories = [ClockChange.objects.get(case=found(number)) for number in alike]
    assert histories[0].before == histories[1].before
    assert histories[0].after["days"]["due_on"] == "2026-03-18"
    steps = CaseTask.objects.filter(case__number__in=alike, closed_at=None)
    assert {task.due_on for task in steps} == {date(2026, 3, 18)}


def test_a_broken_case_does_not_stop_the_others() -> None:
    good, broken = accepted(), accepted()
    found(broken).stops.create(
        kind="nonsense", from_on=date(2026, 3, 3), name="", holds=True, reason=""
    )

    change = closed(date(2026, 3, 12))

    assert found(good).due_on == date(2026, 3, 18)
    assert found(broken).due_on == date(2026, 3, 17)
    assert Recount.objects.get(calendar_change=change).finished_at


def test_applicant_and_office_are_told_once_and_only_if_a_day_moved(
    run_jobs: Callable[[], list[str]],
) -> None:
    number = accepted()
    run_jobs()
    before = notices.unread(applicant())

    change = services.close_offices(
        actor=stories.staff("operator"), region=REGION, first=date(2026, 3, 12),
        last=date(2026, 3, 12), label="台风停工", now=day(2),
    )  # fmt: skip
    run_jobs()
    services.tell_moved(change=change.pk)
    run_jobs()

    assert notices.unread(applicant()) == before + 1
    assert queries.moved_words(number, change.pk) == "承诺时限：由2026年3月17日改为2026年3月18日"
    page = queries.concerned(stories.staff("approver"), change.pk)
    assert [row.change.case.number for row in page.items] == [number]
    assert not queries.concerned(applicant(FOOD), change.pk).items
    assert queries.concerned(stories.staff("operator"), change.pk).items


def test_a_closure_taken_back_brings_the_old_day_back() -> None:
    number = accepted()
    closed(date(2026, 3, 12))

    change = services.reopen_offices(
        actor=stories.staff("operator"), region=REGION, first=date(2026, 3, 12),
        last=date(2026, 3, 12), now=day(3),
    )  # fmt: skip
    services.recount(change=change.pk, now=day(3))

    assert found(number).due_on == date(2026, 3, 17)
    assert ClockChange.objects.filter(case=found(number)).count() == 2


@pytest.mark.parametrize("who", ["clerk", "approver", "supervisor"])
def test_only_an_operator_keeps_the_calendar(who: str) -> None:
    actor = stories.staff(who)
    spring = date(2026, 3, 12)

    with pytest.raises(Forbidden):
        services.close_offices(
            actor=actor, region=REGION, first=spring, last=spring, label="台风", now=day(0)
        )
    with pytest.raises(Forbidden):
        services.publish_schedule(actor=actor, year=2027, off=OFF, worked="", source="", now=day(0))
    with pytest.raises(Forbidden):
        services.reopen_offices(actor=actor, region=REGION, first=spring, last=spring, now=day(0))
