"""The counter hands out: lists, one consignment, each step with its refusals."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
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
READ = "{0[0]}|男|汉|19900307|样例区示范路1号|{0[1]}|样例区公安分局".format
"""What a document reader types."""


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

    with django_assert_num_queries(10):
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

    said = {"things": things, "check": "document", "number_type": "111"}
    unread = act(number, "hand", proof="样大民|男|汉", **said)
    answer = act(number, "hand", proof=READ(YANG_DAMIN), **said)

    assert unread.status_code == 422
    assert "没有读到证件号码" in text(unread)
    assert re.search(r'name="proof" value="样大民\|男\|汉"[^>]* data-reader', text(unread))
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
        number, "proxy", case=number, name=LEAP_DAY[0], number_type="111", number=READ(LEAP_DAY),
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


def test_what_was_added_is_taken_off_and_handing_over_prints_a_receipt_for_each_case() -> None:
    number = waiting()
    act(number, "thing", case=number, kind="original", name="户口簿原件", copies=1)
    added = next(thing.pk for thing in held(number).owed if thing.kind == "original")
    gone = act(number, "drop", thing=added)
    again = act(number, "drop", thing=added)
    ready(number)
    things = [thing.pk for thing in held(number).owed]
    act(number, "hand", things=things, check="document", number_type="111", proof=YANG_DAMIN[1])

    shown = page(number)

    assert (gone.status_code, again.status_code, len(things)) == (302, 404, 2)
    assert "户口簿原件" not in shown
    (link,) = re.findall(r'href="([^"]*/receipt/[^"]*)"', shown)
    assert b"".join(desk_of("clerk").get(link)).startswith(b"%PDF-")
    assert desk_of("clerk2").get(link).status_code == 404
    assert desk_of("clerk").get(link[:-13] + "000000000000/").status_code == 404


def test_a_parcel_long_under_way_is_marked_and_given_up_with_a_reason() -> None:
    number = waiting("courier")
    act(number, "post", carrier="ems", parcel="EX123CN")
    listed = f"{LIST}?state=posted"
    soon = text(desk_of("clerk").get(listed))
    with time_machine.travel(TUESDAY + timedelta(days=16), tick=False):
        late = text(desk_of("clerk").get(listed))

    without = act(number, "lost", reason="")
    given_up = act(number, "lost", reason="寄递企业确认丢失")

    assert ("15 天没有送到" in soon, "15 天没有送到" in late) == (False, True)
    assert (without.status_code, given_up.status_code) == (422, 302)
    assert "寄递企业确认丢失" in page(number)
    assert held(number).consignment.state == "preparing"


def test_one_field_finds_it_and_no_address_holds_what_was_typed() -> None:
    number, client = waiting(), desk_of("clerk")
    one = held(number).consignment.number

    found = client.post(f"{LIST}find/", {"q": YANG_DAMIN[1]})
    waiting("courier")
    several = client.post(f"{LIST}find/", {"q": READ(YANG_DAMIN)})
    nothing = client.post(f"{LIST}find/", {"q": LEAP_DAY[1]})

    assert (found.status_code, found["Location"]) == (302, f"{LIST}{one}/")
    assert text(several).count("data-row-link") == 2
    assert nothing.status_code == 422
    assert "没有找到" in text(nothing)
    assert desk_of("clerk2").post(f"{LIST}find/", {"q": one}).status_code == 422
    assert client.get(f"{LIST}find/").status_code == 405


def test_the_page_of_the_case_leads_to_its_consignment() -> None:
    number = waiting()

    shown = text(desk_of("clerk").get(f"/desk/cases/{number}/"))

    assert f"{LIST}{held(number).consignment.number}/" in shown


def test_an_unknown_step_is_no_page() -> None:
    assert act(waiting(), "burn").status_code == 404
