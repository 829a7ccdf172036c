"""Refusals on the wire: a page for people, RFC 9457 problem details for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tongban.base.errors import Forbidden, NotFound, Refusal, TooMany

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

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
_DECLINED = 400
_PAGES = {400, 401, 403, 404, 409, 413, 429, 500}


class Unreadable(Refusal):
    """The request cannot be read at all."""

    code = "base.unreadable"
    status = 400
    sentence = "请求的格式不对，无法读取。请核对请求头和内容。"


class MethodUnknown(Refusal):
    """The address exists, and is not asked in this way."""

    code = "base.method_unknown"
    status = 405
    sentence = "这个地址不支持这种请求方法，能用的方法见 Allow 和接口文档。"


class TooLarge(Refusal):
    """The body is larger than the address takes."""

    code = "base.too_large"
    status = 413
    sentence = "发来的内容太大，请减少后分次发送。"


class Broken(Refusal):
    """We have made a mistake; it is written down under the number of the request."""

    code = "base.broken"
    status = 500
    sentence = "平台出错了，已经记录。请稍后用同样的内容再试；还不行，请把 X-Request-ID 告诉平台。"


_PLAIN: Mapping[int, type[Refusal]] = {
    each.status: each for each in (Unreadable, Forbidden, NotFound, MethodUnknown, TooLarge, Broken)
}


def instead_of(answer: HttpResponse, *, instance: str) -> HttpResponse:
    """Problem details in place of a page that declines; everything else as it is."""
    known = _PLAIN.get(answer.status_code)
    told = answer.headers.get("Content-Type", "") == MEDIA_TYPE
    if answer.status_code < _DECLINED or told or known is None:
        return answer
    made = problem(known(), instance=instance)
    if "Allow" in answer.headers:
        made["Allow"] = answer["Allow"]
    return made


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
