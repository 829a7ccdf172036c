"""Promises to be checked (告知承诺核查): the list, what was found, annulment, repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.web import read_only
from tongban.cases import queries, services
from tongban.desk.acceptance.forms import KEPT, CheckForm, RepairForm, RevokeForm
from tongban.desk.answers import paper
from tongban.desk.intake.notices import stepping
from tongban.desk.requests import StaffRequest, for_roles
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from django.http import HttpResponse

LONGEST_CURSOR = 400
checkers_only = for_roles(Role.HANDLER, Role.REVIEWER, Role.APPROVER)


@require_GET
@read_only
@checkers_only
def promises(request: StaffRequest) -> HttpResponse:
    """What the reader's departments still have to check, the nearest day first."""
    page = queries.promise_checks(
        request.actor, after=request.GET.get("after", "")[:LONGEST_CURSOR]
    )
    offices = {office.key: office.name for office in directory.departments()}
    today = clock.today()
    rows = [
        (one, offices.get(one.unit, ""), one.due_on is not None and one.due_on < today)
        for one in page.items
    ]
    return render(request, "desk/acceptance/promises.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@checkers_only
def check(request: StaffRequest, number: str) -> HttpResponse:
    """Write down what the check found."""
    view = queries.case(request.actor, number)
    signed = queries.promises(view.case).get("promise")
    if signed is None:
        raise Http404
    form = CheckForm(request.POST if request.method == "POST" else None)
    return stepping(
        request,
        view,
        form,
        lambda: services.check_promise(
            actor=request.actor,
            number=number,
            kept=form.cleaned_data["result"] == KEPT,
            findings=form.cleaned_data["findings"],
            correct_by=form.cleaned_data["correct_by"],
            now=clock.now(),
        ),
        template="desk/acceptance/check.html",
        done=_("核查结果已经记录。"),
        extra={"signed": signed, "answers": queries.corrections(signed, sent=True)},
    )


@require_GET
@read_only
@checkers_only
def file(request: StaffRequest, number: str, file_id: int) -> HttpResponse:
    """A file that shows what was put right; the look is recorded first."""
    content, name, media_type = services.read_correction_file(
        actor=request.actor, number=number, file_id=file_id, now=clock.now()
    )
    return paper(content, name, media_type)


@require_http_methods(["GET", "POST"])
@for_roles(Role.APPROVER)
def revoke(request: StaffRequest, number: str) -> HttpResponse:
    """Annul what was decided on a broken promise."""
    view = queries.case(request.actor, number)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    return stepping(
        request,
        view,
        form,
        lambda: services.revoke_promised(
            actor=request.actor,
            number=number,
            reasons=form.lines(),
            legal_ground=form.cleaned_data["legal_ground"],
            now=clock.now(),
        ),
        template="desk/acceptance/revoke.html",
        done=_("已撤销。决定书在“文书”里，证照同时失效，申请人会收到通知。"),
    )


@require_http_methods(["GET", "POST"])
@for_roles(Role.APPROVER)
def repair(request: StaffRequest, number: str, broken_id: int) -> HttpResponse:
    """Note that a breach was put right."""
    view = queries.case(request.actor, number)
    form = RepairForm(request.POST if request.method == "POST" else None)
    return stepping(
        request,
        view,
        form,
        lambda: services.repair_promise(
            actor=request.actor,
            broken_id=broken_id,
            words=form.cleaned_data["words"],
            now=clock.now(),
        ),
        template="desk/acceptance/repair.html",
        done=_("已记录修复，申请人可以再次承诺。"),
    )
