"""Searching the library of the office, and one licence with all that was done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Refusal
from tongban.desk.answers import decline
from tongban.desk.licences.library import grounds
from tongban.desk.licences.library.forms import SearchForm
from tongban.desk.requests import StaffRequest, for_roles
from tongban.licences import services
from tongban.licences.rules import states
from tongban.licences.rules.looking import By

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.licences.services import Opened

KEEPERS = (Role.LICENSING, Role.APPROVER)
keepers_only = for_roles(*KEEPERS)
managers_only = for_roles(Role.LICENSING)


@require_http_methods(["GET", "POST"])
@never_cache
@keepers_only
def library(request: StaffRequest) -> HttpResponse:
    """Look for a licence with a purpose and a ground; sent, the look is recorded."""
    if request.method == "GET":
        known = request.GET.get("identifier", "")[:200]
        form = SearchForm(initial={"by": By.IDENTIFIER, "value": known} if known else None)
        return _page(request, form)
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    try:
        found = services.search(
            actor=request.actor,
            by=said["by"],
            value=said["value"],
            ground=form.ground(),
            now=clock.now(),
        )
    except Refusal as refusal:
        return _page(request, form, status=decline(form, refusal))
    grounds.keep(request, [row.identifier for row in found], form.ground())
    return _page(request, form, found=found)


def _page(
    request: StaffRequest, form: SearchForm, *, found: object = None, status: int = 200
) -> HttpResponse:
    facts = {"form": form, "found": found, "here": "search"}
    return render(request, "desk/licences/library/search.html", facts, status=status)


@require_GET
@never_cache
@keepers_only
def licence(request: StaffRequest, identifier: str) -> HttpResponse:
    """One licence whole; without a ground given before, the search asks for one first."""
    opened = open_for(request, identifier)
    if opened is None:
        return ask_ground(identifier)
    facts = {
        "opened": opened,
        "row": opened.row,
        "tone": TONES[opened.row.state],
        "origin": states.ORIGINS[states.Origin(opened.row.origin)],
        "grade": states.GRADES[states.TrustGrade(opened.row.trust_grade)],
        "here": "search",
    }
    return render(request, "desk/licences/library/licence.html", facts)


TONES = {
    states.Standing.VALID: "good",
    states.Standing.PENDING: "waiting",
    states.Standing.SUSPENDED: "paused",
    states.Standing.EXPIRED: "bad",
    states.Standing.ENDED: "bad",
}


def open_for(request: StaffRequest, identifier: str) -> Opened | None:
    """The licence on the ground that was given for it; None without one.  The look is recorded."""
    ground = grounds.of(request, identifier)
    if ground is None:
        return None
    return services.open_licence(
        actor=request.actor, identifier=identifier, ground=ground, now=clock.now()
    )


def ask_ground(identifier: str) -> HttpResponse:
    """Back to the search, which asks why, with the identifier filled in."""
    asked = urlencode({"identifier": identifier})
    return redirect(f"{reverse('desk:licence_library')}?{asked}")
