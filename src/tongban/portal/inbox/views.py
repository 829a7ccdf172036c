"""The inbox: what one was told, and noting that it was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tongban.base import clock
from tongban.base.web import read_only
from tongban.notices import queries as notices
from tongban.notices import services
from tongban.portal.requests import people_only, signed_in_only

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest

LONGEST_CURSOR = 400


@require_GET
@read_only
@signed_in_only
def inbox(request: CitizenRequest) -> HttpResponse:
    """The messages, newest first."""
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    facts = {"here": "inbox", "page": notices.inbox(request.actor, after)}
    return render(request, "portal/inbox/list.html", facts)


@require_GET
@read_only
@people_only
def message(request: CitizenRequest, message: UUID) -> HttpResponse:
    """One message; that it was read is said by its button, for a GET writes nothing."""
    facts = {"here": "inbox", "message": notices.message(request.actor, message)}
    return render(request, "portal/inbox/message.html", facts)


@require_POST
@people_only
def mark_read(request: CitizenRequest, message: UUID) -> HttpResponse:
    """Note that the message was opened, and go to what it is about."""
    found = services.mark_read(actor=request.actor, message_id=message, now=clock.now())
    wish = request.POST.get("do")
    if wish == "open" and found.link:
        return redirect(found.link)
    if wish == "show":
        return redirect("portal:message", message)
    return redirect("portal:inbox")
