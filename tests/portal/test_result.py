"""How one gets the result: seen, chosen, fetched by another, confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from tests.delivery.parcels import held, ready, waiting
from tests.identity.factories import LEAP_DAY
from tests.portal.visitors import person, submitted, text
from tongban.base import clock
from tongban.cases import queries as cases
from tongban.delivery import services
from tongban.delivery.rules import Check
from tongban.demo.services import stories

if TYPE_CHECKING:
    from django.test import Client

PROXY = {"name": LEAP_DAY[0], "number_type": "111", "number": LEAP_DAY[1]}


def case_page(client: Client, number: str) -> str:
    return text(client.get(f"/cases/{number}/"))


def test_before_the_decision_the_way_may_be_chosen(damin: Client) -> None:
    number = str(submitted("residence_permit").number)

    answer = damin.post(
        f"/cases/{number}/result/",
        {"way": "courier", "recipient": "样大民", "phone": "10000000099", "address": "示范路7号"},
    )

    assert answer.status_code == 302
    assert "邮寄" in case_page(damin, number)


def test_a_parcel_without_address_is_declined_at_each_field(damin: Client) -> None:
    number = str(submitted("residence_permit").number)

    answer = damin.post(
        f"/cases/{number}/result/", {"way": "courier", "recipient": "样大民", "phone": "12"}
    )

    page = text(answer)
    assert answer.status_code == 422
    assert "请填写收件地址" in page
    assert "请填写 11 位手机号码" in page
    assert 'value="样大民"' in page


def test_where_it_lies_and_the_code_are_shown_to_the_owner_only(
    damin: Client, xiaohong: Client
) -> None:
    number = waiting(now=clock.now())
    ready(number, now=clock.now())

    page = case_page(damin, number)
    code = damin.post(f"/cases/{number}/result/code/")

    assert "保管到" in page
    assert "<svg" in text(code)
    assert code["Cache-Control"].find("no-store") >= 0
    for name in ("result_code", "result_received"):
        assert xiaohong.post(reverse(f"portal:{name}", args=[number])).status_code == 404
    assert xiaohong.get(f"/cases/{number}/result/").status_code == 404


def test_a_proxy_is_named_masked_and_taken_back(damin: Client) -> None:
    number = waiting(now=clock.now())

    damin.post(f"/cases/{number}/result/proxy/", PROXY)
    named = case_page(damin, number)
    proxy = held(number).proxies[0]
    damin.post(f"/cases/{number}/result/proxy/{proxy.id}/")

    assert proxy.number in named
    assert LEAP_DAY[1] not in named
    assert proxy.number not in case_page(damin, number)


def test_a_number_that_cannot_be_is_said_at_the_field(damin: Client) -> None:
    number = waiting(now=clock.now())

    answer = damin.post(f"/cases/{number}/result/proxy/", {**PROXY, "number": "99010"})

    assert answer.status_code == 422
    assert f'value="{LEAP_DAY[0]}"' in text(answer)


def test_without_a_consignment_there_is_no_code(damin: Client) -> None:
    number = str(submitted("residence_permit").number)

    assert damin.post(f"/cases/{number}/result/code/").status_code == 404


def test_the_applicant_says_that_it_came(damin: Client) -> None:
    number = waiting(now=clock.now())
    consignment, now = ready(number, now=clock.now()), clock.now()
    owner = stories.person("damin")
    shown = services.show_code(actor=owner, number=consignment, now=now)
    services.hand_over(
        actor=stories.staff("clerk"), number=consignment, now=now,
        proof=services.Proof(Check.CODE, shown.code),
        things=[thing.pk for thing in held(number).owed],
    )  # fmt: skip

    assert "我收到了" in case_page(damin, number)
    damin.post(f"/cases/{number}/result/received/")

    assert "您已经确认收到" in case_page(damin, number)
    assert cases.case(owner, number).case.state == "concluded"


def test_strangers_sign_in_first() -> None:
    number = str(submitted("residence_permit").number)
    from django.test import Client

    assert Client().get(f"/cases/{number}/result/").status_code == 302
    assert person("damin").get(f"/cases/{number}/result/").status_code == 200
