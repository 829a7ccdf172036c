"""The guide of a life event (一件事): what it is, what it saves, and where it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.cases.services import bundles
from tongban.items import queries as items
from tongban.items.rules import choosing, things
from tongban.portal.requests import everybody, people_only

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest, PortalRequest


@require_GET
@read_only
@everybody
def guide(request: PortalRequest, key: str) -> HttpResponse:
    """What belongs to the life event, what it saves with the sums, how long it takes and why."""
    return _guide(request, key, "", status=200)


def _guide(request: PortalRequest, key: str, declined: str, *, status: int) -> HttpResponse:
    view = items.life_event(key)
    found = items.widest_thing(key)
    rows = {row.key: row for row in view.items}
    page = {
        "here": "items",
        "event": view.definition,
        "members": [
            {
                "row": rows[member.item],
                "member": member,
                "after": [rows[one].name for one in member.after if one in rows],
                "by_itself": things.is_data_only(found.items[member.item])
                if member.item in found.items
                else False,
            }
            for member in view.definition.members
        ],
        "questions": choosing.questions(view.definition, {r.key: r.name for r in view.items}),
        "savings": cases.savings(found),
        "way": things.way(found),
        "declined": declined,
    }
    return render(request, "portal/events/guide.html", page, status=status)


@require_POST
@people_only
def begin(request: CitizenRequest, key: str) -> HttpResponse:
    """Open a draft, or go on with the one that is open."""
    try:
        draft = bundles.open_bundle(actor=request.actor, event_key=key, now=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        return _guide(request, key, str(refusal), status=refusal.status)
    return redirect("portal:event_draft", draft.pk)
