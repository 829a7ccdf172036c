"""Lights and cards by the clock and by events: once, in order, each case by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.circumstances import (
    PERMIT,
    PROOF,
    TUESDAY,
    accepted,
    applicant,
    asked,
    concluded,
    day,
    found,
    granted,
    submitted,
    told,
)
from tests.supervision.supervising import card, cards, swept
from tongban.cases import services as cases
from tongban.cases.models import Case, CaseMaterial, CaseStep, CaseTask
from tongban.demo.services import stories
from tongban.feedback import services as feedback
from tongban.supervision import services
from tongban.supervision.models import CaseTouch, CaseWarning, CaseWatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def test_a_case_turns_blue_yellow_and_red_and_each_has_one_card() -> None:
    number = accepted()  # due on 17 March
    CaseTask.objects.filter(case__number=number).update(step_due_on=None)
    seen = []

    for passed in (0, 9, 10, 10, 15):
        swept(day(passed))
        seen.append((found(number).light, [light for rule, light in cards(number) if rule == "L2"]))

    assert [light for light, _ in seen] == ["green", "blue", "yellow", "yellow", "red"]
    assert [len(lights) for _, lights in seen] == [0, 1, 2, 2, 3]
    assert seen[-1][1] == ["blue", "yellow", "red"]
    raised = CaseWarning.objects.filter(case_number=number).count()
    assert told(number).count("supervision.warning_raised") == raised


def test_a_late_step_is_reminded_of_and_over_when_the_step_is_done() -> None:
    number = accepted()
    CaseTask.objects.filter(case__number=number).update(step_due_on=day(2).date())

    swept(day(3))
    assert (found(number).light, card(number, "L3", "blue").state) == ("blue", "informing")
    CaseTask.objects.filter(case__number=number).update(closed_at=day(3))
    services.look(number=number, now=day(3))

    assert found(number).light == "green"


def test_a_sweep_looks_only_at_what_has_to_be_looked_at() -> None:
    numbers = [accepted() for _ in range(3)]
    swept(day(0))
    assert not CaseTouch.objects.exists()
    before = list(CaseWatch.objects.order_by("number").values())

    assert services.sweep(now=day(1)) == 0

    assert list(CaseWatch.objects.order_by("number").values()) == before
    assert not CaseWatch.objects.exclude(look_on__gt=day(1).date()).exists()
    assert len(numbers) == len(before)


def test_a_quiet_minute_costs_four_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    accepted()
    swept(day(0))

    with django_assert_num_queries(4):
        swept(day(1))


def test_what_many_looks_need_alike_is_read_once() -> None:
    numbers = [accepted() for _ in range(2)]
    swept(day(0))
    services.touch(numbers * 2)

    with CaptureQueriesContext(connection) as asked_for:
        swept(day(0))

    for table in ("supervision_ruleversion", "directory_region", "base_calendarday"):
        assert sum(f"FROM {table}" in each["sql"].replace('"', "") for each in asked_for) <= 1
    assert not CaseTouch.objects.exists()
    assert len(asked_for) <= 40  # two looks with their savepoints, and a quiet minute


def test_after_a_long_downtime_every_card_is_raised_in_order_and_only_the_last_is_owed() -> None:
    number = accepted()

    services.sweep(now=day(700))

    rows = CaseWarning.objects.filter(case_number=number, rule="L2").order_by("id")
    assert [(row.light, row.state) for row in rows] == [
        ("blue", "informing"), ("yellow", "informing"), ("red", "open"),
    ]  # fmt: skip
    assert [row.arose_on for row in rows] == sorted(row.arose_on for row in rows)
    assert found(number).light == "red"


def test_a_held_clock_keeps_its_light_and_runs_on_with_what_was_left() -> None:
    approver, number = stories.staff("approver"), accepted()
    swept(day(9))
    cases.suspend(actor=approver, number=number, name="鉴定", reason="鉴定", now=day(9))
    swept(day(60))
    assert found(number).light == "blue"
    cases.resume(actor=approver, number=number, now=day(60), **PROOF)

    swept(day(60))

    assert found(number).light == "blue"
    assert ("L2", "yellow") not in cards(number)


def test_what_is_decided_is_watched_until_it_is_delivered() -> None:
    number = granted()
    swept(day(3))
    assert found(number).light == "green"

    swept(day(30))
    lights = [light for rule, light in cards(number) if rule == "L7"]

    assert (found(number).light, lights) == ("red", ["yellow", "red"])
    cases.carry_out(number=number, now=day(30))
    swept(day(31))
    assert CaseWatch.objects.get(pk=number).look_on is None


def test_the_five_days_are_watched_and_silence_has_its_card() -> None:
    number = submitted()
    swept(day(6))
    assert (found(number).light, cards(number)) == ("yellow", [("L5", "yellow")])

    cases.accept_silent(number=number, now=day(8))
    swept(day(8))

    assert ("L5", "red") in cards(number)


def test_one_broken_case_does_not_stop_the_others_and_is_tried_again() -> None:
    broken, whole = accepted(), accepted()
    region = found(broken).region
    Case.objects.filter(number=broken).update(region="nowhere")

    swept(day(15))
    assert (found(whole).light, Case.objects.get(number=broken).light) == ("red", "green")
    Case.objects.filter(number=broken).update(region=region)
    swept(day(15))

    assert found(broken).light == "red"


def test_a_light_goes_out_when_the_limit_moves_far_away() -> None:
    number = accepted()
    swept(day(10))
    Case.objects.filter(number=number).update(
        due_on=day(90).date(), legal_due_on=None, next_due_on=day(90).date()
    )
    CaseTask.objects.filter(case__number=number).update(step_due_on=None)

    assert services.catch_up(now=day(10)) == 1

    assert found(number).light == "green"
    assert services.catch_up(now=day(10)) == 0


def test_open_cases_from_before_the_rules_are_found_at_night() -> None:
    number = accepted()
    CaseTouch.objects.all().delete()
    assert services.sweep(now=day(15)) == 0

    assert services.catch_up(now=day(15)) == 1

    assert found(number).light == "red"


def test_a_card_that_nobody_answers_in_time_gets_a_card_of_its_own_once() -> None:
    number = accepted()
    swept(day(10))
    assert card(number, "L2", "yellow").answer_due_on == day(14).date()
    swept(day(14))
    assert ("W1", "red") not in cards(number)

    for passed in (15, 15, 40):
        swept(day(passed))

    assert cards(number).count(("W1", "red")) == 1
    assert "没有反馈" in card(number, "W1", "red").words


def test_an_answered_card_is_not_overdue() -> None:
    number = accepted()
    swept(day(10))
    serial = card(number, "L2", "yellow").serial
    services.answer_card(
        actor=stories.staff("approver"), serial=serial, reason="等检测", measure="催办",
        now=day(11),
    )  # fmt: skip

    swept(day(14))
    lapsed = CaseWarning.objects.get(serial=serial).lapsed_at

    assert lapsed is None


def test_a_bad_rating_has_its_card_once_and_a_good_one_none(
    run_jobs: Callable[[], list[str]],
) -> None:
    bad, good = concluded(), concluded()
    feedback.rate(actor=applicant(), number=bad, grade=1, now=TUESDAY)
    feedback.rate(actor=applicant(), number=good, grade=5, now=TUESDAY)

    run_jobs()
    services.look(number=bad, now=TUESDAY)

    assert [rule for rule, _ in cards(bad)] == ["E1"]
    assert cards(good) == []


def test_a_second_notice_and_a_step_back_in_time_are_found() -> None:
    number = asked()
    case = found(number)
    for step, when in (("ask_supplement", day(1)), ("precheck", day(-3))):
        CaseStep.objects.create(
            case_id=case.pk, step=step, at=when, before="correction", after="correction",
            actor_kind="staff",
        )  # fmt: skip

    services.look(number=number, now=day(2))

    assert [rule for rule, _ in cards(number)] == ["L6", "L8"]


def test_a_missing_material_a_foreign_one_and_a_missing_reason_are_found() -> None:
    number = accepted()
    case = found(number)
    wanted = CaseMaterial.objects.filter(case=case, need="必要").first()
    assert wanted is not None
    CaseMaterial.objects.filter(pk=wanted.pk).update(source="", late_due_on=None)
    CaseMaterial.objects.create(case=case, key="foreign", seq=99, name="单位证明", need="非必要",
                                obtain="上传", asked="请交单位证明")  # fmt: skip
    Case.objects.filter(pk=case.pk).update(finish_kind="2", finish_reason=" ")

    services.look(number=number, now=day(1))

    assert sorted(rule for rule, _ in cards(number)) == ["M1", "M2", "R1"]
    assert wanted.name in card(number, "M1", "red").words
    assert "单位证明" in card(number, "M2", "yellow").words


def test_an_item_taken_in_as_it_should_be_has_no_fault() -> None:
    number = concluded(PERMIT)

    swept(day(1))

    assert cards(number) == []


def test_a_card_says_what_the_standard_asks_of_it() -> None:
    number = accepted()
    swept(day(15))

    red = card(number, "L2", "red")

    assert red.serial.startswith("JC2026")
    assert len(red.serial) <= 20
    assert (red.unit, red.item_key, red.arose_on) == ("ps", PERMIT, day(15).date())
    assert red.told == ["post", "head", "supervisor"]
    assert "2026年3月17日" in red.words
