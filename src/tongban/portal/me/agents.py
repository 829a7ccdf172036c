"""Who acts for oneself (代办): each consent that was put on record, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.base import clock
from tongban.base.web import read_only
from tongban.cases import queries, services
from tongban.directory import queries as directory
from tongban.items import queries as items
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest


@require_GET
@read_only
@people_only
def agents(request: CitizenRequest) -> HttpResponse:
    """Whom one let act, for what and until when; also what somebody else put on record."""
    given = queries.consents(request.actor)
    named = items.names({one.scope for one in given})
    offices = {one.key: one.name for one in directory.departments({one.unit for one in given})}
    rows = [
        (one, named.get(one.scope, ""), offices.get(one.unit, ""), queries.consent_state(one))
        for one in given
    ]
    return render(request, "portal/me/agents.html", {"here": "me", "rows": rows})


@require_POST
@people_only
def take_back(request: CitizenRequest, consent: UUID) -> HttpResponse:
    """Let nobody act any more by this consent."""
    services.revoke_consent(actor=request.actor, consent_id=consent, now=clock.now())
    messages.success(request, _("代办同意已经撤回，对方不能再代您办理，也看不到您的办件。"))
    return redirect("portal:agents")
