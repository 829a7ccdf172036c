"""Asking and complaining: write, find all of it again, read the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.directory import queries as directory
from tongban.portal.answers import sentences
from tongban.portal.requests import people_only
from tongban.supervision import queries, services
from tongban.supervision.rules.steps import LONGEST

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest

    Errors = list[tuple[str, str]]


@require_http_methods(["GET", "POST"])
@people_only
def complain(request: CitizenRequest, number: str) -> HttpResponse:
    """Kind and words; what was written comes back with its sentence when it cannot be taken."""
    if request.method == "GET":
        return _form(request, number, [], status=200)
    try:
        row = services.complain(
            actor=request.actor,
            number=number,
            kind=request.POST.get("kind", ""),
            words=request.POST.get("words", ""),
            now=clock.now(),
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _form(request, number, list(sentences(refusal)), status=refusal.status)
    messages.success(request, _("已经收到，编号 %(serial)s。") % {"serial": row.serial})
    return redirect("portal:complaint", row.serial)


def _form(request: CitizenRequest, number: str, errors: Errors, *, status: int) -> HttpResponse:
    view = cases.case(request.actor, number)
    own = queries.own_complaints(request.actor, number)
    facts = {
        "here": "cases",
        "case": view.case,
        "office": view.definition.department_name,
        "kinds": queries.kinds().values(),
        "waits": next((one for one in own if one.answered_at is None), None),
        "kind": request.POST.get("kind", ""),
        "words": request.POST.get("words", ""),
        "longest": LONGEST,
        "errors": errors,
        "wrong": dict(errors),
    }
    return render(request, "portal/complaints/new.html", facts, status=status)


@require_GET
@read_only
@people_only
def complaints(request: CitizenRequest) -> HttpResponse:
    """Everything that one wrote, the latest first."""
    facts = {
        "here": "me",
        "rows": queries.own_complaints(request.actor),
        "kinds": {key: kind.name for key, kind in queries.kinds().items()},
    }
    return render(request, "portal/complaints/list.html", facts)


@require_GET
@read_only
@people_only
def complaint(request: CitizenRequest, serial: str) -> HttpResponse:
    """What one wrote, where it stands, and the answer."""
    row = queries.own_complaint(request.actor, serial)
    kinds = queries.kinds()
    facts = {
        "here": "me",
        "row": row,
        "kind": kinds[row.kind].name if row.kind in kinds else row.kind,
        "office": directory.department(row.unit).name,
    }
    return render(request, "portal/complaints/one.html", facts)
