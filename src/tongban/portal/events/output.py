"""How one gets what a life event (一件事) yields: together, or early what is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.cases import queries as cases
from tongban.delivery import queries, services
from tongban.delivery.rules import PARCEL_STATES, WAYS, ParcelState, State, Way
from tongban.directory import queries as directory
from tongban.portal.delivery.forms import WayForm
from tongban.portal.delivery.views import INVALID, decline
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.base.actors import Actor
    from tongban.cases.queries import BundleView
    from tongban.portal.requests import CitizenRequest

TO_HALL = frozenset({Way.PICKUP, Way.LOCKER})


def output(actor: Actor, view: BundleView) -> dict[str, Any]:
    """What lies where, and how the applicant wants what is still to come."""
    number = str(view.bundle.number)
    chosen = queries.wanted_together(view)
    wanted, place = chosen.way, chosen.hall
    return {
        "changeable": bool(queries.offered_together(view)),
        "consignments": [_shown(one) for one in queries.of_bundle(actor, number)],
        "electronic": wanted is Way.ELECTRONIC,
        "way": WAYS[wanted],
        "hall": directory.hall(place) if place else None,
        "to_hall": wanted in TO_HALL,
    }


def _shown(one: queries.View) -> dict[str, Any]:
    mine = one.consignment
    return {
        "view": one,
        "hall": directory.hall(mine.hall) if mine.way in TO_HALL else None,
        "case": one.cases[0] if one.cases else "",
        "fetchable": mine.state in {State.READY, State.BOXED},
        "parcels": [(row, PARCEL_STATES[ParcelState(row.state)]) for row in one.parcels],
        "receivable": mine.state == State.DELIVERED and mine.confirmed_at is None,
        "tone": {State.DELIVERED: "good", State.READY: "asked", State.BOXED: "asked"}.get(
            State(mine.state), "working"
        ),
    }


@require_http_methods(["GET", "POST"])
@never_cache
@people_only
def choose(request: CitizenRequest, number: str) -> HttpResponse:
    """Say how everything is fetched that has not left yet."""
    view = cases.bundle(request.actor, number)
    offered = queries.offered_together(view)
    if not offered:
        messages.error(request, _("这件事已经结束，不能再改领取方式。"))
        return redirect("portal:event_case", number)
    typed = request.POST if request.method == "POST" else None
    form = WayForm(queries.wanted_together(view), offered, typed)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_together(
                actor=request.actor, number=number, now=clock.now(), **form.given()
            )
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            decline(form, refusal)
        else:
            messages.success(request, _("整件事的领取方式已经改好。"))
            return redirect("portal:event_case", number)
    facts = {"here": "cases", "view": view, "form": form}
    return render(request, "portal/events/way.html", facts, status=INVALID if form.errors else 200)


@require_POST
@people_only
def early(request: CitizenRequest, number: str) -> HttpResponse:
    """Not wait for the rest: what is there is made ready."""
    waiting = [
        one for one in queries.of_bundle(request.actor, number)
        if one.consignment.state == State.PREPARING
    ]  # fmt: skip
    if not waiting:
        raise queries.ConsignmentUnknown
    try:
        for one in waiting:
            services.ask_early(actor=request.actor, number=one.consignment.number, now=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("记下了。窗口先备好已经办成的，备好就通知您；其余的以后再给您。")
        )
    return redirect("portal:event_case", number)
