"""What the member of staff was told about his work, and setting it aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages as said
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.base import clock
from tongban.base.web import read_only
from tongban.desk.requests import StaffRequest, staff_only
from tongban.notices import queries, services

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpResponse

UNREAD = "unread"


@require_GET
@read_only
@staff_only
def messages(request: StaffRequest) -> HttpResponse:
    """The messages, newest first; all of them, or those that were not opened."""
    unread_only = request.GET.get("show") == UNREAD
    after = request.GET.get("after", "")
    page = queries.staff_inbox(request.actor, unread_only=unread_only, after=after)
    shown = {
        "here": "messages", "page": page, "unread_only": unread_only,
        "shown_at": clock.now().isoformat(),
        "any_unread": any(message.read_at is None for message in page.items),
    }  # fmt: skip
    return render(request, "desk/messages/list.html", shown)


@require_POST
@staff_only
def mark_read(request: StaffRequest, message: UUID) -> HttpResponse:
    """Note that the message was opened, and go to what it is about or back to the list."""
    found = services.mark_staff_read(actor=request.actor, message_id=message, now=clock.now())
    if request.POST.get("do") == "open" and found.link:
        return redirect(found.link)
    return _back(request)


@require_POST
@staff_only
def mark_all_read(request: StaffRequest) -> HttpResponse:
    """Set aside all that had come in when the page was shown."""
    now = clock.now()
    until = min(_moment(request.POST.get("until", "")) or now, now)
    if services.mark_all_staff_read(actor=request.actor, until=until, now=now):
        said.success(request, _("已全部标为已读。"))
    return _back(request)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _back(request: StaffRequest) -> HttpResponse:
    shown = f"?show={UNREAD}" if request.POST.get("show") == UNREAD else ""
    return redirect(reverse("desk:messages") + shown)
