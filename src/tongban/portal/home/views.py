"""Finding what one needs: front page, search, life events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.base.web import read_only
from tongban.items import queries as items
from tongban.portal.home.filters import Filters, choices
from tongban.portal.requests import everybody

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.items.queries import ItemRow
    from tongban.portal.requests import PortalRequest

OFTEN = (
    "food_business",
    "residence_permit",
    "teacher_qualification",
    "self_employed",
    "id_card",
    "ssc",
)


@require_GET
@read_only
@everybody
def home(request: PortalRequest) -> HttpResponse:
    """The search first, then what people often need, themes and life events."""
    facets = items.facets()
    themes = {
        audience: [one for one in facets.themes if one.audience == audience]
        for audience in ("natural", "legal")
    }
    facts = {
        "here": "home",
        "often": _often(),
        "themes": themes,
        "life_events": items.life_events(),
    }
    return render(request, "portal/home/home.html", facts)


def _often() -> list[ItemRow]:
    rows = []
    for key in OFTEN:
        try:
            rows.append(items.item(key))
        except items.ItemUnknown:
            continue
    return [row for row in rows if row.is_open]


@require_GET
@read_only
@everybody
def search(request: PortalRequest) -> HttpResponse:
    """Items by words and filters; an empty result says what to do."""
    asked = Filters.of(request.GET)
    facts = {
        "here": "items",
        "asked": asked,
        "page": asked.found(),
        "life_events": items.matching_life_events(asked.q) if not asked.after else (),
        "filters": choices(items.facets(), asked),
    }
    name = "_results.html" if request.htmx else "search.html"
    return render(request, f"portal/home/{name}", facts)


@require_GET
@read_only
@everybody
def life_events(request: PortalRequest) -> HttpResponse:
    """All life events."""
    facts = {"here": "items", "life_events": items.life_events()}
    return render(request, "portal/home/life_events.html", facts)


@require_GET
@read_only
@everybody
def life_event(request: PortalRequest, key: str) -> HttpResponse:
    """One life event: its questions, its items in order, its materials asked for once."""
    view = items.life_event(key)
    by_key = {row.key: row for row in view.items}
    members = [
        {"member": member, "row": by_key[member.item]}
        for member in view.definition.members
        if member.item in by_key
    ]
    facts = {"here": "items", "event": view.definition, "members": members}
    return render(request, "portal/home/life_event.html", facts)
