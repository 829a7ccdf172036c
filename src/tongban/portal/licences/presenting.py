"""Presenting a licence at a counter (亮证): a code that is new each minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tongban.base import clock, typeset
from tongban.base.errors import NotFound, Refusal
from tongban.base.web import read_only
from tongban.licences import queries, services
from tongban.licences.rules.uses import CODE_SECONDS, REFRESH_SECONDS
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from uuid import UUID

    from tongban.licences.queries import LicenceRow
    from tongban.portal.requests import CitizenRequest

MOST_TURNS = 10
NOTHING_NEW = 204


@require_http_methods(["GET", "POST"])
@never_cache
@people_only
def present(request: CitizenRequest, identifier: str) -> HttpResponse:
    """What happens, and after the button a code; asked by HTMX, the next code alone."""
    row = queries.own_licence(request.actor, identifier)
    facts: dict[str, Any] = {"here": "licences", "row": row, "errors": [], "shown": None}
    status = 200
    if request.method == "POST":
        try:
            facts |= _shown(request, row)
        except NotFound:
            raise
        except Refusal as refusal:
            facts["errors"], status = [("", str(refusal))], refusal.status
    name = "portal/licences/_code.html" if request.htmx else "portal/licences/present.html"
    return render(request, name, facts, status=status)


def _shown(request: CitizenRequest, row: LicenceRow) -> dict[str, Any]:
    """A code for this turn; after ten turns the page rests until somebody asks again."""
    said = request.POST.get("turn", "")
    turn = int(said) + 1 if said.isdecimal() and len(said) < MOST_TURNS else 1
    if turn > MOST_TURNS and request.htmx:
        return {"resting": True}
    code = services.show(actor=request.actor, identifier=row.identifier, now=clock.now())
    address = f"{settings.TONGBAN.address}{reverse('portal:redeem')}?code={code.token}"
    return {
        "shown": code,
        "qr": typeset.qr_svg(address),
        "turn": turn if turn <= MOST_TURNS else 1,
        "seconds": CODE_SECONDS,
        "refresh": REFRESH_SECONDS,
    }


@require_GET
@never_cache
@read_only
@people_only
def presented(request: CitizenRequest, identifier: str, code_id: UUID) -> HttpResponse:
    """Whether somebody used the code; HTMX asks every few seconds and hears nothing until then."""
    code = queries.code(request.actor, identifier, code_id)
    row = queries.own_licence(request.actor, identifier)
    facts = {"here": "licences", "row": row, "code": code}
    if not request.htmx:
        return render(request, "portal/licences/presented.html", facts)
    if code.redeemed_at is None:
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "portal/licences/_presented.html", facts)
