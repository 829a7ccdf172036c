"""The whole of a life event at the counter and in the departments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from tests.cases.bundles import events
from tests.cases.bundles.events import HAS_SHOP, RESTAURANT
from tests.cases.circumstances import TUESDAY
from tests.desk.desks import desk_of, text
from tongban.cases import queries
from tongban.delivery import services as delivery
from tongban.demo.services import stories

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

PLAN = "主要设备设施、布局和操作流程图"


def submitted() -> str:
    return events.submitted(events.owner(), RESTAURANT, HAS_SHOP)


def test_the_page_shows_every_member_with_department_case_and_clock() -> None:
    number = submitted()
    view = queries.bundle(stories.staff("clerk"), number)

    page = text(desk_of("clerk").get(f"/desk/events/{number}/"))

    for member in view.members:
        assert member.row.name in page
        assert member.department in page
        if member.case:
            assert str(member.case.number) in page
    assert "还剩" in page
    (receipt,) = view.papers
    narrow = reverse("desk:slip", args=[number, receipt.pk])
    assert desk_of("clerk").get(narrow).status_code == 404  # printed whole only


def test_materials_are_looked_at_once_and_the_whole_is_accepted() -> None:
    number, clerk = submitted(), desk_of("clerk")
    for row in queries.bundle(stories.staff("clerk"), number).materials:
        if row.source:
            address = f"/desk/events/{number}/materials/{row.key}/"
            assert clerk.post(address, {"verdict": "good"}).status_code == 302

    answer = clerk.post(f"/desk/events/{number}/accept/")

    assert answer.status_code == 302
    assert {case.state for case in events.found(number).cases.all()} == {"accepted"}
    assert "全部办完" in text(clerk.get(f"/desk/events/{number}/"))


def test_before_all_was_looked_at_it_is_not_accepted() -> None:
    number = submitted()

    answer = desk_of("clerk").post(f"/desk/events/{number}/accept/")

    assert answer.status_code == 409
    assert "还有材料没有核对" in text(answer)


def test_wrong_needs_its_reason_and_is_asked_in_one_notice() -> None:
    number, clerk = submitted(), desk_of("clerk")
    rows = queries.bundle(stories.staff("clerk"), number).materials
    key = next(row.key for row in rows if row.name == PLAN)
    address = f"/desk/events/{number}/materials/{key}/"

    bare = clerk.post(address, {"verdict": "wrong"})
    clerk.post(address, {"verdict": "wrong", "remark": "看不清"})
    answer = clerk.post(f"/desk/events/{number}/ask/")

    assert bare.status_code == 422
    assert answer.status_code == 302
    assert events.case_of(number, "food_business").state == "correction"


def test_it_is_refused_with_a_reason_only() -> None:
    number, clerk = submitted(), desk_of("clerk")

    bare = clerk.post(f"/desk/events/{number}/refuse/", {"reason": " "})
    answer = clerk.post(f"/desk/events/{number}/refuse/", {"reason": "不属于本机关职权范围"})

    assert bare.status_code in {409, 422}
    assert answer.status_code == 302
    assert {case.state for case in events.found(number).cases.all()} == {"refused"}


def test_who_may_see_and_who_may_act() -> None:
    number = submitted()
    address = f"/desk/events/{number}/"

    assert desk_of("approver").get(address).status_code == 200
    assert desk_of("clerk2").get(address).status_code == 404
    assert desk_of("approver").post(f"{address}accept/").status_code == 404
    assert desk_of("damin", "public").get(address).status_code == 404


def test_the_list_and_the_case_lead_to_the_whole() -> None:
    number = submitted()
    case = events.case_of(number, "signboard")
    clerk = desk_of("clerk")

    assert number in text(clerk.get("/desk/events/"))
    assert f"/desk/events/{number}/" in text(clerk.get(f"/desk/cases/{case.number}/"))


def test_the_list_goes_on_after_a_place_with_the_same_queries_for_one_row_and_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first, client = submitted(), desk_of("clerk")
    client.get("/desk/events/")
    with django_assert_num_queries(6):
        client.get("/desk/events/")
    second = submitted()
    with django_assert_num_queries(6):
        client.get("/desk/events/")

    page = queries.bundles_at_work(stories.staff("clerk"), limit=1)
    after = queries.bundles_at_work(stories.staff("clerk"), after=page.next, limit=1)

    found = {str(one.number) for one in (*page.items, *after.items)}
    assert (found, after.next) == ({first, second}, "")
    assert client.get("/desk/events/?after=nonsense").status_code == 422
    assert not queries.bundles_at_work(stories.staff("clerk2")).items


def test_the_counter_sees_what_the_rest_is_waited_for_and_may_be_told_not_to() -> None:
    number = events.accepted(events.owner(), RESTAURANT, HAS_SHOP, said=events.TO_HALL)
    case = events.case_of(number, "signboard")
    events.decide(case, "grant")
    found = delivery.receive(number=str(case.number), now=TUESDAY)
    assert found is not None
    address, clerk = f"/desk/output/{found.number}/", desk_of("clerk")

    waits, listed = text(clerk.get(address)), text(clerk.get("/desk/output/"))
    early = clerk.post(f"{address}ready/", {"version": found.version})
    told = clerk.post(f"{address}early/")
    ready = text(clerk.get(address))

    for page in (waits, text(early)):
        assert "还等：" in page
        assert "食品经营许可" in page
    assert "已备好，通知领取" not in waits
    assert ("还没到齐" in listed, number in listed) == (True, True)
    assert (early.status_code, told.status_code) == (409, 302)
    assert "已备好，通知领取" in ready
