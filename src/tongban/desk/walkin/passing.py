"""A half-done application goes to another window, or to a colleague, as it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.cases import queries, services
from tongban.desk.acceptance.forms import HandOverForm
from tongban.desk.answers import carry_out
from tongban.desk.requests import StaffRequest, for_roles

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse


@require_http_methods(["GET", "POST"])
@for_roles(Role.CLERK)
def hand_over(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Offer the draft: to another hall, or to the other windows of this one."""
    view = queries.draft(request.actor, draft_id)
    posted = request.POST if request.method == "POST" else None
    form = HandOverForm(view.case.place, posted, within=True)

    def page(status: int) -> HttpResponse:
        shown = {"view": view, "draft": view.case, "form": form}
        return render(request, "desk/walkin/hand_over.html", shown, status=status)

    def back(_done: object) -> HttpResponse:
        messages.success(request, _("已提出移交，对方接收以前仍由您负责。"))
        return redirect("desk:draft", draft_id)

    if posted is None:
        return page(200)
    offer = partial(services.pass_on, actor=request.actor, case_ref=str(draft_id), now=clock.now())
    return carry_out(form, offer, again=page, then=back)


@require_POST
@for_roles(Role.CLERK)
def call_off(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Take the offer back."""
    services.call_off_hand_over(actor=request.actor, case_ref=str(draft_id), now=clock.now())
    messages.success(request, _("已取消移交。"))
    return redirect("desk:draft", draft_id)
