"""The operator registers systems of departments and enterprises."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.desks import STAFF, desk_of, text
from tongban.access import queries, services
from tongban.access.models import Client as System
from tongban.base import audit, clock
from tongban.base.actors import SYSTEM
from tongban.directory import queries as directory
from tongban.identity.models import Subject

PAGE = "/desk/clients/"


def described(**other: Any) -> dict[str, Any]:
    return {
        "name": "市场监管业务系统", "key": "mkt-desk", "owner": "department", "unit": _unit(),
        "number": "", "scopes": ["licences.read", "licences.search"], "per_minute": "60", **other,
    }  # fmt: skip


def _unit() -> str:
    return str(directory.departments()[0].key)


def registered(key: str = "mkt-desk") -> tuple[System, str]:
    return services.register_client(
        actor=SYSTEM, key=key, name="市场监管业务系统", unit=_unit(),
        scopes=["licences.read"], now=clock.now(),
    )  # fmt: skip


def secret_in(page: str) -> str:
    found = re.search(r"密钥</dt><dd[^>]*>([^<]+)</dd>", page)
    assert found is not None, page
    return found.group(1)


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}new/"])
def test_the_pages_are_there_for_operators_only(page: str) -> None:
    found = {who for who in STAFF if desk_of(who).get(page).status_code == 200}

    assert found == {"operator"}
    assert desk_of("damin", "public").get(page).status_code == 404


@pytest.mark.parametrize("who", [one for one in STAFF if one != "operator"])
def test_nobody_else_registers_renews_or_closes(who: str) -> None:
    _client, secret = registered()
    client = desk_of(who)

    answers = [
        client.post(f"{PAGE}new/", described(key="other-1")),
        client.post(f"{PAGE}mkt-desk/secret/"),
        client.post(f"{PAGE}mkt-desk/close/"),
    ]

    assert [one.status_code for one in answers] == [404] * 3
    assert System.objects.get().closed_at is None
    assert services.issue_token(key="mkt-desk", secret=secret, now=clock.now()).text


def test_a_department_system_is_registered_and_its_secret_shown_once() -> None:
    client = desk_of("operator")

    answer = client.post(f"{PAGE}new/", described())

    secret = secret_in(text(answer))
    token = services.issue_token(key="mkt-desk", secret=secret, now=clock.now())
    actor = queries.client_actor(token.text, now=clock.now())
    assert actor is not None
    assert actor.posts[0].unit == _unit()
    assert sorted(actor.scopes) == ["licences.read", "licences.search"]
    assert "no-store" in answer["Cache-Control"]
    shown = text(client.get(PAGE))
    assert "市场监管业务系统" in shown
    assert "licences.search" in shown
    assert "登记推送地址（events.read）" in text(client.get(f"{PAGE}new/"))
    assert secret not in shown
    assert audit.trail("mkt-desk")[0].event == "access.client_registered"


def test_an_enterprise_system_is_registered_by_its_credit_code() -> None:
    firm = Subject.objects.filter(kind="legal").order_by("id").first()
    assert firm is not None
    client = desk_of("operator")

    unknown = client.post(f"{PAGE}new/", described(owner="enterprise", number="91990101MA0000000X"))
    answer = client.post(f"{PAGE}new/", described(owner="enterprise", number=firm.number))

    assert unknown.status_code == 422
    assert "平台上没有这家企业" in text(unknown)
    assert answer.status_code == 200, text(answer)
    assert System.objects.get().subject_id == firm.pk
    assert firm.name in text(client.get(PAGE))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "请写明应用名称"),
        ({"key": "Ab"}, "以字母开头"),
        ({"unit": ""}, "请选择应用属于哪个部门"),
        ({"owner": "enterprise"}, "请填写统一社会信用代码"),
        ({"owner": ""}, "请选择应用属于部门还是企业"),
        ({"scopes": []}, "请至少选择一项接口权限"),
        ({"per_minute": "0"}, "每分钟次数请填1到100000"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    wrong: dict[str, Any], sentence: str
) -> None:
    answer = desk_of("operator").post(f"{PAGE}new/", described(**wrong))

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert 'value="mkt-desk"' in text(answer) or "key" in wrong
    assert not System.objects.exists()


def test_a_key_that_is_taken_is_said_at_the_field() -> None:
    registered()

    answer = desk_of("operator").post(f"{PAGE}new/", described())

    assert answer.status_code == 409
    assert "已经有人用了" in text(answer)
    assert System.objects.count() == 1


def test_a_new_secret_ends_the_old_one() -> None:
    _client, old = registered()

    secret = secret_in(text(desk_of("operator").post(f"{PAGE}mkt-desk/secret/")))

    assert secret != old
    assert services.issue_token(key="mkt-desk", secret=secret, now=clock.now()).text
    with pytest.raises(services.ClientRefused):
        services.issue_token(key="mkt-desk", secret=old, now=clock.now())


def test_a_closed_system_stays_in_the_list_and_calls_no_more() -> None:
    _client, secret = registered()
    client = desk_of("operator")

    answer = client.post(f"{PAGE}mkt-desk/close/")

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    shown = text(client.get(PAGE))
    assert "已停用" in shown
    assert "换新密钥" not in shown
    with pytest.raises(services.ClientRefused):
        services.issue_token(key="mkt-desk", secret=secret, now=clock.now())
    assert client.post(f"{PAGE}unknown-1/close/").status_code == 404
    assert client.post(f"{PAGE}unknown-1/secret/").status_code == 404


def test_the_list_asks_the_same_number_of_queries_however_long_it_is() -> None:
    client = desk_of("operator")
    client.get(PAGE)
    counts = []
    for number in range(5):
        registered(f"system-{number}")
        with CaptureQueriesContext(connection) as asked:
            assert f"system-{number}" in text(client.get(PAGE))
        counts.append(len(asked))

    assert len(set(counts)) == 1
