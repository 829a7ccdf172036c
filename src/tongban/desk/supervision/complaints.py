"""Questions and complaints about cases (咨询投诉): the list, one of them, its answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.web import read_only
from tongban.desk.answers import carry_out
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.supervision.forms import ComplaintForm, PutOffForm, ReplyForm
from tongban.directory import queries as directory
from tongban.supervision import queries, services
from tongban.supervision.rules import SOURCE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from tongban.supervision.models import Complaint

READERS = (Role.SUPERVISOR, Role.APPROVER)


@require_GET
@read_only
@for_roles(*READERS)
def complaints(request: StaffRequest) -> HttpResponse:
    """What came in about the reader's cases, the latest first."""
    unanswered = request.GET.get("state") == "open"
    page = queries.complaints(
        request.actor, unanswered=unanswered, after=request.GET.get("after", "")
    )
    shown = {
        "page": page,
        "unanswered": unanswered,
        "kinds": {key: kind.name for key, kind in queries.kinds().items()},
        "sources": SOURCE_NAMES,
        "offices": {one.key: one.name for one in directory.departments()},
        "today": clock.today(),
        "supervisor": request.actor.holds(Role.SUPERVISOR),
    }
    return render(request, "desk/supervision/complaints.html", shown)


@require_http_methods(["GET", "POST"])
@for_roles(Role.SUPERVISOR)
def register(request: StaffRequest, number: str) -> HttpResponse:
    """Write down what came in about a case."""
    staff = queries.handled_by(request.actor, number)
    if request.method == "GET":
        form = ComplaintForm(staff, initial={"received_on": clock.today()})
        return _register(request, number, form)
    form = ComplaintForm(staff, request.POST)

    def made(row: Complaint) -> HttpResponse:
        messages.success(request, _("已登记，编号 %(serial)s。") % {"serial": row.serial})
        return redirect("desk:complaint", row.serial)

    act = partial(services.register_complaint, actor=request.actor, number=number, now=clock.now())
    return carry_out(form, act, again=partial(_register, request, number, form), then=made)


def _register(
    request: StaffRequest, number: str, form: ComplaintForm, status: int = 200
) -> HttpResponse:
    shown = {"number": number, "form": form}
    return render(request, "desk/supervision/complaint_new.html", shown, status=status)


@require_GET
@read_only
@for_roles(*READERS)
def complaint(request: StaffRequest, serial: str) -> HttpResponse:
    """One complaint with its answer, or the form for it."""
    return _page(request, serial)


@require_POST
@for_roles(*READERS)
def answer(request: StaffRequest, serial: str) -> HttpResponse:
    """Answer for the department."""
    form = ReplyForm(request.POST, prefix="answer")
    return _step(request, serial, form, services.answer_complaint, _("已答复。"))


@require_POST
@for_roles(*READERS)
def put_off(request: StaffRequest, serial: str) -> HttpResponse:
    """Put the day off, once."""
    form = PutOffForm(request.POST, prefix="put_off")
    return _step(request, serial, form, services.put_complaint_off, _("已延期。"))


def _step(
    request: StaffRequest, serial: str, form: forms.Form, act: Callable[..., Any], done: str
) -> HttpResponse:
    def again(status: int) -> HttpResponse:
        return _page(request, serial, status, **{str(form.prefix): form})

    def went(_row: Any) -> HttpResponse:
        messages.success(request, done)
        return redirect("desk:complaint", serial)

    bound = partial(act, actor=request.actor, serial=serial, now=clock.now())
    return carry_out(form, bound, again=again, then=went)


def _page(
    request: StaffRequest, serial: str, status: int = 200, **typed: forms.Form
) -> HttpResponse:
    view = services.open_complaint(actor=request.actor, serial=serial, now=clock.now())
    row = view.complaint
    shown = {
        "view": view,
        "row": row,
        "kind": queries.kinds()[row.kind].name if row.kind in queries.kinds() else row.kind,
        "source": SOURCE_NAMES.get(row.source, row.source),
        "office": directory.department(row.unit).name,
        "late": row.answered_at is None and row.answer_due_on < clock.today(),
        "answer": typed.get("answer") or ReplyForm(prefix="answer"),
        "put_off": typed.get("put_off") or PutOffForm(prefix="put_off"),
        "wrong": next(iter(typed.values()), None),
    }
    return render(request, "desk/supervision/complaint.html", shown, status=status)
