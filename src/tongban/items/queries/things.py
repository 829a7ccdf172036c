"""Life events (一件事) as somebody applies for them: versions, and what follows from answers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tongban.base.errors import Refusal
from tongban.items.models import Item, LifeEvent, LifeEventVersion, State
from tongban.items.queries.definitions import ItemClosed, LifeEventUnknown, definition
from tongban.items.rules import joined, things

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongban.items.rules.definitions import ItemDefinition
    from tongban.items.rules.joined import LifeEventDefinition
    from tongban.items.rules.things import Thing

_KEPT = 64


class LifeEventClosed(Refusal):
    """The life event is no longer offered."""

    code = "items.life_event_closed"
    sentence = "这件事现在不接受新的申请，可以先按单个事项来办。"


def life_event_now(key: str) -> tuple[int, LifeEventDefinition, dict[str, int]]:
    """The id of the newest version, what it says, and the item versions its members have now.

    Otherwise `LifeEventUnknown`, `LifeEventClosed`, or `ItemClosed` when a member cannot be
    applied for.
    """
    found = LifeEvent.objects.filter(key=key).first()
    if found is None:
        raise LifeEventUnknown
    if not found.is_listed:
        raise LifeEventClosed
    newest = LifeEventVersion.objects.get(event=found, version=found.version)
    said = life_event_version(newest.pk)
    keys = [member.item for member in said.members]
    rows = Item.objects.filter(key__in=keys, current__isnull=False)
    current = dict(rows.filter(state=State.IN_USE).values_list("key", "current_id"))
    if set(keys) - current.keys():
        raise ItemClosed
    return newest.pk, said, {key: int(current[key] or 0) for key in keys}


@lru_cache(maxsize=_KEPT)
def life_event_version(version_id: int) -> LifeEventDefinition:
    """One version; it never changes, so the process remembers it."""
    found = LifeEventVersion.objects.filter(pk=version_id).first()
    if found is None:
        raise LifeEventUnknown
    return joined.life_event_from(found.content, version=found.version)


def widest_thing(key: str) -> Thing:
    """A life event with all its members, as its guide shows it."""
    _version_id, said, versions = life_event_now(key)
    found = members(versions)
    return things.thing(said, found, things.widest(said, found))


def members(versions: Mapping[str, int]) -> dict[str, ItemDefinition]:
    """What the members of a life event say in these versions."""
    return {key: definition(version_id) for key, version_id in versions.items()}


def thing(version_id: int, versions: Mapping[str, int], answers: Mapping[str, object]) -> Thing:
    """A life event under these answers, in the versions under which it was opened."""
    return things.thing(life_event_version(version_id), members(versions), answers)
