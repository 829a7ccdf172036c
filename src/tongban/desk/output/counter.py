"""What a counter does beside one consignment: finding it, printing its receipt, the locker."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Refusal
from tongban.base.paging import Page
from tongban.delivery import queries, services
from tongban.desk.answers import decline, paper
from tongban.desk.output import forms
from tongban.desk.output.views import INVALID, show_list
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.walkin import cards
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

LONGEST_NUMBER = 60


@require_POST
@never_cache
@for_roles(Role.CLERK, Role.SUPERVISOR)
def find(request: StaffRequest) -> HttpResponse:
    """The consignment that a number names; posted, so that no address holds a person's number."""
    text = request.POST.get("q", "").strip()[: cards.LONGEST]
    with suppress(cards.CardUnreadable):
        text = cards.number_in(text)[:LONGEST_NUMBER]
    found = queries.named(request.actor, text[:LONGEST_NUMBER])
    if len(found) == 1:
        return redirect("desk:output_one", found[0].consignment.number)
    facts: dict[str, Any] = {"found": bool(found), "q": text, "page": Page(list(found), "")}
    if not found:
        sentence = _("没有找到。请核对号码；代领的，用申请人的办件编号找。")
        facts["errors"] = [("find", sentence if text else _("请填写要找的号码。"))]
    return show_list(request, facts, status=200 if found else INVALID)


@require_GET
@never_cache
@for_roles(Role.CLERK)
def receipt(request: StaffRequest, number: str, document_id: UUID) -> HttpResponse:
    """A receipt of handing over (送达回证) as PDF, to be printed and signed."""
    content, name = services.print_receipt(
        actor=request.actor, number=number, document_id=document_id, now=clock.now()
    )
    return paper(content, name)


@require_http_methods(["GET", "POST"])
@never_cache
@for_roles(Role.CLERK)
def locker(request: StaffRequest) -> HttpResponse:
    """The page of the locker's own screen: box and code, and the door opens once."""
    form = forms.LockerForm(request.POST or None)
    places = request.actor.places(Role.CLERK)
    field: Any = form.fields["hall"]
    field.choices = [(hall.code, hall.name) for hall in directory.halls() if hall.code in places]
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            given = form.cleaned_data
            try:
                services.open_box(
                    actor=request.actor, hall=given["hall"], box=given["box"],
                    code=given["code"], now=clock.now(),
                )  # fmt: skip
            except Refusal as refusal:
                status = decline(form, refusal, proof="code")
            else:
                messages.success(request, _("格口已打开，请取走东西，关好柜门。"))
                return redirect("desk:output_locker")
    return render(request, "desk/output/locker.html", {"form": form}, status=status)
