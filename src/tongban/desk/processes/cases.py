"""What a case page offers about its process: the drawing, departments, advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.base import clock
from tongban.base.errors import Invalid, Refusal
from tongban.base.web import read_only
from tongban.cases import queries, services
from tongban.desk import casepage
from tongban.desk.processes.forms import ConsultForm
from tongban.desk.processes.panel import offices_but
from tongban.desk.processes.views import xml
from tongban.desk.requests import staff_only
from tongban.processes import queries as runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from tongban.desk.requests import StaffRequest


@require_GET
@read_only
@staff_only
def drawing(request: StaffRequest, number: str) -> HttpResponse:
    """The drawing by which this case is reviewed, for the viewer."""
    found = queries.case_alone(request.actor, number)
    return xml(runs.live(str(found.pk)).definition)


@require_POST
@staff_only
def choose(request: StaffRequest, number: str) -> HttpResponse:
    """Say which departments the next step asks."""

    def act() -> None:
        services.choose_units(
            actor=request.actor, number=number, units=request.POST.getlist("units"),
            now=clock.now(),
        )  # fmt: skip

    return _done(request, number, act, _("会签部门已选定，签署意见后同时送出。"))


@require_POST
@staff_only
def consult(request: StaffRequest, number: str) -> HttpResponse:
    """Ask another department for advice."""
    view = queries.case(request.actor, number)
    form = ConsultForm(request.POST, offices=offices_but(view.case.unit))
    if not form.is_valid():
        wrong = {name: " ".join(map(str, found)) for name, found in form.errors.items()}
        return casepage.page(request, view, refusal=Invalid(fields=wrong), typed=request.POST)

    def act() -> None:
        services.consult(actor=request.actor, number=number, now=clock.now(), **form.cleaned_data)

    return _done(request, number, act, _("已送出征求意见。"))


@require_POST
@staff_only
def answer(request: StaffRequest, number: str, id: int) -> HttpResponse:  # noqa: A002
    """Answer what the reader's department was asked."""

    def act() -> None:
        services.advise(
            actor=request.actor, number=number, advice_id=id,
            answer=request.POST.get("answer", ""), now=clock.now(),
        )  # fmt: skip

    return _done(request, number, act, _("答复已送出。"))


@require_POST
@staff_only
def recall(request: StaffRequest, number: str, id: int) -> HttpResponse:  # noqa: A002
    """Take a question back."""

    def act() -> None:
        services.recall(actor=request.actor, number=number, advice_id=id, now=clock.now())

    return _done(request, number, act, _("已收回。"))


def _done(request: StaffRequest, number: str, act: Callable[[], None], words: str) -> HttpResponse:
    """Do it and come back to the case; a refusal is said there, and what was typed stays."""
    try:
        act()
    except Refusal as refusal:
        view = queries.case(request.actor, number)
        return casepage.page(request, view, refusal=refusal, typed=request.POST.dict())
    messages.success(request, words)
    return redirect("desk:case", number)
