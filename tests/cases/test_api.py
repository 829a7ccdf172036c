"""One's own cases over the API: seen, read, taken back; another's cannot be told from none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tongban.base import clock
from tongban.base.models import AuditEntry
from tongban.cases import rules
from tongban.cases.models import Case
from tongban.demo.services import area, seals, stories
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.contract.urls")]


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The sample area with a case of 样大民 and one of 例小红; rolled back after the module."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        now = clock.now()
        area.lay_directory(now)
        area.lay_catalogue(now)
        area.lay_people(now)
        seals.lay_seals(now)
        area.lay_licences(now)
        names = ("damin", "xiaohong")
        cases = {
            name: stories.apply(stories.person(name), "residence_permit", now) for name in names
        }
        yield {name: str(case.number) for name, case in cases.items()}
        transaction.set_rollback(True)


def signed_in(username: str, realm: str = "public", **options: Any) -> Client:
    client = Client(**options)
    account = identity.account_named(username, realm=realm)
    assert account is not None
    client.force_login(account)
    return client


def take_back(client: Client, number: str, key: str = "k1", **body: object) -> HttpResponse:
    answer: Any = client.post(
        f"/api/v1/cases/{number}/withdrawal",
        {"reason": "不办了", **body},
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )
    return answer  # type: ignore[no-any-return]


def code_of(answer: Any) -> str:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return str(answer.json()["code"])


def test_a_person_lists_own_cases_only(laid: dict[str, str]) -> None:
    answer = signed_in("damin").get("/api/v1/cases")

    assert [row["number"] for row in answer.json()["items"]] == [laid["damin"]]
    assert answer.json()["items"][0]["state"] == "submitted"
    assert answer.json()["next"] == ""


def test_one_case_with_its_clock_and_papers(laid: dict[str, str]) -> None:
    client = signed_in("damin")

    shown = client.get(f"/api/v1/cases/{laid['damin']}").json()

    assert (shown["state"], shown["state_label"]) == (
        "submitted",
        rules.label(rules.State.SUBMITTED),
    )
    assert shown["clock"]["next_due_on"] is not None
    assert [paper["kind"] for paper in shown["documents"]] == ["receipt"]
    paper = client.get(f"/api/v1/cases/{laid['damin']}/documents/{shown['documents'][0]['id']}")
    assert paper.content.startswith(b"%PDF")
    assert paper.headers["Content-Type"] == "application/pdf"


def test_another_persons_case_cannot_be_told_from_none(laid: dict[str, str]) -> None:
    client = signed_in("damin")
    paper = Case.objects.get(number=laid["xiaohong"]).documents.get()
    others, nobodys = laid["xiaohong"], "230102000000000000"

    for path in ("", f"/documents/{paper.pk}"):
        answers = [client.get(f"/api/v1/cases/{number}{path}") for number in (others, nobodys)]
        assert [answer.status_code for answer in answers] == [404, 404]
        problems = [answer.json() for answer in answers]
        for problem in problems:
            problem.pop("instance")
        assert problems[0] == problems[1]
        assert problems[0]["code"] == "cases.unknown"


def test_another_persons_case_cannot_be_taken_back(laid: dict[str, str]) -> None:
    answer = take_back(signed_in("damin"), laid["xiaohong"])

    assert (answer.status_code, code_of(answer)) == (404, "cases.unknown")
    assert Case.objects.get(number=laid["xiaohong"]).state == "submitted"


@pytest.mark.parametrize("path", ["cases", "cases/1", "licences"])
def test_only_people_who_are_signed_in_come_in(laid: dict[str, str], path: str) -> None:
    for client in (Client(), signed_in("clerk", "staff")):
        answer = client.get(f"/api/v1/{path}")
        assert (answer.status_code, code_of(answer)) == (401, "base.not_signed_in")


def test_taking_back_twice_is_done_once(laid: dict[str, str]) -> None:
    client = signed_in("damin")

    first, second = (take_back(client, laid["damin"]) for _ in range(2))

    assert (first.status_code, json.loads(first.content)["state"]) == (200, "withdrawn")
    assert first.content == second.content
    entries = AuditEntry.objects.filter(event="cases.withdrawn", subject=laid["damin"])
    assert [entry.channel for entry in entries] == ["api"]


def test_what_is_taken_back_cannot_be_taken_back_again(laid: dict[str, str]) -> None:
    client = signed_in("damin")
    take_back(client, laid["damin"], "k1")

    answer = take_back(client, laid["damin"], "k2")

    assert (answer.status_code, code_of(answer)) == (409, "cases.step_not_allowed")


def test_a_case_that_changed_meanwhile_is_not_taken_back(laid: dict[str, str]) -> None:
    client = signed_in("damin")

    answer = take_back(client, laid["damin"], version=0)

    assert (answer.status_code, code_of(answer)) == (409, "base.stale")


@pytest.mark.parametrize("body", [{"reason": ""}, {"reason": "x" * 501}, {"because": "no"}])
def test_a_wrong_body_is_declined_with_the_name_of_the_field(
    laid: dict[str, str], body: dict[str, str]
) -> None:
    answer = take_back(signed_in("damin"), laid["damin"], **body)

    assert (answer.status_code, code_of(answer)) == (422, "base.invalid")
    assert any(name.endswith(next(iter(body))) for name in json.loads(answer.content)["fields"])


def test_a_body_that_is_no_json_is_declined(laid: dict[str, str]) -> None:
    answer = signed_in("damin").post(
        f"/api/v1/cases/{laid['damin']}/withdrawal",
        "{",
        content_type="application/json",
        headers={"Idempotency-Key": "k1"},
    )

    assert (answer.status_code, code_of(answer)) == (422, "base.invalid")


def test_a_request_from_another_site_changes_nothing(laid: dict[str, str]) -> None:
    answer = take_back(signed_in("damin", enforce_csrf_checks=True), laid["damin"])

    assert (answer.status_code, code_of(answer)) == (403, "base.forbidden")
    assert Case.objects.get(number=laid["damin"]).state == "submitted"


def test_listing_takes_a_fixed_number_of_queries(
    laid: dict[str, str], django_assert_max_num_queries: Any
) -> None:
    client = signed_in("damin")
    client.get("/api/v1/cases")

    with django_assert_max_num_queries(8):
        client.get("/api/v1/cases")


def test_a_place_that_cannot_be_read_is_declined(laid: dict[str, str]) -> None:
    answer = signed_in("damin").get("/api/v1/cases?after=nonsense")

    assert (answer.status_code, code_of(answer)) == (422, "base.bad_cursor")
