"""Sending a stranger to sign in, and back to the page on which he was."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

if TYPE_CHECKING:
    from django.http import HttpRequest


def sign_in_at(address: str, request: HttpRequest, *, back: str) -> HttpResponse:
    """Send a stranger to sign in; what was typed is still in the tab, so nothing is lost."""
    target = f"{address}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(target)
    return HttpResponseRedirect(target)


def page_of(request: HttpRequest, *, otherwise: str) -> str:
    """The address of the page: of a GET its own, of a POST the page that holds the form.

    `otherwise` is the answer where the browser names no page of ours.
    """
    if request.method == "GET" and "HX-Request" not in request.headers:
        return request.get_full_path()
    came = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, allowed_hosts={request.get_host()}):
        return otherwise
    parts = urlsplit(came)
    return parts.path + (f"?{parts.query}" if parts.query else "")
