"""Samples (抽查): drawing cases by lot, and saying what was found in each."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.rules import Role
from tongban.base import clock
from tongban.desk.answers import carry_out
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.supervision.forms import DrawForm, FoundForm
from tongban.directory import queries as directory
from tongban.supervision import queries, services
from tongban.supervision.rules import ASPECTS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.supervision.models import Sample, SampleCase

LOOK_BACK = timedelta(days=29)
WANTED = 10


@require_http_methods(["GET", "POST"])
@for_roles(Role.SUPERVISOR)
def samples(request: StaffRequest) -> HttpResponse:
    """Every sample, and the form that draws the next one."""
    if request.method == "GET":
        today = clock.today()
        form = DrawForm(initial={"since": today - LOOK_BACK, "until": today, "wanted": WANTED})
        return _samples(request, form)
    form = DrawForm(request.POST)

    def drawn(made: Sample) -> HttpResponse:
        messages.success(request, _("已抽取，抽查编号 %(number)s。") % {"number": made.number})
        return redirect("desk:sample", made.number)

    act = partial(services.draw_sample, actor=request.actor, now=clock.now())
    return carry_out(form, act, again=partial(_samples, request, form), then=drawn)


def _samples(request: StaffRequest, form: DrawForm, status: int = 200) -> HttpResponse:
    page = queries.samples(request.actor, after=request.GET.get("after", ""))
    offices = {one.key: one.name for one in directory.departments()}
    shown = {"page": page, "form": form, "offices": offices}
    return render(request, "desk/supervision/samples.html", shown, status=status)


@require_http_methods(["GET", "POST"])
@for_roles(Role.SUPERVISOR)
def sample(request: StaffRequest, number: str, seq: int = 0) -> HttpResponse:
    """One sample with its cases; `seq` opens the form for what was found in one of them."""
    form = FoundForm(request.POST or None)
    if request.method == "GET" or not seq:
        return _sample(request, number, seq, form)

    def kept(_row: SampleCase) -> HttpResponse:
        messages.success(request, _("已记录。"))
        return redirect("desk:sample", number)

    act = partial(
        services.check_sampled, actor=request.actor, number=number, seq=seq, now=clock.now()
    )
    return carry_out(form, act, again=partial(_sample, request, number, seq, form), then=kept)


def _sample(
    request: StaffRequest, number: str, seq: int, form: FoundForm, status: int = 200
) -> HttpResponse:
    view = queries.sample(request.actor, number)
    shown = {
        "view": view,
        "sample": view.sample,
        "office": directory.department(view.sample.unit).name if view.sample.unit else "",
        "rows": [
            (row, case, [ASPECTS[each] for each in ASPECTS if each in row.aspects])
            for row, case in view.rows
        ],
        "open": next((row for row, _case in view.rows if row.seq == seq), None),
        "form": form,
    }
    return render(request, "desk/supervision/sample.html", shown, status=status)
