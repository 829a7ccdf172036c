"""Refusals on the wire: a page for people, RFC 9457 problem details for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tongban.base.errors import TooMany

if TYPE_CHECKING:
    from django.http import HttpRequest

    from tongban.base.errors import Refusal

MEDIA_TYPE = "application/problem+json"
SCHEMA = {
    "title": "Problem",
    "description": "RFC 9457 problem details. Branch on `code`, never on text.",
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "instance": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["type", "title", "status", "detail", "code"],
}
RESPONSE = {
    "description": "The request was declined.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_PAGES = {400, 401, 403, 404, 409, 413, 429, 500}


def problem(refusal: Refusal, *, instance: str = "") -> HttpResponse:
    """The refusal as `application/problem+json`; clients branch on `code`, never on text."""
    body: dict[str, object] = {
        "type": f"urn:tongban:problem:{refusal.code}",
        "title": gettext(refusal.sentence),
        "status": refusal.status,
        "detail": gettext(refusal.detail),
        "code": refusal.code,
    }
    if instance:
        body["instance"] = instance
    if refusal.fields:
        body["fields"] = {name: gettext(text) for name, text in refusal.fields.items()}
    content = json.dumps(body, ensure_ascii=False)
    answer = HttpResponse(content, status=refusal.status, content_type=MEDIA_TYPE)
    if isinstance(refusal, TooMany):
        answer["Retry-After"] = str(refusal.retry_after)
    return answer


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page that says what to do next."""
    number = refusal.status if refusal.status in _PAGES else 409
    facts = {"refusal": refusal, "detail": gettext(refusal.detail)}
    return render(request, f"base/errors/{number}.html", facts, status=refusal.status)
