"""What the sharing interface declines, with which message code, and what systems may not do."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
import yaml
from django.db import OperationalError
from psycopg import errors as database

from tests.licences.factories import ENTERPRISE, NOON, make_licence, make_subject, person
from tests.licences.parties import authorise
from tests.licences.sharers import ALL, PATH, WHY, actor, ask, bank_token, code, post, token
from tongban.access import queries as access_queries
from tongban.access import services as access
from tongban.access.models import DataAccess
from tongban.base.errors import Forbidden, Refusal
from tongban.licences import queries, services
from tongban.licences.models import Licence, LicenceType, LicenceUse
from tongban.licences.rules import sharing
from tongban.licences.rules.looking import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
SERVICES = {
    "search": "licences.search",
    "remark-info": "licences.search",
    "query-info": "licences.read",
    "query-by-holder": "licences.read",
    "query-by-qr": "licences.read",
    "download-url": "licences.read",
    "download-file": "licences.read",
    "verify-file": "licences.verify",
    "verify-info": "licences.verify",
}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def licence() -> Licence:
    return make_licence(make_subject(**ENTERPRISE))


def whole(licence: Licence, service: str) -> dict[str, Any]:
    """A request that the service would grant an office."""
    which = {"certificateIdentifier": licence.identifier}
    whose = {"holderCode": ENTERPRISE["number"], "holderTypeCode": "001"}
    kind = str(licence.type.type_code)
    asked: dict[str, dict[str, Any]] = {
        "search": {**whose, **WHY},
        "remark-info": {"certTypeCode": kind},
        "query-info": {**which, **WHY},
        "query-by-holder": {**whose, "certTypeCode": kind, **WHY},
        "query-by-qr": {"qrcode": "A" * 32, **WHY},
        "download-url": {**which, **WHY},
        "download-file": {**which, **WHY},
        "verify-file": {"content": base64.b64encode(b"x").decode()},
        "verify-info": {**which, "items": {"ZZMC": "营业执照"}, **WHY},
    }
    return asked[service]


@pytest.mark.parametrize("service", SERVICES)
def test_a_system_without_the_scope_is_not_authorised(licence: Licence, service: str) -> None:
    others = tuple(set(ALL) - {SERVICES[service]})
    bearer = token(scopes=others)

    assert code(service, whole(licence, service), bearer) == "1"
    assert not LicenceUse.objects.exists()
    assert not DataAccess.objects.exists()


@pytest.mark.parametrize("service", SERVICES)
def test_without_a_token_in_force_there_is_a_problem(licence: Licence, service: str) -> None:
    bearer = token()

    for text in ("", "nonsense"):
        answer = post(service, whole(licence, service), text)
        assert (answer.status_code, answer.json()["code"]) == (401, "base.token_needed")
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        late = post(service, whole(licence, service), bearer)
    assert (late.status_code, late["Content-Type"]) == (401, "application/problem+json")


def test_a_wrong_secret_gets_no_token() -> None:
    token()

    answer = post("token", {"appName": "office-1", "appSecret": "wrong"}, "")

    assert (answer.status_code, answer.json()["code"]) == (401, "access.client_refused")


def test_over_the_agreed_rate_nothing_is_answered(licence: Licence) -> None:
    bearer = token(per_minute=2)
    data = whole(licence, "query-info")

    answers = [post("query-info", data, bearer) for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    assert LicenceUse.objects.count() == 2


NEEDS_CAUSE = ("search", "query-info", "query-by-holder", "download-url", "download-file",
               "verify-info")  # fmt: skip


@pytest.mark.parametrize("service", NEEDS_CAUSE)
@pytest.mark.parametrize("cause", ["", "  ", "字" * 201, "字" * 3_000])
def test_a_purpose_of_1_to_200_characters_is_needed(
    licence: Licence, service: str, cause: str
) -> None:
    assert code(service, {**whole(licence, service), "useCause": cause}, token()) == "4"
    assert not LicenceUse.objects.exists()


@pytest.mark.parametrize("service", NEEDS_CAUSE)
def test_an_office_names_a_case_or_a_law(licence: Licence, service: str) -> None:
    bearer = token()
    asked = {**whole(licence, service), "caseNumber": ""}

    assert code(service, asked, bearer) == "4"
    assert ask(service, {**asked, "legalBasis": "《行政许可法》第三十四条"}, bearer)["data"]


@pytest.mark.parametrize("service", ["query-info", "download-file", "download-url", "verify-info"])
def test_what_is_not_shared_reaches_its_own_office_only(licence: Licence, service: str) -> None:
    LicenceType.objects.filter(pk=licence.type_id).update(share_type="不予共享")
    own, other = token(), token("other-1", unit="hlj_police")

    assert code(service, whole(licence, service), other) == "3"
    assert ask("search", whole(licence, "search"), other)["data"] == []
    assert code("query-by-holder", whole(licence, "query-by-holder"), other) == "3"
    assert ask(service, whole(licence, service), own)["data"]


@pytest.mark.parametrize(
    "service", ["query-info", "query-by-holder", "download-file", "verify-info"]
)
def test_a_record_that_was_changed_is_given_to_nobody(licence: Licence, service: str) -> None:
    personal = {**licence.personal, "KZ_FDDBR": "另一个人"}
    Licence.objects.filter(pk=licence.pk).update(personal=personal)

    assert code(service, whole(licence, service), token()) == "8"
    assert not LicenceUse.objects.exists()


def test_a_bank_without_consent_learns_nothing(licence: Licence) -> None:
    bearer = bank_token()

    for service in ("query-info", "download-url", "download-file", "verify-info"):
        known = ask(service, whole(licence, service), bearer)["head"]
        other = {**whole(licence, service), "certificateIdentifier": licence.identifier[:-1] + "0"}
        unknown = ask(service, other, bearer)["head"]
        assert (known["code"], known["message"]) == (unknown["code"], unknown["message"])
        assert known["code"] == "1"
    assert ask("search", whole(licence, "search"), bearer)["data"] == []
    assert code("query-by-holder", whole(licence, "query-by-holder"), bearer) == "1"
    assert not DataAccess.objects.exists()


def test_a_revoked_consent_ends_it_at_once_and_a_look_is_no_file() -> None:
    holder = make_subject()
    licence = make_licence(holder, "resident_id")
    given = authorise(person(holder), licence, mode="view", items=("KZ_MZ",))
    bearer = bank_token()
    data = {"certificateIdentifier": licence.identifier, **WHY}

    assert code("download-file", data, bearer) == "1"
    assert not LicenceUse.objects.exists()
    assert code("verify-info", {**data, "items": {"KZ_ZZ": "x"}}, bearer) == "1"
    assert ask("verify-info", {**data, "items": {"KZ_MZ": "汉"}}, bearer)["data"]["equal"]
    access.revoke_consent(actor=person(holder), consent_id=given.pk, now=NOON)
    assert code("query-info", data, bearer) == "1"


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"certificateIdentifier": "1.2.3"}, "3"),
        ({"certificateIdentifier": ""}, "4"),
        ({"certificateIdentifier": "9" * 1000}, "4"),
        ({"caseNumber": "9" * 51}, "4"),
        ({"certificateCopyExpiringTime": "tomorrow"}, "4"),
        ({"certificateCopyExpiringTime": "20260105115959"}, "4"),
        ({"certificateCopyCreator": "字" * 51}, "4"),
        ({"fileType": "exe"}, "4"),
        ({"unknownField": "x"}, "4"),
        ({"use_cause": "x"}, "4"),
    ],
)
def test_what_cannot_be_read_is_named(
    licence: Licence, change: dict[str, str], wanted: str
) -> None:
    data = {**whole(licence, "download-file"), **change}

    assert code("download-file", data, token()) == wanted
    assert not LicenceUse.objects.exists()


def test_a_body_that_is_no_json_is_a_wrong_parameter() -> None:
    from django.test import Client

    headers = {"Authorization": f"Bearer {token()}"}
    half = '{"head": {"requestId": "\\ud800"}, "data": {"\\ud800": 1}}'
    for body in ("{", "[]", '"x"', "null", "[" * 50_000, '{"a":' * 3000, half):
        answer = Client().post(
            f"{PATH}/search", body, content_type="application/json", headers=headers
        )
        assert (answer.status_code, answer.json()["head"]["code"]) == (200, "4"), body


def test_a_file_that_is_too_large_or_no_base64_is_not_looked_at() -> None:
    bearer = token()
    large = base64.b64encode(bytes(sharing.LARGEST_FILE + 1)).decode()

    assert code("verify-file", {"content": large}, bearer) == "4"
    assert code("verify-file", {"content": "样"}, bearer) == "4"
    assert post("verify-file", {"content": "A" * 2_200_000}, bearer).status_code == 413


def test_two_who_hold_one_code_use_it_once() -> None:
    holder = make_subject()
    licence = make_licence(holder, "resident_id")
    shown = services.show(actor=person(holder), identifier=licence.identifier, now=NOON)
    data = {"qrcode": shown.token, **WHY}

    first = ask("query-by-qr", data, bank_token())
    second = code("query-by-qr", data, token())

    assert (first["head"]["code"], second) == ("0", "6")
    assert LicenceUse.objects.count() == 1
    assert code("query-by-qr", {**data, "qrcode": "B" * 32}, token("office-2")) == "6"


def test_a_system_can_do_nothing_but_this(licence: Licence) -> None:
    office = actor(token())
    bank = actor(bank_token())
    ground = Ground("x", "TB1", "")
    number, identifier = licence.number, licence.identifier
    why: dict[str, Any] = {"purpose": "x", "case_number": "TB1", "now": NOON}
    closed: list[Any] = [
        lambda who: services.look_up_number(actor=who, number=number, **why),
        lambda who: services.look_up(
            actor=who, holder=licence.holder_id, type_keys=("business_licence",), **why
        ),
        lambda who: services.download(actor=who, identifier=identifier, **why),
        lambda who: services.preview(actor=who, identifier=identifier, **why),
        lambda who: services.show(actor=who, identifier=identifier, now=NOON),
        lambda who: services.search(actor=who, by="number", value=number, ground=ground, now=NOON),
        lambda who: services.open_licence(
            actor=who, identifier=identifier, ground=ground, now=NOON
        ),
        lambda who: services.revoke(
            actor=who, identifier=identifier, kind="注销", reason="x", legal_ground="x", now=NOON
        ),
        lambda who: access.look_up_subject(
            actor=who, number_type="001", number=ENTERPRISE["number"], purpose="x", now=NOON
        ),
        access_queries.clients,
    ]
    for who in (office, bank):
        for door in closed:
            with pytest.raises(Refusal):
                door(who)
        assert queries.own(who).items == []
    assert not DataAccess.objects.exists()


def test_nobody_but_a_system_comes_in_here(licence: Licence) -> None:
    asked = services.sharing.Asked("x", "TB1")
    with pytest.raises(Forbidden):
        services.sharing.by_identifier(
            actor=person(licence.holder_id), identifier=licence.identifier, asked=asked, now=NOON
        )


def test_a_database_that_is_too_slow_is_a_timeout(
    licence: Licence, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(**_asked: object) -> None:
        raise OperationalError from database.QueryCanceled()

    monkeypatch.setattr(services.sharing, "search", slow)

    assert code("search", whole(licence, "search"), token()) == "2"


def test_the_codes_of_a_node_are_its_own() -> None:
    read = sharing.read_codes(
        yaml.safe_load(
            "{otherwise: '99', codes: [{code: '0', message: 好}, {code: '99', message: 其他},"
            " {code: '7', message: 没有, refusals: [licences.licence_unknown]}]}"
        )
    )

    assert read.of("licences.licence_unknown") == ("7", "没有")
    assert read.of("anything.else") == ("99", "其他")
    for wrong in ({}, None, {"otherwise": "99", "codes": [{"code": "0", "message": "x"}]}):
        with pytest.raises(sharing.CodesInvalid):
            sharing.read_codes(wrong)


def test_every_refusal_in_the_table_exists() -> None:
    waiting, known = list(Refusal.__subclasses__()), {Refusal.code, "licences.too_slow"}
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        known.add(one.code)

    assert set(services.sharing.codes().by_refusal) <= known
    assert {"0", "1", "2", "3", "4", "99"} <= set(services.sharing.codes().messages)
