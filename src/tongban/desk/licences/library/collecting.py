"""Batches from departments' making systems: upload one, read the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Refusal
from tongban.base.web.uploads import readable
from tongban.desk.answers import decline
from tongban.desk.licences.library.forms import UploadForm
from tongban.desk.licences.library.views import keepers_only
from tongban.licences import queries, services
from tongban.licences.rules import collecting

if TYPE_CHECKING:
    from tongban.desk.requests import StaffRequest

SHOWN = 200


@require_http_methods(["GET", "POST"])
@keepers_only
def batches(request: StaffRequest) -> HttpResponse:
    """The batches of the office; a licence manager uploads a further one here."""
    manages = request.actor.holds(Role.LICENSING)
    if request.method == "GET" or not manages:
        return _page(request, UploadForm(request.actor) if manages else None)
    form = UploadForm(request.actor, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    try:
        report = services.collect_file(
            actor=request.actor,
            batch_number=said["number"],
            unit=said["unit"],
            content=readable(said["file"]),
            file_name=str(said["file"].name),
            now=clock.now(),
        )
    except Refusal as refusal:
        return _page(request, form, status=decline(form, refusal))
    return redirect("desk:licence_batch", report.id)


def _page(request: StaffRequest, form: UploadForm | None, *, status: int = 200) -> HttpResponse:
    page = queries.batches(request.actor, after=request.GET.get("after", ""), limit=20)
    facts = {"form": form, "page": page, "here": "collection"}
    return render(request, "desk/licences/library/batches.html", facts, status=status)


@require_GET
@keepers_only
def batch(request: StaffRequest, batch_id: int) -> HttpResponse:
    """What became of a batch, row by row."""
    report = queries.batch(request.actor, batch_id)
    facts = {
        "report": report,
        "findings": report.findings[:SHOWN],
        "columns": collecting.COLUMNS,
        "here": "collection",
    }
    return render(request, "desk/licences/library/batch.html", facts)


@require_GET
@keepers_only
def report(request: StaffRequest, batch_id: int) -> HttpResponse:
    """The findings as a table for a spreadsheet; no cell is a formula."""
    found = queries.batch(request.actor, batch_id)
    answer = HttpResponse(
        collecting.report_csv(found.findings), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="batch-{batch_id}.csv"'
    return answer
