"""What a holder says is wrong on his licence (更正申请), and what the office answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.licences import queries, services
from tongban.portal.licences.forms import CorrectionForm, decline
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest

WRONG = 422


@require_http_methods(["GET", "POST"])
@people_only
def correction(request: CitizenRequest, identifier: str) -> HttpResponse:
    """Say what is wrong; below it what was said before, with the answers."""
    row = queries.own_licence(request.actor, identifier)
    form = CorrectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            try:
                services.object_to(
                    actor=request.actor, identifier=identifier, words=form.cleaned_data["words"],
                    now=clock.now(),
                )  # fmt: skip
                messages.success(request, _("更正申请已经送到颁发机构。"))
                return redirect("portal:correction", identifier)
            except NotFound:
                raise
            except Refusal as refusal:
                status = decline(form, refusal)
    said = queries.own_objections(request.actor, row.identifier)
    waits = any(one.is_open for one in said)
    facts = {"here": "licences", "row": row, "form": form, "said": said, "waits": waits}
    return render(request, "portal/licences/correction.html", facts, status=status)
