"""The public catalogue for integrators: items, guides, forms and life events, read only."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Query, Router

from tongban.items import queries
from tongban.items.api.schemas import (
    FacetsOut,
    FormOut,
    GuideOut,
    ItemOut,
    ItemPageOut,
    ItemSearchIn,
    LifeEventOut,
    LifeEventsOut,
)  # fmt: skip

if TYPE_CHECKING:
    from tongban.base.paging import Page
    from tongban.items.queries import Facets, Guide, ItemRow, LifeEventView
    from tongban.items.rules import ItemDefinition

router = Router(tags=["items"])


@router.get("/items", response=ItemPageOut, summary="Search the catalogue")
def items(request: HttpRequest, asked: Query[ItemSearchIn]) -> Page[ItemRow]:
    """Items in use or paused, the best first; without `text` in the order of the catalogue."""
    filters = asked.dict(exclude={"text"})
    return queries.search(asked.text, **filters)


@router.get("/items/facets", response=FacetsOut, summary="Filters of the catalogue")
def facets(request: HttpRequest) -> Facets:
    """Themes, departments, audiences and regions that have items, with their numbers."""
    return queries.facets()


@router.get("/items/{key}", response=ItemOut, summary="One item")
def item(request: HttpRequest, key: str) -> ItemDefinition:
    """What an item says now."""
    return queries.current(key)


@router.get("/items/{key}/guide", response=GuideOut, summary="The guide of an item")
def guide(request: HttpRequest, key: str) -> dict[str, Any]:
    """Every section of the guide, in the order in which it is printed."""
    found: Guide = queries.guide(key)
    what = found.definition
    sections = [asdict(section) for section in found.sections]
    return {"key": what.key, "name": what.name, "version": what.version, "sections": sections}


@router.get("/items/{key}/form", response=FormOut, summary="The form of an item")
def form(request: HttpRequest, key: str) -> ItemDefinition:
    """The form as JSON Schema; fields that two forms share refer to the same data element."""
    return queries.current(key)


@router.get("/life-events", response=LifeEventsOut, summary="Life events")
def life_events(request: HttpRequest) -> dict[str, Any]:
    """Every joined service (一件事) of the catalogue."""
    return {"items": queries.life_events()}


@router.get("/life-events/{key}", response=LifeEventOut, summary="One life event")
def life_event(request: HttpRequest, key: str) -> dict[str, Any]:
    """A joined service with its questions, members and shared materials."""
    found: LifeEventView = queries.life_event(key)
    what = found.definition
    names = [name for name in LifeEventOut.model_fields if name != "items"]
    return {**{name: getattr(what, name) for name in names}, "items": found.items}
