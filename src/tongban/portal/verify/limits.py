"""How often one address may check: enough for a counter, too little for trying numbers."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast

from allauth.core.internal import ratelimit
from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")

RATES = {"verify": "30/m/ip"}
WAIT = "60"


def limited(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Count each check, also one by GET from a scanned code; too many get a page that says wait."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        asks = request.method == "POST" or bool(request.GET) or bool(kwargs)
        if not asks or ratelimit.consume(
            request, app="tongban.portal", action="verify", config=RATES, limit_get=True
        ):
            return view(request, *args, **kwargs)
        answer = render(request, "base/errors/429.html", status=429)
        answer["Retry-After"] = WAIT
        return answer

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)
