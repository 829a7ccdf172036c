"""Choosing the way, naming a proxy, showing a code, saying that it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base import clock, typeset
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.cases import queries as cases
from tongban.delivery import queries, services
from tongban.portal.delivery.forms import ProxyForm, WayForm
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest

INVALID = 422


@require_http_methods(["GET", "POST"])
@never_cache
@people_only
def choose(request: CitizenRequest, number: str) -> HttpResponse:
    """Say how the result is fetched."""
    view = cases.case(request.actor, number)
    typed = request.POST if request.method == "POST" else None
    form = WayForm(queries.wanted(view), queries.offered(view), typed)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose(actor=request.actor, number=number, now=clock.now(), **form.given())
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            decline(form, refusal)
        else:
            messages.success(request, _("领取方式已经改好。"))
            return redirect("portal:case", number)
    return _page(request, "portal/delivery/way.html", number, form, item=view.case.item_name)


@require_http_methods(["GET", "POST"])
@never_cache
@people_only
def proxy(request: CitizenRequest, number: str) -> HttpResponse:
    """Let somebody else fetch it."""
    view = cases.case(request.actor, number)
    form = ProxyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.authorise(
                actor=request.actor, number=number, name=given["name"],
                number_type=given["number_type"], proxy_number=given["number"], now=clock.now(),
            )  # fmt: skip
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            decline(form, refusal)
        else:
            messages.success(request, _("代领人登记好了。请他带本人证件原件到大厅领取。"))
            return redirect("portal:case", number)
    return _page(request, "portal/delivery/proxy.html", number, form, item=view.case.item_name)


@require_POST
@people_only
def revoke(request: CitizenRequest, number: str, proxy_id: int) -> HttpResponse:
    """He may not fetch it any more."""
    services.revoke(actor=request.actor, number=number, proxy_id=proxy_id, now=clock.now())
    messages.success(request, _("已经取消，他不能再代您领取。"))
    return redirect("portal:case", number)


@require_POST
@never_cache
@people_only
def code(request: CitizenRequest, number: str) -> HttpResponse:
    """A code for some minutes, as letters and as a picture; it is shown on this page only."""
    view = _consignment(request, number)
    try:
        shown = services.show_code(
            actor=request.actor, number=view.consignment.number, now=clock.now()
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:case", number)
    facts = {
        "here": "cases",
        "number": number,
        "view": view,
        "shown": shown,
        "qr": typeset.qr_svg(shown.code),
        "minutes": queries.settings().code_minutes,
    }
    return render(request, "portal/delivery/code.html", facts)


@require_POST
@people_only
def confirm(request: CitizenRequest, number: str) -> HttpResponse:
    """It has come."""
    view = _consignment(request, number)
    services.confirm_receipt(actor=request.actor, number=view.consignment.number, now=clock.now())
    messages.success(request, _("谢谢，已经记下您收到了。"))
    return redirect("portal:case", number)


def _consignment(request: CitizenRequest, number: str) -> queries.View:
    found = queries.of_case(request.actor, number)
    if found is None:
        raise queries.ConsignmentUnknown
    return found


def decline(form: forms.Form, refusal: Refusal) -> None:
    """Say what was refused at its field, or on top."""
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not refusal.fields:
        wrong = "number" if refusal.code.startswith("identity.number") else None
        form.add_error(wrong if wrong in form.fields else None, str(refusal))


def _page(
    request: CitizenRequest, template: str, number: str, form: forms.Form, *, item: str
) -> HttpResponse:
    facts = {"here": "cases", "number": number, "form": form, "item": item}
    return render(request, template, facts, status=INVALID if form.errors else 200)
