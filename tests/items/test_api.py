"""The public catalogue through HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from jsonschema import Draft202012Validator
from ninja import NinjaAPI
from ninja.testing import TestClient

from tongban.items.api import router

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_catalogue")]


@pytest.fixture(scope="module")
def client() -> TestClient:
    from tongban.base.errors import Refusal
    from tongban.base.web import problems

    api = NinjaAPI(urls_namespace="items-test")
    api.add_router("", router)

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        return problems.problem(refusal, instance=request.path)

    return TestClient(api)


def get(client: TestClient, path: str, status: int = 200) -> Any:
    answer = client.get(path)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_items_are_searched_and_paged(client: TestClient) -> None:
    first = get(client, "/items?text=许可&limit=5")
    second = get(client, f"/items?text=许可&limit=5&after={first['next']}")

    assert len(first["items"]) == len(second["items"]) == 5
    assert not {row["key"] for row in first["items"]} & {row["key"] for row in second["items"]}
    found = get(client, "/items?text=spjy&theme=legal.010&audience=legal")
    assert found["items"][0]["key"] == "food_business"
    assert found["items"][0]["promised"] == "5 个工作日"


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "text=" + "x" * 20_001])
def test_wrong_parameters_are_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/items?{query}").status_code == 422


def test_a_broken_place_is_a_problem(client: TestClient) -> None:
    assert get(client, "/items?after=x", 422)["code"] == "base.bad_cursor"


def test_one_item_with_its_materials_and_questions(client: TestClient) -> None:
    item = get(client, "/items/food_business")

    assert (item["name"], item["version"]) == ("食品经营许可（新办）", 1)
    assert item["materials"][1]["licence"] == "business_licence"
    assert item["scenarios"][1]["options"][0]["add"] == ["m6"]
    assert item["themes"] == ["legal.010"]


def test_the_guide_has_thirteen_sections(client: TestClient) -> None:
    guide = get(client, "/items/food_business/guide")

    assert len(guide["sections"]) == 13
    assert all(section["lines"] for section in guide["sections"])


def test_the_form_is_a_json_schema(client: TestClient) -> None:
    form = get(client, "/items/food_business/form")["form"]

    Draft202012Validator.check_schema(form)
    assert form["properties"]["org_code"] == {"$ref": "tongban:element/org.code"}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/items/nothing", "items.item_unknown"),
        ("/items/nothing/guide", "items.item_unknown"),
        ("/items/nothing/form", "items.item_unknown"),
        ("/life-events/nothing", "items.life_event_unknown"),
        ("/items?region=999999", "directory.region_unknown"),
    ],
)
def test_what_does_not_exist_is_a_problem(client: TestClient, path: str, code: str) -> None:
    assert get(client, path, 404)["code"] == code


def test_facets_and_life_events(client: TestClient) -> None:
    assert get(client, "/items/facets")["audiences"][0]["name"] in {"个人", "企业和组织"}
    assert len(get(client, "/life-events")["items"]) == 11
    event = get(client, "/life-events/open_restaurant")
    assert event["promise"] == {"value": 7, "unit": "工作日", "note": ""}
    assert event["items"][2]["key"] == "food_business"
    assert event["questions"][0]["options"][1]["include"] == ["self_employed"]
