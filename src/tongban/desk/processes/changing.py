"""Bringing files in, publishing, throwing away, retiring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base import clock
from tongban.base.errors import Refusal
from tongban.desk.answers import decline
from tongban.desk.processes.forms import DayForm, ImportForm
from tongban.desk.processes.views import editors_only, shown
from tongban.processes import services
from tongban.processes.rules import DefinitionFault

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.desk.requests import StaffRequest


@require_http_methods(["GET", "POST"])
@editors_only
def bring_in(request: StaffRequest) -> HttpResponse:
    """Bring a file in as a draft; its faults are shown on its own page, at the elements."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "desk/processes/import.html", {"form": form}, status=status)
    given = form.cleaned_data
    notation = "dmn" if given["name"].lower().endswith(".dmn") else "bpmn"
    try:
        row = services.draft(
            actor=request.actor, kind=given["kind"], item=given["item"],
            xml=given["file"], notation=notation, now=clock.now(),
        )  # fmt: skip
    except Refusal as refusal:
        status = decline(form, refusal, xml="file")
        return render(request, "desk/processes/import.html", {"form": form}, status=status)
    messages.success(request, _("已导入为草稿，请检查后发布。"))
    return redirect("desk:process", row.pk)


@require_POST
@editors_only
def publish(request: StaffRequest, id: int) -> HttpResponse:  # noqa: A002
    """Publish a draft, at once or from a day on."""
    form = DayForm(request.POST)
    if not form.is_valid():
        return shown(request, id, form=form, status=422)
    day = form.cleaned_data["day"]
    try:
        services.publish_draft(actor=request.actor, id=id, from_on=day, now=clock.now())
    except DefinitionFault as faulty:
        form.add_error(None, _("图里还有要改的地方，逐条列在下面，改好以后再导入。"))
        return shown(request, id, form=form, status=faulty.status)
    except Refusal as refusal:
        return shown(request, id, form=form, status=decline(form, refusal, from_on="day"))
    messages.success(request, _("已发布。正在办的件仍按原来的版本走。"))
    return redirect("desk:process", id)


@require_POST
@editors_only
def discard(request: StaffRequest, id: int) -> HttpResponse:  # noqa: A002
    """Throw a draft away."""
    services.discard(actor=request.actor, id=id, now=clock.now())
    messages.success(request, _("草稿已删除。"))
    return redirect("desk:processes")


@require_POST
@editors_only
def retire(request: StaffRequest, id: int) -> HttpResponse:  # noqa: A002
    """Give a version to no new case, from a day on."""
    form = DayForm(request.POST)
    if not form.is_valid():
        return shown(request, id, form=form, status=422)
    day = form.cleaned_data["day"] or clock.today()
    try:
        services.retire(actor=request.actor, id=id, on=day, now=clock.now())
    except Refusal as refusal:
        return shown(request, id, form=form, status=decline(form, refusal, on="day"))
    messages.success(request, _("已停用。正在办的件仍按它走完。"))
    return redirect("desk:process", id)
