"""What was charged for a case (收费登记), beside what is published."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base import clock
from tongban.desk.answers import carry_out
from tongban.desk.requests import StaffRequest, staff_only
from tongban.desk.supervision.forms import FeeForm
from tongban.supervision import queries, services
from tongban.supervision.rules import Charged

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from tongban.supervision.queries import FeeView


@require_http_methods(["GET", "POST"])
@staff_only
def fees(request: StaffRequest, number: str) -> HttpResponse:
    """What is published, what was written down, and the form for more."""
    view = queries.fee_view(request.actor, number)
    names = [name for name, _standard in view.fee.standards]
    if request.method == "GET":
        return _page(request, view, FeeForm(names))
    form = FeeForm(names, request.POST)

    def note(**typed: Any) -> object:
        return services.note_fee(
            actor=request.actor, number=number, note=Charged(**typed), now=clock.now()
        )

    def noted(_row: object) -> HttpResponse:
        messages.success(request, _("已登记。"))
        return redirect("desk:fees", number)

    return carry_out(form, note, again=partial(_page, request, view, form), then=noted)


@require_POST
@staff_only
def strike(request: StaffRequest, number: str, note: int) -> HttpResponse:
    """Strike out a note that was wrong."""
    services.strike_fee(actor=request.actor, number=number, note=note, now=clock.now())
    messages.success(request, _("已作废。"))
    return redirect("desk:fees", number)


def _page(request: StaffRequest, view: FeeView, form: FeeForm, status: int = 200) -> HttpResponse:
    shown = {"view": view, "case": view.case, "fee": view.fee, "form": form}
    return render(request, "desk/supervision/fees.html", shown, status=status)
