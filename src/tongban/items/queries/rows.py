"""What lists show of an item and of a life event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.items.models import State
from tongban.items.rules import themes

if TYPE_CHECKING:
    from tongban.items.models import Item, LifeEvent
    from tongban.items.rules.definitions import ItemDefinition
    from tongban.items.rules.guide import GuideSection, Place
    from tongban.items.rules.joined import LifeEventDefinition


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item in a list."""

    key: str
    name: str
    type: str
    kind: str
    department_key: str
    department_name: str
    region: str
    audiences: tuple[str, ...]
    themes: tuple[str, ...]
    promised: str
    visits: int
    state: int
    version_id: int

    @property
    def is_open(self) -> bool:
        """Whether it can be applied for now."""
        return self.state == State.IN_USE


@dataclass(frozen=True, slots=True)
class LifeEventRow:
    """One life event in a list."""

    key: str
    name: str
    applicant: str
    promised: str
    items: int


@dataclass(frozen=True, slots=True)
class LifeEventView:
    """A life event with its members as they stand in the catalogue now, in its own order."""

    definition: LifeEventDefinition
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything a guide page shows."""

    row: ItemRow
    definition: ItemDefinition
    places: tuple[Place, ...]
    sections: tuple[GuideSection, ...]


def of_item(item: Item) -> ItemRow:
    """The row of an item read with its department."""
    return ItemRow(
        key=item.key,
        name=item.name,
        type=themes.TYPES[item.type_code],
        kind=item.kind,
        department_key=item.department.key,
        department_name=item.department.name,
        region=item.region_id,
        audiences=tuple(item.audiences),
        themes=tuple(item.themes),
        promised=item.promised,
        visits=item.visits,
        state=item.state,
        version_id=item.current_id or 0,
    )


def of_life_event(event: LifeEvent) -> LifeEventRow:
    """The row of a life event."""
    promise = event.content["promise"]
    return LifeEventRow(
        key=event.key,
        name=event.name,
        applicant=event.content["applicant"],
        promised=f"{promise['value']} 个{promise['unit']}",
        items=len(event.content["members"]),
    )
