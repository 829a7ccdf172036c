"""The two doors, the lock, the length of a session."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from tests.identity.factories import (
    LI_XIAOHONG,
    PASSWORD,
    PHONE,
    STAFF_PASSWORD,
    YANG_DAMIN,
    make_enterprise,
    make_person,
    make_staff,
)  # fmt: skip
from tongban.base import audit
from tongban.base.models import AuditEntry
from tongban.identity import queries
from tongban.identity.models import Account

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db

PEOPLE, STAFF = "/accounts/login/", "/accounts/staff/login/"
START = datetime.fromisoformat("2026-01-05T09:00:00+08:00")
WRONG = "账号或密码不对"


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


def sign_in(
    client: Client, login: str, password: str = PASSWORD, door: str = PEOPLE, **more: str
) -> Any:
    return client.post(door, {"login": login, "password": password, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "name",
    [
        "person_990101199003070015", "Person_990101199003070015", PHONE, "100 0000 0001",
        YANG_DAMIN[1], "９９０１０１１９９００３０７００１５", "yang@sample.example",
    ],
)  # fmt: skip
def test_a_person_signs_in_by_any_of_his_names(client: Client, name: str) -> None:
    account, subject = make_person(phone=PHONE)
    from tests.identity.factories import NOON, actor_of
    from tongban.identity import services

    services.update_contact(
        actor=actor_of(account), subject_id=subject.id, email="yang@sample.example", now=NOON
    )

    answer = sign_in(client, name)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(client)


def test_staff_come_to_the_desk(client: Client) -> None:
    make_staff("clerk")

    assert sign_in(client, "clerk", STAFF_PASSWORD, STAFF)["Location"] == "/desk/"


def test_the_two_realms_never_meet(client: Client) -> None:
    make_person()
    make_staff("clerk")

    for answer in (
        sign_in(client, "clerk", STAFF_PASSWORD, PEOPLE),
        sign_in(client, YANG_DAMIN[1], PASSWORD, STAFF),
        sign_in(client, YANG_DAMIN[1], "Wrong-1-Wrong"),
        sign_in(client, "nobody", "Wrong-1-Wrong"),
        sign_in(client, LI_XIAOHONG[1], "Wrong-1-Wrong"),
    ):
        assert answer.status_code == 200
        assert errors(answer) == errors(sign_in(client, "nobody-else"))
        assert WRONG in answer.content.decode()
    assert not signed_in(client)


def errors(answer: HttpResponse) -> str:
    return answer.content.decode().partition("error-summary")[2].partition("</div>")[0]


def test_an_inactive_account_hears_the_same_sentence(client: Client) -> None:
    account, _ = make_person()
    Account.objects.filter(pk=account.pk).update(is_active=False)

    assert WRONG in sign_in(client, YANG_DAMIN[1]).content.decode()


def test_five_failures_lock_all_names_of_the_account_for_ten_minutes(client: Client) -> None:
    make_person(phone=PHONE)
    with time_machine.travel(START, tick=False) as clock:
        for name in (PHONE, YANG_DAMIN[1], PHONE, YANG_DAMIN[1], PHONE):
            assert WRONG in sign_in(client, name, "Wrong-1-Wrong").content.decode()
        assert "10分钟后再试" in sign_in(client, YANG_DAMIN[1]).content.decode()
        assert not signed_in(client)
        clock.shift(timedelta(minutes=9))
        assert "10分钟后再试" in sign_in(client, YANG_DAMIN[1]).content.decode()
        clock.shift(timedelta(minutes=2))
        assert sign_in(client, YANG_DAMIN[1]).status_code == 302


def test_a_name_nobody_has_is_locked_alike(client: Client) -> None:
    for _ in range(5):
        assert WRONG in sign_in(client, "nobody", "Wrong-1-Wrong").content.decode()

    assert "10分钟后再试" in sign_in(client, "nobody", "Wrong-1-Wrong").content.decode()


def test_the_lock_of_one_leaves_others_alone(client: Client) -> None:
    make_person()
    make_person(*LI_XIAOHONG)
    for _ in range(6):
        sign_in(client, YANG_DAMIN[1], "Wrong-1-Wrong")

    assert sign_in(client, LI_XIAOHONG[1]).status_code == 302


def test_each_sign_in_is_written_down_without_what_was_typed(client: Client) -> None:
    account, _ = make_person()

    sign_in(client, YANG_DAMIN[1], "Wrong-1-Wrong")
    sign_in(client, YANG_DAMIN[1])
    client.post("/accounts/logout/")

    trail = audit.trail(f"account:{account.pk}")
    assert [one.event for one in trail][1:] == [
        "identity.sign_in_declined", "identity.signed_in", "identity.signed_out",
    ]  # fmt: skip
    for entry in AuditEntry.objects.order_by("id"):
        assert YANG_DAMIN[1] not in f"{entry.subject}{entry.facts}"


def test_the_session_gets_a_new_id_and_keeps_no_number(client: Client) -> None:
    make_person()
    client.get(PEOPLE)
    session = client.session
    session["seen"] = 1
    session.save()
    before = session.session_key

    sign_in(client, YANG_DAMIN[1])

    assert client.session.session_key != before
    assert YANG_DAMIN[1] not in str(dict(client.session))


@pytest.mark.parametrize(
    ("wish", "goes"),
    [
        ("/cases/?page=2", "/cases/?page=2"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("http:///elsewhere.example", "/"),
    ],
)
def test_after_signing_in_one_comes_back_to_a_page_of_ours_only(
    client: Client, wish: str, goes: str
) -> None:
    make_person()

    assert sign_in(client, YANG_DAMIN[1], next=wish)["Location"] == goes


def test_signing_out_is_a_post(client: Client) -> None:
    make_person()
    sign_in(client, YANG_DAMIN[1])

    assert "退出登录" in client.get("/accounts/logout/").content.decode()
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("staff", "idle", "lasts"),
    [(True, 14, True), (True, 16, False), (False, 29, True), (False, 31, False)],
)
def test_an_idle_session_ends(client: Client, *, staff: bool, idle: int, lasts: bool) -> None:
    with time_machine.travel(START, tick=False) as clock:
        if staff:
            make_staff("clerk")
            sign_in(client, "clerk", STAFF_PASSWORD, STAFF)
        else:
            make_person()
            sign_in(client, YANG_DAMIN[1])
        clock.shift(timedelta(minutes=idle))

        client.get("/accounts/logout/")

        assert signed_in(client) is lasts


def test_no_session_lasts_longer_than_twelve_hours(client: Client) -> None:
    make_person()
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, YANG_DAMIN[1])
        for _ in range(35):
            clock.shift(timedelta(minutes=20))
            client.get("/accounts/logout/")
        assert signed_in(client)

        clock.shift(timedelta(minutes=20))
        client.get("/accounts/logout/")

        assert not signed_in(client)


def test_a_form_sent_too_late_leads_back_to_its_page(client: Client) -> None:
    make_person()
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, YANG_DAMIN[1])
        clock.shift(timedelta(minutes=31))

        answer = client.post(
            "/accounts/acting/",
            {"principal": "x"},
            headers={"referer": "http://testserver/accounts/acting/?next=/cases/"},
        )

    assert (
        answer["Location"] == "/accounts/login/?next=%2Faccounts%2Facting%2F%3Fnext%3D%2Fcases%2F"
    )


def test_who_must_change_his_password_can_do_nothing_else(client: Client) -> None:
    account = make_staff("clerk")
    Account.objects.filter(pk=account.pk).update(must_change_password=True)
    sign_in(client, "clerk", STAFF_PASSWORD, STAFF)

    assert client.get("/desk/")["Location"] == "/accounts/password/change/"
    assert "第一次登录" in client.get("/accounts/password/change/").content.decode()
    change = {"oldpassword": STAFF_PASSWORD, "password1": "weak", "password2": "weak"}
    assert "密码至少10位" in client.post("/accounts/password/change/", change).content.decode()
    change |= {"password1": "Larch-5-Harbour", "password2": "Larch-5-Harbour"}
    assert client.post("/accounts/password/change/", change)["Location"] == "/desk/"
    assert signed_in(client)
    assert not queries.account(account.pk).must_change_password


def test_changing_the_password_needs_the_present_one(client: Client) -> None:
    make_person()
    sign_in(client, YANG_DAMIN[1])

    answer = client.post(
        "/accounts/password/change/",
        {"oldpassword": "no", "password1": "Larch-5-Harbour", "password2": "Larch-5-Harbou"},
    )

    assert "现在的密码不对" in answer.content.decode()
    assert "两次输入的密码不一样" in answer.content.decode()


SIGN_UP = {
    "name": "样大民", "number": YANG_DAMIN[1], "phone": PHONE, "password": PASSWORD,
    "again": PASSWORD,
}  # fmt: skip


def test_a_stranger_signs_up_and_is_signed_in(client: Client) -> None:
    page = client.get("/accounts/signup/").content.decode()
    answer = client.post("/accounts/signup/", SIGN_UP)

    assert "没有和公安人口库联网核验" in page
    assert answer["Location"] == "/me/"
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert sign_in(client, PHONE).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number": "990101199003070016"}, "校验码不对"),
        ({"number": ""}, "请填写身份证号码"),
        ({"name": " "}, "请填写姓名"),
        ({"phone": "123"}, "手机号码应当是"),
        ({"password": "weak", "again": "weak"}, "密码至少8位"),
        ({"again": "Other-7-Poplar"}, "两次输入的密码不一样"),
        ({"name": "样" * 5000}, "100"),
    ],
)
def test_a_faulty_sign_up_says_what_to_mend(
    client: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = client.post("/accounts/signup/", {**SIGN_UP, **wrong})

    assert sentence in answer.content.decode()
    assert not Account.objects.exists()


def test_signing_up_for_a_known_number_tells_nothing(client: Client) -> None:
    make_person()
    unknown = {**SIGN_UP, "number": LI_XIAOHONG[1], "phone": "10000000077"}

    known = client.post("/accounts/signup/", SIGN_UP)
    client.post("/accounts/logout/")
    answer = client.post("/accounts/signup/", unknown)

    assert (known.status_code, known["Location"]) == (answer.status_code, answer["Location"])
    assert signed_in(client)


def test_signing_up_with_the_telephone_of_another_says_not_what_is_known(client: Client) -> None:
    make_person(*LI_XIAOHONG, phone=PHONE)

    page = client.post("/accounts/signup/", SIGN_UP).content.decode()

    assert "不能用这些信息在网上注册" in page
    assert not signed_in(client)


def test_who_signed_up_is_found_by_his_telephone_and_not_by_the_number_he_claims(
    client: Client,
) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    client.post("/accounts/logout/")

    assert WRONG in sign_in(client, YANG_DAMIN[1]).content.decode()
    assert sign_in(client, PHONE).status_code == 302


def test_a_person_chooses_the_enterprise_that_empowered_him(client: Client) -> None:
    _, person = make_person()
    enterprise = make_enterprise(agent=person)
    stranger = make_enterprise("样例贸易有限公司", "91990100MACMPL029E")
    sign_in(client, YANG_DAMIN[1])

    page = client.get("/accounts/acting/?next=/cases/").content.decode()
    refused = client.post("/accounts/acting/", {"principal": str(stranger.id)})
    chosen = client.post("/accounts/acting/", {"principal": str(enterprise.id), "next": "/cases/"})

    assert enterprise.name in page
    assert stranger.name not in page
    assert refused.status_code == 422
    assert chosen["Location"] == "/cases/"
    assert client.session["principal"] == str(enterprise.id)


def test_staff_and_strangers_choose_nobody(client: Client) -> None:
    assert client.get("/accounts/acting/")["Location"].startswith(PEOPLE)
    make_staff("clerk")
    sign_in(client, "clerk", STAFF_PASSWORD, STAFF)

    assert client.get("/accounts/acting/").status_code == 403


def test_every_fault_of_a_sign_up_is_said_at_once(client: Client) -> None:
    page = client.post("/accounts/signup/", {"number": "990101199003070016", "phone": "1"})

    for sentence in ("请填写姓名", "校验码不对", "手机号码应当是", "请设一个密码"):
        assert sentence in page.content.decode()


def test_too_many_sign_ups_from_one_place_are_slowed_down(client: Client) -> None:
    for _ in range(20):
        client.post("/accounts/signup/", {})

    answer = client.post("/accounts/signup/", SIGN_UP)

    assert answer.status_code == 429
    assert 'lang="zh-Hans"' in answer.content.decode()
    assert not Account.objects.exists()
