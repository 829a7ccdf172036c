"""Claiming a waiting task, giving it back, giving it to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.cases import services
from tongban.desk.requests import StaffRequest, staff_only

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

MOST = 100
"""As many as a list shows, and no more, are given at once."""


def _back(request: StaffRequest) -> str:
    """Where the reader was: a page of the desk, never another host."""
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if safe and back.startswith("/desk/") else reverse("desk:work")


def _take(request: StaffRequest, take: Callable[[], object], done: str) -> HttpResponse:
    try:
        take()
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        words = " ".join(refusal.fields.values()) or str(refusal)
        messages.error(request, words)
    else:
        messages.success(request, done)
    return redirect(_back(request))


def number_in(request: StaffRequest, name: str) -> int:
    """A whole number that was posted; what is none is like something that does not exist."""
    return whole(request.POST.get(name, ""))


def whole(text: str) -> int:
    """The number that is written; what is none is like something that does not exist."""
    if not (text.isascii() and text.isdigit() and len(text) < len("1000000000000000000")):
        raise NotFound
    return int(text)


@require_POST
@staff_only
def claim(request: StaffRequest) -> HttpResponse:
    """Take the task for oneself."""
    task = number_in(request, "task")
    return _take(
        request,
        lambda: services.claim(actor=request.actor, task=task, now=clock.now()),
        _("已认领，这件由您办理。"),
    )


@require_POST
@staff_only
def hand_back(request: StaffRequest) -> HttpResponse:
    """Give the task back to its post."""
    task = number_in(request, "task")
    return _take(
        request,
        lambda: services.hand_back(actor=request.actor, task=task, now=clock.now()),
        _("已退回，本岗位的人都可以认领。"),
    )


@require_POST
@staff_only
def assign(request: StaffRequest) -> HttpResponse:
    """Give tasks to somebody of their post: one from a case, or those ticked in a list.

    Each stands by itself: what cannot be given is told, and the others are given.
    """
    posted = request.POST.getlist("chosen") or request.POST.getlist("task")
    tasks = list(dict.fromkeys(whole(text) for text in posted))[:MOST]
    to, given, faults = number_in(request, "to"), 0, dict[str, None]()
    for task in tasks:
        try:
            services.assign(actor=request.actor, task=task, to=to, now=clock.now())
            given += 1
        except Forbidden:
            raise
        except Refusal as refusal:
            faults[" ".join(refusal.fields.values()) or str(refusal)] = None
    for words in faults or ([] if tasks else [_("请先勾选要分派的件。")]):
        messages.error(request, words)
    if given:
        messages.success(request, _("已分派 %(count)d 件。") % {"count": given})
    return redirect(_back(request))
