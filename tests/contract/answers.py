"""Every answer of the API that any test gets is compared with the committed contract."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

CONTRACT = Path(__file__).resolve().parents[2] / "docs" / "openapi" / "v1.json"
_PREFIX = "/api/v1/"
_NAMED = "urn:tongban:openapi"


class BreaksContract(AssertionError):
    """The API answered something that its contract does not promise."""


@cache
def contract() -> dict[str, Any]:
    """The committed contract."""
    loaded: dict[str, Any] = json.loads(CONTRACT.read_text(encoding="utf-8"))
    return loaded


@cache
def _registry() -> Registry[Any]:
    empty: Registry[Any] = Registry()
    filled: Registry[Any] = empty.with_resource(_NAMED, DRAFT202012.create_resource(contract()))
    return filled


def against_contract(answer: Answer) -> Answer:
    """Middleware of the test settings: check what leaves under the address of the API."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if request.path.startswith(_PREFIX) and request.resolver_match is not None:
            route = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", request.resolver_match.route)
            if route in contract()["paths"] and response.status_code < 500:
                check(route, str(request.method), response)
        return response

    return middleware


def check(route: str, method: str, response: HttpResponse) -> None:
    """Raise `BreaksContract` unless the contract has this answer at this place."""
    operation = contract()["paths"][route].get(method.lower())
    if operation is None:
        return  # a method that the address does not know is answered by the framework
    promised = operation["responses"]
    found = promised.get(str(response.status_code), promised["default"])
    if str(response.status_code) not in promised and response.status_code < 400:
        raise BreaksContract(f"{method} {route}: status {response.status_code} is not promised")
    if "content" not in found and not response.content:
        return  # such as 304: nothing was promised but the status
    media_type = response.headers["Content-Type"].split(";")[0]
    content = found.get("content", {})
    if media_type not in content:
        raise BreaksContract(f"{method} {route}: {media_type} is not in {sorted(content)}")
    if media_type.endswith("json"):
        _check_body(f"{method} {route}", content[media_type]["schema"], response.content)


def _check_body(where: str, schema: dict[str, Any], content: bytes) -> None:
    absolute = json.loads(json.dumps(schema).replace('"#/', f'"{_NAMED}#/'))
    validator = Draft202012Validator(absolute, registry=_registry(), format_checker=FormatChecker())
    for fault in validator.iter_errors(json.loads(content)):
        raise BreaksContract(f"{where}: {fault.json_path}: {fault.message}")
