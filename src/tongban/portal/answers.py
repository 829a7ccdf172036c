"""How a page answers: a file to keep, one file too many, somebody whom nobody has seen yet."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from tongban.directory import queries as directory
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongban.base.errors import Refusal
    from tongban.portal.requests import PortalRequest

_MEDIA = {"pdf": "application/pdf", "ofd": "application/ofd", "sd-jwt": "application/dc+sd-jwt"}


def attachment(content: bytes, name: str, media_type: str = "") -> HttpResponse:
    """A file that the browser saves and never runs or sniffs; its name says what it is."""
    told = media_type or _MEDIA.get(name.rpartition(".")[2], "application/octet-stream")
    answer = HttpResponse(content, content_type=told)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def picture(content: bytes, media_type: str = "image/png") -> HttpResponse:
    """A picture of a paper that one person may see."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Cache-Control"] = "private, no-store"
    return answer


def sentences(refusal: Refusal, anchor: str = "") -> Iterator[tuple[str, str]]:
    """A refusal as pairs for the error summary."""
    if not refusal.fields:
        yield anchor, str(refusal)
    for name, sentence in refusal.fields.items():
        yield anchor or name, sentence


def unconfirmed(request: PortalRequest, *, status: int = 403) -> HttpResponse:
    """What to do for whom nobody has seen yet, instead of the page: go to one of these halls."""
    if request.htmx:
        return HttpResponseClientRedirect(reverse("portal:me"))
    facts = {
        "here": "me",
        "account": identity.own_account(request.actor),
        "halls": directory.halls(settings.TONGBAN.region) or directory.halls(),
    }
    return render(request, "portal/me/unconfirmed.html", facts, status=status)
