"""The public endpoints of the directory, on an API of their own."""

from __future__ import annotations

import pytest
from ninja.testing import TestClient

from tests.directory.factories import make_department, make_hall, make_region
from tongban.directory.api import router
from tongban.directory.queries import RegionUnknown

pytestmark = pytest.mark.django_db

client = TestClient(router)


def test_divisions_are_listed_page_by_page() -> None:
    make_region()

    first = client.get("/regions?limit=3").json()
    second = client.get(f"/regions?limit=3&after={first['next']}").json()

    assert [one["code"] for one in first["items"]] == ["000000", "230000", "230100"]
    assert [one["code"] for one in second["items"]] == ["230102", "230103"]
    assert second["next"] == ""


def test_divisions_under_one() -> None:
    make_region()

    found = client.get("/regions?parent=230100").json()["items"]

    assert [(one["name"], one["parent"]) for one in found] == [
        ("道里区", "230100"), ("南岗区", "230100"),
    ]  # fmt: skip


def test_one_division_or_none() -> None:
    make_region()

    assert client.get("/regions/000000").json()["parent"] is None
    with pytest.raises(RegionUnknown):
        client.get("/regions/999999")


def test_departments_and_halls() -> None:
    make_department("mkt")
    make_hall("hall_a")

    assert [one["key"] for one in client.get("/departments?region=230102").json()["items"]] == [
        "mkt"
    ]
    assert client.get("/departments?region=230103").json() == {"items": [], "next": ""}
    assert client.get("/halls").json()["items"][0]["region"] == "230102"
