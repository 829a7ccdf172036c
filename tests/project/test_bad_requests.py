"""Requests that no page asks for are answered, never broken by."""

from __future__ import annotations

import pytest
from django.test import Client

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
