"""Passing one task on (转办), with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.rules import ROLE_LABELS
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.cases import queries, services
from tongban.desk.absence.forms import PassForm, receiver
from tongban.desk.answers import decline
from tongban.desk.requests import StaffRequest, staff_only

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.cases.queries import Passable


@require_http_methods(["GET", "POST"])
@staff_only
def pass_on(request: StaffRequest, id: int) -> HttpResponse:  # noqa: A002
    """To whom, and why; for its holder and for the head of the department."""
    found = queries.passable(request.actor, id)
    held = found.task.holder is not None
    form = PassForm(request.POST or None, able=found.able, held=held, also=found.whole)
    if request.method == "GET" or not form.is_valid():
        return _page(request, found, form, 422 if request.method == "POST" else 200)
    try:
        _pass(request, found, form)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, found, form, decline(form, refusal))
    messages.success(request, _("已转办。"))
    return redirect("desk:case", found.task.case.number)


def _pass(request: StaffRequest, found: Passable, form: PassForm) -> None:
    given, task, now = form.cleaned_data, found.task, clock.now()
    to, reason = receiver(given["to"]), given["reason"]
    services.pass_task(actor=request.actor, task=task.pk, to=to, reason=reason, now=now)
    if given.get("also") and task.holder is not None:
        services.reassign(
            actor=request.actor, unit=task.unit, holder=task.holder, to=to, reason=reason, now=now
        )


def _page(request: StaffRequest, found: Passable, form: PassForm, status: int) -> HttpResponse:
    facts = {
        "found": found,
        "task": found.task,
        "case": found.task.case,
        "role": ROLE_LABELS.get(found.task.role, ""),
        "form": form,
    }
    return render(request, "desk/absence/pass.html", facts, status=status)
