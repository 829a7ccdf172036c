"""The contract of the API is committed, is what the code does, and can be used."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator
from ninja import Schema
from tools.openapi import generated

from tests.contract.answers import CONTRACT, BreaksContract, check, contract

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERATIONS = [
    (path, method, operation)
    for path, methods in contract()["paths"].items()
    for method, operation in methods.items()
]
NAMES = [operation["operationId"] for _, _, operation in OPERATIONS]


def test_the_committed_contract_is_what_the_code_says() -> None:
    assert CONTRACT.read_text(encoding="utf-8") == generated(), "run python tools/openapi.py"


def test_it_is_openapi_3_1() -> None:
    assert contract()["openapi"].startswith("3.1.")


@pytest.mark.urls("tests.contract.urls")
def test_it_is_served_at_its_address(client: Client) -> None:
    served = client.get("/api/v1/openapi.json")

    assert json.loads(served.content) == contract()


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
def test_each_operation_says_what_it_does(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    assert path.startswith("/api/v1/")
    assert operation["summary"]
    assert operation["description"]
    assert operation["responses"]["200"].get("content"), "the answer has no schema"
    assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"]


def test_operations_have_names_of_their_own() -> None:
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", sorted(contract()["components"]["schemas"]))
def test_each_schema_is_sound_and_says_what_it_describes(name: str) -> None:
    schema = contract()["components"]["schemas"][name]

    Draft202012Validator.check_schema(schema)
    assert schema.get("description")


def schemas(base: type[Schema] = Schema) -> Iterator[type[Schema]]:
    """Every schema of ours."""
    for each in base.__subclasses__():
        yield each
        yield from schemas(each)


def test_no_two_schemas_share_a_name() -> None:
    """Of two with one name the contract would show the later one for both."""
    assert generated()
    ours = {f"{one.__module__}.{one.__qualname__}" for one in schemas()}
    names = Counter(one.rpartition(".")[2] for one in ours if one.startswith("tongban."))

    assert len(names) > 20
    assert [name for name, times in names.items() if times > 1] == []


def test_unknown_fields_are_declined() -> None:
    bodies = [
        operation["requestBody"] for *_, operation in OPERATIONS if "requestBody" in operation
    ]
    written = [body for body in bodies if "multipart/form-data" not in body["content"]]
    for body in written:
        name = body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
        assert contract()["components"]["schemas"][name]["additionalProperties"] is False, name


def test_lists_are_paged_by_keyset() -> None:
    for path, _, operation in OPERATIONS:
        asked = {parameter["name"] for parameter in operation["parameters"]}
        assert not asked & {"offset", "page"}, path
        assert ("after" in asked) == ("limit" in asked), path


def test_an_answer_that_breaks_the_contract_is_found() -> None:
    good = HttpResponse('{"items": [], "next": ""}', content_type="application/json")
    check("/api/v1/regions", "GET", good)

    for spoilt in (
        HttpResponse('{"items": []}', content_type="application/json"),
        HttpResponse('{"items": [{}], "next": ""}', content_type="application/json"),
        HttpResponse("[]", content_type="text/html"),
        HttpResponse('{"detail": "no"}', status=404, content_type="application/problem+json"),
        HttpResponse('{"detail": "no"}', status=404, content_type="application/json"),
        HttpResponse("", status=302),
    ):
        with pytest.raises(BreaksContract):
            check("/api/v1/regions", "GET", spoilt)
