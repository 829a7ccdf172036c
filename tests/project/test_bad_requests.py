"""Requests that no page asks for are answered, never broken by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import Client

from tongban.base.web import problems

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=%00",
        "/items/%00/",
        "/cases/%00/",
        "/verify/?q=%00",
        "/verify/paper/%00/",
        "/api/v1/items?q=%00",
        "/api/v1/items/%00",
    ],
)
def test_a_nul_is_no_server_error(address: str) -> None:
    answer = Client(raise_request_exception=False).get(address)

    assert answer.status_code < 500


def test_a_posted_nul_is_no_server_error() -> None:
    client = Client(raise_request_exception=False)

    signing_in = client.post("/accounts/login/", {"login": "a\0b", "password": "x"})
    checking = client.post("/verify/", {"how": "number", "number": "1\0"})

    assert signing_in.status_code < 500
    assert checking.status_code < 500


def nested(client: Client) -> Any:
    return client.post("/api/v1/sharing/search", "[" * 50_000, content_type="application/json")


def half_a_character(client: Client) -> Any:
    body = '{"head": {"requestId": "\\ud800"}, "data": {}}'
    return client.post("/api/v1/sharing/search", body, content_type="application/json")


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        (lambda one: one.get("/api/v1/nonsense"), 404, "base.not_found"),
        (lambda one: one.get("/api/v1/clients/token"), 405, "base.method_unknown"),
        (lambda one: one.delete("/api/v1/items"), 405, "base.method_unknown"),
        (lambda one: one.post("/api/v1/"), 403, "base.forbidden"),
        (
            lambda one: one.post(
                "/api/v1/clients/token", "1" * 2_200_000, content_type="application/json"
            ),
            413, "base.too_large",
        ),
        (
            lambda one: one.post("/api/v1/verify/file", b"x", content_type="multipart/form-data"),
            400, "base.unreadable",
        ),
        (nested, 401, "base.token_needed"),
        (half_a_character, 401, "base.token_needed"),
    ],
)  # fmt: skip
def test_whoever_declines_a_program_says_so_by_problem_details(
    asked: Callable[[Client], Any], status: int, code: str
) -> None:
    answer = asked(Client(raise_request_exception=False, enforce_csrf_checks=True))

    told = json.loads(answer.content)
    assert (answer.status_code, answer["Content-Type"]) == (status, problems.MEDIA_TYPE)
    assert (told["status"], told["code"], told["instance"][:8]) == (status, code, "/api/v1/")


def test_our_own_mistakes_are_told_to_programs_and_good_answers_are_left_alone() -> None:
    broken = problems.instead_of(HttpResponse("<html>", status=500), instance="/api/v1/x")
    refused = problems.instead_of(HttpResponseNotAllowed(["GET"]), instance="/api/v1/x")
    good = HttpResponse("{}")

    assert json.loads(broken.content)["code"] == "base.broken"
    assert refused["Allow"] == "GET"
    assert problems.instead_of(good, instance="/api/v1/x") is good


def test_pages_are_declined_by_pages() -> None:
    assert Client().get("/nonsense/")["Content-Type"].startswith("text/html")
