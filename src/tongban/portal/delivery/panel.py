"""How one gets the result, on the page of one's own case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.cases.rules import OPEN
from tongban.delivery import queries
from tongban.delivery.rules import PARCEL_STATES, WAYS, ParcelState, State
from tongban.directory import queries as directory
from tongban.portal.cases.panels import Panel

if TYPE_CHECKING:
    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest

CHANGEABLE = frozenset({State.PREPARING, State.READY, State.RETURNED})


def panel(request: CitizenRequest, view: CaseView) -> Panel | None:
    """The way as long as the case is open, and where it is once there is something to fetch."""
    number, is_open = str(view.case.number), view.case.state in OPEN
    found = queries.of_case(request.actor, number) if view.case.decided_on else None
    if not is_open and found is None:
        return None
    wanted = queries.wanted(view)
    hall = found.consignment.hall if found else wanted.hall
    state = found.consignment.state if found else ""
    facts = {
        "number": number,
        "view": found,
        "way": found.line.way_label if found else WAYS[wanted.way],
        "hall": directory.hall(hall) if hall else None,
        "to_hall": (found.consignment.way if found else wanted.way) in {"pickup", "locker"},
        "changeable": is_open and (found is None or state in CHANGEABLE),
        "fetchable": state in {State.READY, State.BOXED},
        "proxies": queries.shown_proxies({number}),
        "parcels": [
            (one, PARCEL_STATES[ParcelState(one.state)]) for one in (found.parcels if found else ())
        ],
        "confirmable": state == State.DELIVERED and found is not None
        and found.consignment.confirmed_at is None,
        "is_open": is_open,
    }  # fmt: skip
    return Panel("result", _("怎么拿结果"), "portal/delivery/_panel.html", facts)
