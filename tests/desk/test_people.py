"""At the counter: whose account it is, a new password, an account that is somebody else's."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.desks import STAFF, desk_of, text
from tests.identity.factories import LEAP_DAY, YANG_DAMIN
from tongban.access import queries as access
from tongban.base import audit, clock
from tongban.base.actors import ANONYMOUS
from tongban.demo.services import stories
from tongban.identity import queries, services

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tongban.identity.models import Account

PAGE = "/desk/people/"
PASSWORD = "Lake-7-Poplar"
NAME, NUMBER = LEAP_DAY
DOCUMENT = {"number_type": "111", "number": NUMBER, "name": NAME}
DAMINS = {"number_type": "111", "number": YANG_DAMIN[1], "name": YANG_DAMIN[0]}


@pytest.fixture
def clerk() -> Client:
    return desk_of("clerk")


def signed_up(phone: str = "10000000077", name: str = NAME) -> Account:
    return services.sign_up(
        actor=ANONYMOUS, number_type="111", number=NUMBER, name=name, phone=phone,
        password=PASSWORD, now=clock.now(),
    )  # fmt: skip


def send(client: Client, account: Account, step: str, **other: str) -> Any:
    return client.post(
        f"{PAGE}{account.pk}/{step}/", {**DOCUMENT, "seen": "yes", "phone": "10000000077", **other}
    )


def is_confirmed(account: Account) -> bool:
    return queries.is_confirmed(queries.account(account.pk))


def test_the_accounts_of_a_document_are_shown_masked(clerk: Client) -> None:
    signed_up()
    signed_up("10000000066", "样大民")

    page = text(clerk.post(PAGE, DOCUMENT))

    assert "这个号码有几个账号" in page
    assert "100****0077" in page
    assert "10000000077" not in page
    assert "和证件一致" in page
    assert "和证件不一致" in page
    assert page.count("没有核验") == 2


def test_a_look_is_recorded_for_the_person_to_read(clerk: Client) -> None:
    clerk.post(PAGE, DAMINS)

    look = access.footprint(stories.person("damin")).items[0]

    assert (look.purpose, look.actor_name) == ("窗口核验身份", "窗口样例员")


def test_a_number_nobody_has_is_looked_up_on_record_too(clerk: Client) -> None:
    page = text(clerk.post(PAGE, DOCUMENT))

    assert "没有用这个号码开通的网上账号" in page
    assert audit.trail("subject:unknown")[-1].event == "access.subject_not_found"


def test_another_name_than_the_one_on_record_shows_nothing(clerk: Client) -> None:
    answer = clerk.post(PAGE, {**DAMINS, "name": "样大明"})

    assert answer.status_code == 409
    assert "姓名（名称）和登记的不一致" in text(answer)
    assert "登录用的手机" not in text(answer)
    assert "样大民" not in text(answer)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number": ""}, "请填写证件号码"),
        ({"number": "990101200802290053"}, "校验码不对"),
        ({"name": " "}, "请填写姓名"),
        ({"name": "<b>"}, "不能使用的符号"),
        ({"number_type": "001"}, "证件类型"),
    ],
)
def test_a_faulty_document_is_not_looked_up(
    clerk: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = clerk.post(PAGE, {**DOCUMENT, **wrong})

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not audit.trail("subject:unknown")


def test_a_clerk_who_has_seen_the_document_confirms_the_account(clerk: Client) -> None:
    account = signed_up()

    answer = send(clerk, account, "confirm")

    assert answer["Location"] == PAGE
    assert "已核验" in text(clerk.get(PAGE))
    assert is_confirmed(account)
    entry = audit.trail(f"account:{account.pk}")[-1]
    assert (entry.event, entry.actor_name) == ("identity.account_confirmed", "窗口样例员")
    page = text(clerk.post(PAGE, DOCUMENT))
    assert "重置登录密码" in page
    assert "是本人的账号，核验" not in page


def test_without_a_look_at_the_document_nothing_is_confirmed(clerk: Client) -> None:
    account = signed_up()

    for other in ({"seen": ""}, {"phone": " "}):
        answer = send(clerk, account, "confirm", **other)
        assert answer.status_code == 422
        assert "请先核对身份证原件和本人" in text(answer)
        assert "100****0077" in text(answer)
    assert not is_confirmed(account)


def test_an_account_the_person_did_not_open_is_not_confirmed_by_mistake(clerk: Client) -> None:
    squatting = signed_up("10000000066")

    for said in ("10000000077", "123"):
        answer = send(clerk, squatting, "confirm", phone=said)
        assert answer.status_code == 422
        assert "100****0066" in text(answer)
    assert not is_confirmed(squatting)


def test_a_second_account_of_one_person_is_not_confirmed(clerk: Client) -> None:
    first, second = signed_up(), signed_up("10000000066")
    send(clerk, first, "confirm")

    page = text(clerk.post(PAGE, DOCUMENT))
    answer = send(clerk, second, "confirm", phone="10000000066")

    assert "一个人只能有一个" in page

    assert answer.status_code == 409
    assert "已经有另一个核验过的账号" in text(answer)
    assert not is_confirmed(second)


def test_an_account_of_another_number_is_not_found(clerk: Client) -> None:
    damin = queries.account_named("damin", realm="public")
    assert damin is not None

    for step in ("confirm", "password", "release"):
        assert send(clerk, damin, step).status_code == 404, step
    assert queries.account(damin.pk).password == damin.password
    assert queries.account(damin.pk).is_active


def test_an_account_that_is_somebody_elses_is_closed_and_the_number_free(clerk: Client) -> None:
    squatting, own = signed_up("10000000066"), signed_up()
    squatter = Client()
    squatter.force_login(squatting)
    assert squatter.get("/me/").status_code == 200

    answer = send(clerk, squatting, "release")
    send(clerk, own, "confirm")

    assert answer["Location"] == PAGE
    assert squatter.get("/me/").status_code == 302
    assert not queries.account(squatting.pk).is_active
    assert is_confirmed(own)
    assert audit.trail(f"account:{squatting.pk}")[-1].event == "identity.account_released"


def test_a_new_password_is_shown_once_and_has_to_be_changed(clerk: Client) -> None:
    damin = queries.account_named("damin", realm="public")
    assert damin is not None
    old = desk_of("damin", "public")

    answer = clerk.post(f"{PAGE}{damin.pk}/password/", DAMINS)
    found = re.search(r'panel-number number">([^<]+)<', text(answer))
    assert found is not None
    once = html.unescape(found[1])

    assert "no-store" in answer["Cache-Control"]
    assert once not in text(clerk.get(PAGE)) + text(clerk.post(PAGE, DAMINS))
    assert old.get("/me/").status_code == 302
    person = Client()
    person.post("/accounts/login/", {"login": "damin", "password": once})
    assert person.get("/me/")["Location"] == "/accounts/password/change/"
    assert audit.trail(f"account:{damin.pk}")[-2].event == "identity.password_reset"


def test_no_password_is_reset_before_the_account_is_confirmed(clerk: Client) -> None:
    account = signed_up()

    assert send(clerk, account, "password").status_code == 404
    assert queries.account(account.pk).check_password(PASSWORD)


def test_only_clerks_of_a_hall_come_here() -> None:
    account = signed_up()
    clerks = {"clerk", "clerk2"}

    assert {who for who in STAFF if desk_of(who).get(PAGE).status_code == 200} == clerks
    for who in set(STAFF) - clerks:
        client = desk_of(who)
        assert client.post(PAGE, DOCUMENT).status_code == 404
        assert "核验身份" not in text(client.get("/desk/find/"))
        for step in ("confirm", "password", "release"):
            assert send(client, account, step).status_code == 404
    assert desk_of("damin", "public").post(PAGE, DOCUMENT).status_code == 404
    assert Client().get(PAGE)["Location"].startswith("/accounts/staff/login/")
    assert not is_confirmed(account)


def test_reading_writes_nothing_and_steps_are_posts(clerk: Client) -> None:
    account = signed_up()

    with CaptureQueriesContext(connection) as seen:
        clerk.get(PAGE)
    written = [one["sql"] for one in seen if one["sql"].startswith(("INSERT", "UPDATE"))]

    assert not [sql for sql in written if "django_session" not in sql]
    for step in ("confirm", "password", "release"):
        assert clerk.get(f"{PAGE}{account.pk}/{step}/").status_code == 405


def test_looking_up_costs_the_same_however_many_claim_the_number(
    clerk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for last in range(5):
        signed_up(f"1000000006{last}")

    with django_assert_max_num_queries(16):
        clerk.post(PAGE, DOCUMENT)
