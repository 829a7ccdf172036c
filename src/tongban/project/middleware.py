"""What every request gets: an id, an actor, and a page for each refusal."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import structlog
from django.utils.functional import SimpleLazyObject

from tongban.access import queries as access
from tongban.base.actors import Channel
from tongban.base.errors import Refusal
from tongban.base.web import problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from tongban.base.actors import Actor

    Answer = Callable[[HttpRequest], HttpResponse]

PRINCIPAL = "principal"
_PHONE = ("Mobile", "Android", "iPhone", "HarmonyOS")


def request_context(answer: Answer) -> Answer:
    """Give the request an id, bind it to the log, and return it in `X-Request-ID`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        request.META["TONGBAN_REQUEST_ID"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = answer(request)
        response["X-Request-ID"] = request_id
        return response

    return middleware


def actor(answer: Answer) -> Answer:
    """Set `request.actor`, found when it is first asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return answer(request)

    return middleware


def _actor(request: HttpRequest) -> Actor:
    chosen = request.session.get(PRINCIPAL)
    agent = request.headers.get("User-Agent", "")
    return access.actor_for(
        request.user if request.user.is_authenticated else None,
        channel=Channel.MOBILE if any(word in agent for word in _PHONE) else Channel.WEB,
        principal=uuid.UUID(chosen) if chosen else None,
        request_id=str(request.META["TONGBAN_REQUEST_ID"]),
    )


class refusals:  # noqa: N801 - named like its neighbours in the list of middleware
    """Answer a `Refusal` that no view caught with its page."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return problems.page(request, error) if isinstance(error, Refusal) else None
