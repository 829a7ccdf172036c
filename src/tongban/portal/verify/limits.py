"""How often one address may check: enough for a counter, too little for trying numbers."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast

from django.shortcuts import render

from tongban.base.web import limits
from tongban.licences.rules import findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")

WAIT = "60"


def limited(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Count each check, also one by GET from a scanned code; too many get a page that says wait."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        asks = request.method == "POST" or bool(request.GET) or bool(kwargs)
        if not asks or limits.within(request, *findings.CHECKS):
            return view(request, *args, **kwargs)
        answer = render(request, "base/errors/429.html", status=429)
        answer["Retry-After"] = WAIT
        return answer

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)
