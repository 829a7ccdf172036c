"""Reads of the catalogue; everything here is public."""

from tongban.items.queries.definitions import (
    ItemClosed,
    ItemUnknown,
    LifeEventUnknown,
    applicable,
    check_form,
    current,
    definition,
    guide,
    item,
    life_event,
    life_events,
    versions,
)
from tongban.items.queries.measuring import Listed, listed
from tongban.items.queries.naming import names, of_departments
from tongban.items.queries.rows import Guide, ItemRow, LifeEventRow, LifeEventView
from tongban.items.queries.searching import (
    Facet,
    Facets,
    Suggestion,
    facets,
    matching_life_events,
    search,
    suggest,
)
from tongban.items.queries.things import (
    LifeEventClosed,
    life_event_now,
    life_event_version,
    members,
    thing,
    widest_thing,
)

__all__ = [
    "Facet",
    "Facets",
    "Guide",
    "ItemClosed",
    "ItemRow",
    "ItemUnknown",
    "LifeEventClosed",
    "LifeEventRow",
    "LifeEventUnknown",
    "LifeEventView",
    "Listed",
    "Suggestion",
    "applicable",
    "check_form",
    "current",
    "definition",
    "facets",
    "guide",
    "item",
    "life_event",
    "life_event_now",
    "life_event_version",
    "life_events",
    "listed",
    "matching_life_events",
    "members",
    "names",
    "of_departments",
    "search",
    "suggest",
    "thing",
    "versions",
    "widest_thing",
]
