"""Pages for errors that no view answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig
from django.shortcuts import render

from tongban.base.web.returning import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "base/errors/413.html", status=413)
    return render(request, "base/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "base/errors/403.html", status=403)


def left_open(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of a page that was opened before its reader signed in anew, or without cookies."""
    facts = {"back": page_of(request, otherwise="/")}
    return render(request, "base/errors/expired.html", facts, status=403)


def wrong_way(request: HttpRequest) -> HttpResponse:
    """An address that takes a button's press, opened like a page."""
    return render(request, "base/errors/405.html", status=405)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "base/errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "base/errors/500.html", status=500)
