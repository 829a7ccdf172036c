"""The endpoints for holders and for anybody who checks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from ninja import NinjaAPI

from tests.licences.factories import (
    ENTERPRISE,
    OTHER_PERSON,
    make_licence,
    make_subject,
    official,
    person,
)
from tongban.base import files
from tongban.base.actors import ANONYMOUS
from tongban.base.errors import Refusal
from tongban.base.web import problems
from tongban.licences.api import router

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.base.actors import Actor
    from tongban.licences.models import Licence

pytestmark = pytest.mark.django_db
api = NinjaAPI(urls_namespace="licences-tests")
api.add_router("", router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problems.problem(refusal)


def ask(actor: Actor, path: str, body: dict[str, Any] | None = None) -> Any:
    """Call the endpoint at `path` as the project would."""
    factory = RequestFactory()
    request: Any = factory.get(path)
    if body is not None:
        request = factory.post(path, json.dumps(body), content_type="application/json")
    request.actor = actor
    for pattern in api.urls[0]:
        found = pattern.resolve(path.removeprefix("/"))
        if found:
            return found.func(request, *found.args, **found.kwargs)
    raise AssertionError(path)


def answer(actor: Actor, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    given = ask(actor, path, body)
    return given.status_code, json.loads(given.content)


@pytest.fixture
def licence() -> Licence:
    return make_licence(make_subject(), "resident_id")


def test_holders_list_and_read_their_own(licence: Licence) -> None:
    status, page = answer(person(licence.holder_id), "/licences")
    alone = answer(person(licence.holder_id), f"/licences/{licence.identifier}")

    assert (status, page["next"]) == (200, "")
    assert page["items"][0] == alone[1]
    assert alone[1]["number"] == "990101199003070015"
    assert alone[1]["state"] == "valid"
    assert {"key": "KZ_XM", "name": "姓名", "value": "样大民"} in alone[1]["fields"]


def test_holders_download_the_file(licence: Licence) -> None:
    given = ask(person(licence.holder_id), f"/licences/{licence.identifier}/file")

    assert given["Content-Type"] == "application/pdf"
    assert given["Cache-Control"] == "private, no-store"
    assert given.content == files.read(licence.file_digest)


@pytest.mark.parametrize("path", ["/licences/{}", "/licences/{}/file"])
def test_another_persons_licence_is_not_found(licence: Licence, path: str) -> None:
    stranger = person(make_subject(**OTHER_PERSON))

    status, problem = answer(stranger, path.format(licence.identifier))
    unknown = answer(stranger, path.format("1.2.3"))

    assert status == 404
    assert problem == unknown[1]
    assert answer(stranger, "/licences")[1]["items"] == []


@pytest.mark.parametrize("actor", [ANONYMOUS, official("clerk")])
@pytest.mark.parametrize("path", ["/licences", "/licences/{}", "/licences/{}/file"])
def test_who_is_not_signed_in_as_a_person_is_told_so(
    licence: Licence, actor: Actor, path: str
) -> None:
    status, problem = answer(actor, path.format(licence.identifier))

    assert (status, problem["code"]) == (401, "base.not_signed_in")


def test_anybody_checks_an_identifier_and_learns_public_facts(licence: Licence) -> None:
    status, found = answer(ANONYMOUS, f"/verify/{licence.identifier}")

    assert (status, found["verdict"]) == (200, "有效")
    assert found["facts"]["holder"] == "样*民"
    assert "fields" not in found["facts"]
    assert answer(ANONYMOUS, "/verify/nonsense")[0] == 422


def test_anybody_checks_a_code() -> None:
    licence = make_licence(make_subject(**ENTERPRISE))

    status, found = answer(ANONYMOUS, "/verify/qr", {"payload": licence.qr_text})
    forged = answer(ANONYMOUS, "/verify/qr", {"payload": licence.qr_text[:-4] + "AAAA"})

    assert (status, found["verdict"]) == (200, "有效")
    assert (forged[1]["verdict"], forged[1]["facts"]) == ("被篡改", None)


@pytest.mark.parametrize("body", [{}, {"payload": "x" * 601}, {"payload": "x", "more": 1}])
def test_other_bodies_are_declined(body: dict[str, Any]) -> None:
    assert answer(ANONYMOUS, "/verify/qr", body)[0] == 422
