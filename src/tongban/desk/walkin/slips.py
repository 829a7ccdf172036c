"""What a narrow printer (80 mm) prints at the counter: receipts, notices, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from tongban.base.errors import NotFound
from tongban.base.typeset import qr_svg
from tongban.base.web import read_only
from tongban.cases import queries
from tongban.desk.requests import StaffRequest, staff_only
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from django.http import HttpResponse


@require_GET
@read_only
@staff_only
def slip(request: StaffRequest, number: str, document_id: UUID) -> HttpResponse:
    """A paper of the case in short: what a person takes home, with the code of the whole paper."""
    paper = queries.case_document(request.actor, number, document_id)
    facts = paper.facts
    shown = {
        "paper": paper,
        "facts": facts,
        "case": paper.case,
        "code": mark_safe(qr_svg(str(facts.get("qr", paper.code)))),  # noqa: S308 - our drawing
    }
    return render(request, "desk/walkin/slip.html", shown)


@require_GET
@read_only
@staff_only
def label(request: StaffRequest, number: str) -> HttpResponse:
    """The label of the folder or bag in which the paper of a case goes its way."""
    view = queries.case(request.actor, number)
    shown = {
        "case": view.case,
        "applicant": view.applicant.name,
        "office": directory.department(view.case.unit).name,
        "hall": _hall(view.case.place),
        "code": mark_safe(qr_svg(number)),  # noqa: S308 - our drawing
    }
    return render(request, "desk/walkin/label.html", shown)


def _hall(place: str) -> str:
    try:
        return directory.hall(place).name if place else ""
    except NotFound:
        return ""
