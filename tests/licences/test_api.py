"""The endpoints for holders and for anybody who checks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
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
from tongban.licences.rules import credentials

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.base.actors import Actor
    from tongban.licences.models import Licence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
api = NinjaAPI(urls_namespace="licences-tests")
api.add_router("", router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problems.problem(refusal)


@pytest.fixture(autouse=True)
def _none_counted(db: None) -> None:
    """Every test begins with no check counted."""
    cache.clear()


def ask(
    actor: Actor,
    path: str,
    body: dict[str, Any] | None = None,
    *,
    file: bytes | None = None,
    **headers: str,
) -> Any:
    """Call the endpoint at `path` as the project would."""
    factory = RequestFactory()
    request: Any = factory.get(path)
    if body is not None:
        request = factory.post(path, json.dumps(body), content_type="application/json")
    if file is not None:
        request = factory.post(path, {"file": SimpleUploadedFile("licence.ofd", file)})
    request.META.update(headers)
    request.actor = actor
    for pattern in api.urls[0]:
        found = pattern.resolve(path.removeprefix("/").partition("?")[0])
        if found:
            return found.func(request, *found.args, **found.kwargs)
    raise AssertionError(path)


def answer(
    actor: Actor,
    path: str,
    body: dict[str, Any] | None = None,
    *,
    file: bytes | None = None,
    **headers: str,
) -> tuple[int, Any]:
    given = ask(actor, path, body, file=file, **headers)
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


def test_holders_download_the_file_in_each_form(licence: Licence) -> None:
    path, holder = f"/licences/{licence.identifier}/file", person(licence.holder_id)

    printed, record, credential = (
        ask(holder, f"{path}{form}") for form in ("", "?form=ofd", "?form=es256")
    )

    assert printed["Content-Type"] == "application/pdf"
    assert printed["Cache-Control"] == "private, no-store"
    assert printed.content.startswith(b"%PDF")
    assert record["Content-Type"] == "application/ofd"
    assert record.content == files.read(licence.file_digest)
    assert credential["Content-Type"] == "application/dc+sd-jwt"
    assert "filename" in credential["Content-Disposition"]
    claims = credentials.read(credential.content.decode()).claims
    assert claims["ZZBS"] == licence.identifier
    assert answer(holder, f"{path}?form=exe")[1]["code"] == "licences.form_unknown"


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


def test_anybody_checks_a_file_and_sees_each_step() -> None:
    licence = make_licence(make_subject(**ENTERPRISE))
    content = files.read(licence.file_digest)

    status, sound = answer(ANONYMOUS, "/verify/file", file=content)
    at = content.index(b"PK", 200) - 20
    changed = answer(ANONYMOUS, "/verify/file", file=content[:at] + b"#" + content[at + 1 :])[1]
    strange = answer(ANONYMOUS, "/verify/file", file=b"nothing of ours")[1]

    assert (status, sound["finding"]["verdict"]) == (200, "有效")
    assert sound["report"]["verdict"] == "valid"
    assert sound["report"]["licence"]["ZZBS"] == licence.identifier
    (seal,) = sound["report"]["signatures"]
    assert seal["sealed_by"]["digest"] == licence.document_digest
    assert {step["result"] for step in seal["steps"]} == {"ok"}
    assert changed["finding"]["verdict"] == "被篡改"
    assert strange["finding"]["verdict"] == "查无此证"
    assert strange["finding"]["facts"] is None


def test_a_pdf_is_reported_in_the_same_form(licence: Licence) -> None:
    printed = ask(person(licence.holder_id), f"/licences/{licence.identifier}/file").content

    found = answer(ANONYMOUS, "/verify/file", file=printed)[1]
    longer = answer(ANONYMOUS, "/verify/file", file=printed + b"\n% more\n")[1]

    assert (found["finding"]["verdict"], found["report"]["verdict"]) == ("有效", "valid")
    (signature,) = found["report"]["signatures"]
    assert [step["step"] for step in signature["steps"]] == ["value", "coverage", "certificate"]
    assert longer["finding"]["verdict"] == "被篡改"
    assert longer["report"]["verdict"] == "invalid"


def test_a_file_is_needed_and_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = answer(ANONYMOUS, "/verify/file", {})
    monkeypatch.setattr(files, "LARGEST", 10)
    huge = answer(ANONYMOUS, "/verify/file", file=b"x" * 11)

    assert missing[0] == 422
    assert (huge[0], huge[1]["code"]) == (422, "base.file_too_large")


def test_checks_are_counted_together() -> None:
    nobody = "/verify/1.2.156.3005.2"
    first = [answer(ANONYMOUS, nobody)[0] for _ in range(29)]
    answer(ANONYMOUS, "/verify/qr", {"payload": "x"})

    late = ask(ANONYMOUS, "/verify/file", file=b"x")
    neighbour = answer(ANONYMOUS, nobody, REMOTE_ADDR="192.0.2.7")

    assert set(first) == {422}
    assert (late.status_code, late["Retry-After"]) == (429, "60")
    assert neighbour[0] == 422
    assert answer(ANONYMOUS, "/verification-keys")[0] == 200
