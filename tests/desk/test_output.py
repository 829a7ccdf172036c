"""The counter hands out: lists, one consignment, each step with its refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.circumstances import TUESDAY
from tests.delivery.parcels import held, ready, waiting
from tests.desk.desks import STAFF, case, desk_of, text
from tests.identity.factories import LEAP_DAY, YANG_DAMIN
from tongban.access import queries as access
from tongban.delivery import services
from tongban.demo.services import stories

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

LIST = "/desk/output/"


def act(number: str, step: str, /, **data: Any) -> Any:
    view = held(number)
    data.setdefault("version", view.consignment.version)
    return desk_of("clerk").post(f"{LIST}{view.consignment.number}/{step}/", data)


def page(number: str, username: str = "clerk") -> str:
    return text(desk_of(username).get(f"{LIST}{held(number).consignment.number}/"))


def test_the_list_counts_and_shows_what_waits() -> None:
    number = waiting()

    shown = text(desk_of("clerk").get(LIST))

    assert held(number).consignment.number in shown
    assert '待备件 <span class="top-count">1</span>' in shown
    assert YANG_DAMIN[0] not in shown


def test_the_number_of_queries_of_the_list_is_fixed(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = desk_of("clerk")
    for way in ("pickup", "courier", "locker"):
        waiting(way)
    client.get(LIST)

    with django_assert_num_queries(9):
        client.get(LIST)


@pytest.mark.parametrize("username", sorted(set(STAFF) - {"clerk", "clerk2", "supervisor"}))
def test_for_other_posts_there_is_no_such_page(username: str) -> None:
    number = held(waiting()).consignment.number

    assert desk_of(username).get(LIST).status_code == 404
    assert desk_of(username).get(f"{LIST}{number}/").status_code == 404
    assert desk_of(username).post(f"{LIST}{number}/ready/").status_code == 404


def test_a_supervisor_sees_it_and_has_no_button() -> None:
    number = waiting()

    shown = page(number, "supervisor")

    assert "由保管的大厅办理" in shown
    assert "已备好，通知领取" not in shown


def test_from_ready_to_handed_over() -> None:
    number = waiting()
    assert act(number, "ready").status_code == 302
    things = [thing.pk for thing in held(number).owed]

    answer = act(
        number, "hand", things=things, check="document", number_type="111", proof=YANG_DAMIN[1]
    )

    assert answer.status_code == 302
    assert case(number).state == "concluded"
    assert "直接送达" in page(number)


def test_a_wrong_document_is_said_at_the_field_and_never_echoes_the_right_one() -> None:
    number = waiting()
    ready(number)
    things = [thing.pk for thing in held(number).owed]

    answer = act(
        number, "hand", things=things, check="document", number_type="111", proof=LEAP_DAY[1]
    )

    assert answer.status_code == 422
    assert "都对不上" in text(answer)
    assert YANG_DAMIN[1] not in text(answer)


def test_nothing_typed_is_lost_when_something_is_missing() -> None:
    number = waiting()
    ready(number)

    answer = act(number, "hand", check="code", proof="ABCD2345", remark="带了雨伞")

    assert answer.status_code == 422
    assert "请勾选" in text(answer)
    assert "带了雨伞" in text(answer)


def test_an_old_page_is_declined() -> None:
    number = waiting()

    answer = act(number, "ready", version=99)

    assert answer.status_code == 409
    assert "刚被别人改过" in text(answer)


def test_a_parcel_under_the_number_of_a_label() -> None:
    number = waiting("courier")

    answer = act(number, "post", carrier="ems", parcel="EX 123 CN")

    assert answer.status_code == 302
    assert "EX123CN" in page(number)


def test_the_address_is_masked_until_the_look_is_recorded() -> None:
    number = waiting("courier")
    client = desk_of("clerk")
    consignment = held(number).consignment.number

    before = page(number)
    shown = text(client.post(f"{LIST}{consignment}/address/"))

    assert "示范路7号" not in before
    assert "示范路7号" in shown
    looks = access.footprint(stories.person("damin")).items
    assert "填写寄递面单" in [look.purpose for look in looks]


def test_an_original_and_a_written_authorisation() -> None:
    number = waiting()
    added = act(number, "thing", case=number, kind="original", name="户口簿原件", copies=2)
    ready(number)
    paper = SimpleUploadedFile("授权.png", stories.PICTURE)

    kept = act(
        number, "proxy", case=number, name=LEAP_DAY[0], number_type="111", number=LEAP_DAY[1],
        paper=paper,
    )  # fmt: skip

    assert (added.status_code, kept.status_code) == (302, 302)
    assert "户口簿原件" in page(number)
    assert "书面授权" in page(number)


@pytest.mark.parametrize(
    ("step", "data", "said"),
    [
        ("thing", {"kind": "original", "name": ""}, "请写明是什么"),
        ("join", {"other": ""}, "请填写要并进来的出件单编号"),
        ("post", {"carrier": "nobody"}, "选择一个有效的选项"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(step: str, data: dict[str, str], said: str) -> None:
    answer = act(waiting("courier"), step, **data)

    assert answer.status_code == 422
    assert said in text(answer)


def test_a_box_is_opened_on_the_page_of_the_locker() -> None:
    number = waiting("locker")
    act(number, "box", box=7)
    consignment = held(number).consignment
    shown = services.show_code(
        actor=stories.person("damin"), number=consignment.number, now=TUESDAY
    )
    client = desk_of("clerk")
    typed = {"hall": consignment.hall, "box": 7}

    wrong = client.post(f"{LIST}locker/", {**typed, "code": "22222222"})
    right = client.post(f"{LIST}locker/", {**typed, "code": shown.code})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert case(number).state == "concluded"


def test_the_page_of_the_case_leads_to_its_consignment() -> None:
    number = waiting()

    shown = text(desk_of("clerk").get(f"/desk/cases/{number}/"))

    assert f"{LIST}{held(number).consignment.number}/" in shown


def test_an_unknown_step_is_no_page() -> None:
    assert act(waiting(), "burn").status_code == 404
