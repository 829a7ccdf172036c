"""Using licences at the desk: by the code of who stands there, or for a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.desk.answers import decline, paper
from tongban.desk.licences.uses.forms import LawForm, NumberForm, ScanForm
from tongban.desk.requests import StaffRequest, for_roles
from tongban.licences import queries, services

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

LONGEST_CURSOR, LONGEST_GIVEN = 400, 200
WRONG = 422
officials_only = for_roles(Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.APPROVER, Role.LICENSING)


@require_GET
@read_only
@officials_only
def uses(request: StaffRequest) -> HttpResponse:
    """What the reader used, newest first."""
    after = request.GET.get("after", "")[:LONGEST_CURSOR]
    facts = {"page": queries.uses_made(request.actor, after=after, limit=50), "tab": "made"}
    return render(request, "desk/uses/made.html", facts)


@require_http_methods(["GET", "POST"])
@never_cache
@officials_only
def scan(request: StaffRequest) -> HttpResponse:
    """Why, and the code of who stands at the counter."""
    form = ScanForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            given = form.cleaned_data
            try:
                done = services.redeem(
                    actor=request.actor, token=given["code"], purpose=given["purpose"],
                    case_number=given["case_number"], now=clock.now(),
                )  # fmt: skip
                return redirect("desk:use", done.pk)
            except Refusal as refusal:
                status = decline(form, refusal)
    return render(request, "desk/uses/scan.html", {"form": form, "tab": "scan"}, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@officials_only
def by_law(request: StaffRequest) -> HttpResponse:
    """A licence by its identifier, for a case or by a law."""
    begun = {name: request.GET.get(name, "")[:LONGEST_GIVEN] for name in LawForm.base_fields}
    form = LawForm(request.POST or None, initial=begun)
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            try:
                done = services.use_by_law(
                    actor=request.actor, now=clock.now(), **form.cleaned_data
                )
                return redirect("desk:use", done.pk)
            except Refusal as refusal:
                status = decline(form, refusal)
    return render(request, "desk/uses/by_law.html", {"form": form, "tab": "law"}, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@officials_only
def by_number(request: StaffRequest) -> HttpResponse:
    """What was issued under a number: whether the paper that somebody brought is what it says."""
    form = NumberForm(request.POST or None)
    facts: dict[str, Any] = {"form": form, "found": None, "tab": "number"}
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            try:
                facts["found"] = services.look_up_number(
                    actor=request.actor, now=clock.now(), **form.cleaned_data
                )
                status = 200
            except Refusal as refusal:
                status = decline(form, refusal)
    return render(request, "desk/uses/by_number.html", facts, status=status)


@require_GET
@never_cache
@officials_only
def used(request: StaffRequest, use_id: UUID) -> HttpResponse:
    """What a use gave out while it counts, else why not."""
    facts: dict[str, Any] = {"why": "", "values": (), "tab": ""}
    try:
        row, values = services.read_values(actor=request.actor, use_id=use_id, now=clock.now())
        facts |= {"row": row, "values": values}
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        facts |= {"row": queries.use(request.actor, use_id), "why": str(refusal)}
    return render(request, "desk/uses/used.html", facts)


@require_GET
@officials_only
def copy(request: StaffRequest, use_id: UUID) -> HttpResponse:
    """The annotated copy."""
    content, name = services.take_copy(actor=request.actor, use_id=use_id, now=clock.now())
    return paper(content, name, "application/ofd")
