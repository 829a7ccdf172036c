"""How one gets what a life event (一件事) yields: together, or early what is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.cases.rules import outputs
from tongban.delivery import queries, services
from tongban.delivery.rules import PARCEL_STATES, WAYS, ParcelState, State, Way
from tongban.directory import queries as directory
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
    wanted = Way(outputs.way_of(view.bundle.form))
    return {
        "consignments": [_shown(one) for one in queries.of_bundle(actor, number)],
        "electronic": wanted is Way.ELECTRONIC,
        "way": WAYS[wanted],
        "hall": directory.hall(view.bundle.place) if view.bundle.place else None,
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
