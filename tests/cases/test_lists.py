"""Lists, counts and the sweep: in order, at one price, and one broken case stops nobody else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases.circumstances import (
    CARD,
    FOOD,
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
    give,
    granted,
    submitted,
)
from tongban.base.paging import Page
from tongban.cases import queries, services
from tongban.cases.models import Case
from tongban.cases.queries import Wanted, Who
from tongban.cases.rules import State
from tongban.cases.rules.deadlines import DeadlineKind
from tongban.demo.services import stories

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tongban.base.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def numbers(rows: Page[Case] | list[Case]) -> list[str]:
    return [str(case.number) for case in (rows if isinstance(rows, list) else rows.items)]


def waiting(actor: Actor, **wanted: Any) -> list[str]:
    """The numbers on the work list of the actor, as they follow one another."""
    return [str(row.case.number) for row in queries.work(actor, Wanted(**wanted)).items]


def test_the_work_list_shows_what_waits_for_the_actor_nearest_deadline_first() -> None:
    later, sooner, waits_for_others = submitted(now=day(1)), submitted(), accepted()
    waits_for_applicant = asked()
    clerk = stories.staff("clerk")

    assert waiting(clerk) == [sooner, later]
    assert set(waiting(clerk, who=Who.ALL)) == {
        sooner, later, waits_for_others, waits_for_applicant,
    }  # fmt: skip
    assert waiting(stories.staff("handler")) == [waits_for_others]
    assert waiting(clerk, text=sooner) == [sooner]
    assert waiting(clerk, who=Who.ALL, state="correction") == [waits_for_applicant]
    assert queries.work_counts(clerk) == {
        "all": 4, "turn": 2, "free": 2, "held": 0, "post": 2, "unit": 2, "yellow": 0, "red": 0,
    }  # fmt: skip


def test_a_held_case_stands_in_the_list_at_the_end_of_its_procedure() -> None:
    held, running = accepted(), accepted(now=day(1))
    handler = stories.staff("handler")
    assert waiting(handler) == [held, running]

    services.suspend(
        actor=handler,
        number=held,
        name="鉴定",
        reason="鉴定",
        until_on=date(2026, 4, 30),
        now=day(1),
    )

    assert waiting(handler) == [running, held]
    assert queries.remaining_days([found(held)]) == {held: None}


def test_the_first_of_two_limits_orders_the_list() -> None:
    number = accepted(now=day(29 * 7))  # in September: the holidays count for one limit only

    case = found(number)

    assert case.legal_due_on is not None
    assert case.due_on is not None
    assert case.legal_due_on < case.due_on
    assert case.next_due_on == case.legal_due_on


@pytest.mark.parametrize("who", list(Who))
def test_pages_of_the_work_list_follow_one_another(who: Who) -> None:
    made = {submitted() for _ in range(5)}
    clerk, seen, after = stories.staff("clerk"), list[str](), ""
    if who is Who.HELD:
        for row in queries.work(clerk, Wanted()).items:
            assert row.task is not None
            services.claim(actor=clerk, task=row.task.pk, now=TUESDAY)

    while True:
        page = queries.work(clerk, Wanted(who=who), after=after, limit=2)
        seen += [str(row.case.number) for row in page.items]
        after = page.next
        if not after:
            break

    assert len(seen) == 5
    assert set(seen) == made


def test_lists_cost_the_same_number_of_queries_however_long(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    clerk, person = stories.staff("clerk"), applicant()
    for _ in range(3):
        submitted()

    for who in Who:
        with django_assert_num_queries({Who.ALL: 3, Who.HELD: 1}.get(who, 2)):
            queries.work(clerk, Wanted(who=who))
    with django_assert_num_queries(1):
        queries.work(clerk, Wanted(text="没有这个事项"))
    for who in Who:
        with django_assert_num_queries(1):
            queries.work_items(clerk, who)
    with django_assert_num_queries(1):
        queries.work_counts(clerk)
    with django_assert_num_queries(1):
        queries.my_cases(person)
    with django_assert_num_queries(1):
        queries.drafts(person)


def test_words_find_a_case_by_number_item_and_material_and_only_in_ones_own_lists() -> None:
    permit, teacher = submitted(), submitted(TEACHER)
    clerk, stranger = stories.staff("clerk"), stories.staff("clerk2")

    for who in (Who.TURN, Who.ALL):
        assert waiting(clerk, who=who, text="教师") == [teacher]
        assert waiting(clerk, who=who, text="居住 申领") == [permit]
        assert waiting(clerk, who=who, text=permit[12:]) == [permit]
        assert set(waiting(clerk, who=who, text=permit[:12])) == {permit, teacher}
        assert waiting(clerk, who=who, text=permit[:6]) == []  # every number begins so
        assert waiting(clerk, who=who, text="租赁合同 教师") == []
        assert waiting(clerk, who=who, text="！？' & | :*") == []
        assert waiting(stranger, who=who, text="教师") == []
    material = queries.case(clerk, permit).materials[0].name
    assert permit in waiting(clerk, text=material)


def test_words_narrow_what_one_has_claimed_and_find_an_enterprise_by_its_name() -> None:
    permit, teacher, food = submitted(), submitted(TEACHER), submitted(FOOD)
    clerk = stories.staff("clerk")
    for row in queries.work(clerk, Wanted()).items:
        assert row.task is not None
        services.claim(actor=clerk, task=row.task.pk, now=TUESDAY)

    assert set(waiting(clerk, who=Who.HELD)) == {permit, teacher, food}
    assert waiting(clerk, who=Who.HELD, text="教师") == [teacher]
    assert waiting(clerk, who=Who.HELD, text="！？") == []
    firm = found(food).applicant
    for who in (Who.TURN, Who.HELD, Who.ALL):
        assert waiting(clerk, who=who, text=firm.name) == [food]
    assert waiting(clerk, text=found(permit).applicant.name) == []


def test_a_list_is_narrowed_to_the_items_that_stand_in_it() -> None:
    accepted()
    submitted(TEACHER)
    clerk, handler = stories.staff("clerk"), stories.staff("handler")

    assert queries.work_items(clerk, Who.TURN) == [TEACHER]
    assert queries.work_items(clerk, Who.ALL) == sorted([PERMIT, TEACHER])
    assert queries.work_items(handler, Who.TURN) == [PERMIT]
    assert queries.work_items(stories.staff("clerk2"), Who.ALL) == []
    assert queries.work_items(stories.staff("operator"), Who.UNIT) == []


def test_the_list_follows_the_light_the_state_and_the_hall_of_its_case() -> None:
    number = submitted()
    clerk, other = stories.staff("clerk"), stories.staff("clerk2")
    Case.objects.filter(number=number).update(light="red", state=State.PRECHECKED)

    assert waiting(clerk, light="red", state="prechecked") == [number]
    assert queries.work_counts(clerk)["red"] == 1
    assert waiting(clerk, state="submitted") == []
    Case.objects.filter(number=number).update(place="qunli")
    found(number).tasks.open().update(place="qunli")
    assert waiting(clerk, text="居住证") == waiting(clerk, who=Who.ALL, text="居住证") == []
    assert waiting(other, text="居住证") == waiting(other, who=Who.ALL, text="居住证") == [number]


def test_each_filter_narrows_the_list() -> None:
    permit, teacher = submitted(), submitted(TEACHER, now=day(1))
    clerk = stories.staff("clerk")
    first, second = found(permit).next_due_on, found(teacher).next_due_on

    assert waiting(clerk, item=TEACHER) == [teacher]
    assert waiting(clerk, channel="web") == [permit, teacher]
    assert waiting(clerk, channel="window") == []
    assert waiting(clerk, until=first) == [permit]
    assert waiting(clerk, since=second) == [teacher]
    assert waiting(clerk, place="daoli") == [permit, teacher]
    assert waiting(clerk, place="qunli") == waiting(clerk, unit="mkt") == []
    assert waiting(clerk, role="handler") == []


def test_the_work_of_a_whole_department_and_of_one_person() -> None:
    number = accepted()
    approver, handler = stories.staff("approver"), stories.staff("handler")

    assert waiting(approver) == []
    assert waiting(approver, who=Who.UNIT) == [number]
    assert waiting(approver, who=Who.UNIT, role="handler") == [number]
    task = found(number).tasks.open().get()
    services.claim(actor=handler, task=task.pk, now=TUESDAY)
    assert waiting(approver, who=Who.UNIT, holder=handler.account) == [number]
    assert waiting(approver, who=Who.UNIT, holder=approver.account) == []
    assert waiting(stories.staff("clerk"), who=Who.UNIT, holder=handler.account) == []


def test_a_person_sees_his_own_cases_the_last_changed_first() -> None:
    first, second = submitted(), submitted(now=day(1))
    submitted(FOOD)

    assert numbers(queries.my_cases(applicant())) == [second, first]
    assert numbers(queries.my_cases(stories.person("xiaohong"))) == []
    services.withdraw(actor=applicant(), number=first, reason="", now=day(2))
    assert numbers(queries.my_cases(applicant())) == [first, second]


def test_what_to_do_is_a_correction() -> None:
    submitted()
    number = asked()

    assert numbers(queries.to_do(applicant())) == [number]


def test_the_sweep_does_what_silence_means_and_a_second_one_nothing() -> None:
    silent, prechecked_in_time = submitted(), submitted(now=day(7))
    lapsed = asked()

    assert services.sweep(now=day(8)) == 1
    assert services.sweep(now=day(8)) == 0
    assert (found(silent).state, found(prechecked_in_time).state) == ("accepted", "submitted")
    assert services.sweep(now=day(22)) == 2
    assert found(lapsed).state == "withdrawn"


def test_one_broken_case_does_not_stop_the_sweep() -> None:
    broken, whole = submitted(), submitted()
    Case.objects.filter(number=broken).update(receipt_on=None)  # a fault no rule expects

    assert services.sweep(now=day(8)) == 1

    assert found(whole).state == State.ACCEPTED
    assert found(broken).state == State.SUBMITTED


def test_a_decision_whose_job_gave_up_is_carried_out_by_the_sweep() -> None:
    number = granted()

    assert services.sweep(now=TUESDAY) == 0
    assert services.sweep(now=day(1)) == 1

    assert found(number).state == State.CONCLUDED


def test_open_cases_always_have_a_next_day() -> None:
    for arrange in (submitted, asked, accepted, at_last_post, granted):
        case = found(arrange())
        assert case.next_due_on is not None, case.state
    assert found(concluded()).next_due_on is None


def test_what_is_late_in_delivery_is_watched() -> None:
    number = granted(PERMIT)

    case = found(number)
    watched = {each.kind: each.due_on for each in queries.deadlines(case)}

    assert watched[DeadlineKind.DELIVERY] == case.deliver_due_on


def test_a_case_decided_on_the_spot_is_due_the_same_day() -> None:
    number = accepted(CARD)

    assert found(number).next_due_on == date(2026, 3, 3)
    give("clerk", number, "grant")
    assert waiting(stories.staff("clerk")) == []
