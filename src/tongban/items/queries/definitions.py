"""Single items, versions, guides and life events."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from tongban.base.errors import NotFound, Refusal
from tongban.directory import queries as directory
from tongban.items import rules
from tongban.items.models import Item, ItemVersion, LifeEvent, State
from tongban.items.queries import rows
from tongban.items.rules import definitions, joined
from tongban.items.rules import guide as guides

if TYPE_CHECKING:
    from datetime import date

    from tongban.items.rules.definitions import ItemDefinition

_KEPT = 256


class ItemUnknown(NotFound):
    """No item has this key."""

    code = "items.item_unknown"
    sentence = "没有这个事项。"


class LifeEventUnknown(NotFound):
    """No life event has this key."""

    code = "items.life_event_unknown"
    sentence = "没有这件事。"


class ItemClosed(Refusal):
    """The item is paused or cancelled and takes no new application."""

    code = "items.item_closed"
    sentence = "这个事项现在不接受新的申请。"


def item(key: str) -> rows.ItemRow:
    """The item as lists show it, whatever its state, or `ItemUnknown`."""
    return rows.of_item(_item(key))


def current(key: str) -> ItemDefinition:
    """What the item says now, or `ItemUnknown`; use `applicable` before taking an application."""
    version_id = (
        Item.objects.filter(key=key, current__isnull=False)
        .values_list("current_id", flat=True)
        .first()
    )
    if version_id is None:
        raise ItemUnknown
    return definition(version_id)


def applicable(key: str) -> ItemDefinition:
    """What the item says now if it can be applied for; otherwise `ItemUnknown` or `ItemClosed`."""
    found = Item.objects.filter(key=key, current__isnull=False).values_list("current_id", "state")
    row = found.first()
    if row is None or row[0] is None:
        raise ItemUnknown
    if row[1] != State.IN_USE:
        raise ItemClosed
    return definition(row[0])


@lru_cache(maxsize=_KEPT)
def definition(version_id: int) -> ItemDefinition:
    """One version; it never changes, so the process remembers it.  Otherwise `ItemUnknown`."""
    found = ItemVersion.objects.filter(id=version_id).first()
    if found is None:
        raise ItemUnknown
    return definitions.item_from(found.content, version_id=found.pk, version=found.version)


def versions(key: str) -> tuple[ItemVersion, ...]:
    """All versions of an item, the newest first, without their content."""
    found = ItemVersion.objects.filter(item__key=key).defer("content").order_by("-version")
    return tuple(found)


def guide(key: str) -> rows.Guide:
    """The guide of an item with the places where it is handled, or `ItemUnknown`.

    The department is called as it is today, whatever it was called when the item was published.
    """
    found = _item(key)
    what = replace(definition(found.current_id or 0), department_name=found.department.name)
    places = _places(what)
    return rows.Guide(rows.of_item(found), what, places, guides.sections(what, places))


def _places(what: ItemDefinition) -> tuple[guides.Place, ...]:
    halls = directory.halls() if what.halls else directory.halls(what.region)
    return tuple(
        guides.Place(hall.name, hall.address, hall.hours, hall.phone)
        for hall in halls
        if not what.halls or hall.code in what.halls
    )


def _item(key: str) -> Item:
    found = Item.objects.select_related("department").filter(key=key, current__isnull=False).first()
    if found is None:
        raise ItemUnknown
    return found


def check_form(what: ItemDefinition, form: object, *, final: bool, today: date) -> dict[str, str]:
    """`rules.check_form` for this installation: sample numbers pass in demo mode only."""
    allowed: bool = settings.TONGBAN.sample_allowed
    return rules.check_form(what, form, final, today=today, sample_allowed=allowed)


def life_events() -> tuple[rows.LifeEventRow, ...]:
    """The life events, in the order of the catalogue."""
    found = LifeEvent.objects.filter(is_listed=True).order_by("place", "id")
    return tuple(rows.of_life_event(one) for one in found)


def life_event(key: str) -> rows.LifeEventView:
    """A life event with its members, or `LifeEventUnknown`."""
    found = LifeEvent.objects.filter(key=key).first()
    if found is None:
        raise LifeEventUnknown
    what = joined.life_event_from(found.content, version=found.version)
    order = {member.item: number for number, member in enumerate(what.members)}
    members = Item.objects.select_related("department").filter(key__in=order).order_by("id")
    found_rows = sorted(members, key=lambda member: order[member.key])
    return rows.LifeEventView(what, tuple(rows.of_item(member) for member in found_rows))
