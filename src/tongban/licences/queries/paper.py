"""Reads of blank paper: the stock, and the fate of every sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min

from tongban.base.paging import Page, keyset
from tongban.licences import perms
from tongban.licences.models import PaperMovement, PaperSheet
from tongban.licences.rules import paper
from tongban.licences.rules.paper import Move, SheetState

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.licences.models import Licence


@dataclass(frozen=True, slots=True)
class StockRow:
    """How many blank sheets of a type lie at a place."""

    type_key: str
    type_name: str
    unit: str
    unit_name: str
    place: str
    count: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class MovementRow:
    """A movement as the register shows it."""

    move: str
    type_key: str
    type_name: str
    first: str
    last: str
    count: int
    place: str
    reason: str
    licence: str
    expected: int | None
    found: int | None
    missing: tuple[str, ...]
    actor_name: str
    at: datetime

    @property
    def is_count(self) -> bool:
        return self.move == Move.COUNT


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One sheet, what it is now and everything that happened to it."""

    serial: str
    type_key: str
    type_name: str
    place: str
    state: str
    licence: str
    used_at: datetime | None
    fate: tuple[MovementRow, ...]

    @property
    def state_label(self) -> str:
        return paper.STATES[SheetState(self.state)]


def paper_stock(actor: Actor) -> tuple[StockRow, ...]:
    """The blank sheets of the actor's offices, by type and place; one query."""
    rows = PaperSheet.objects.filter(perms.of_units(actor, *perms.KEEPERS))
    rows = rows.filter(state=SheetState.BLANK)
    groups = rows.values("type__key", "type__name", "unit__key", "unit__name", "place")
    groups = groups.annotate(n=Count("id"), first=Min("serial"), last=Max("serial"))
    return tuple(
        StockRow(
            type_key=one["type__key"],
            type_name=one["type__name"],
            unit=one["unit__key"],
            unit_name=one["unit__name"],
            place=one["place"],
            count=one["n"],
            first=one["first"],
            last=one["last"],
        )
        for one in groups.order_by("unit__key", "type__position", "type__key", "place")
    )


def paper_movements(
    actor: Actor, *, type_key: str = "", after: str = "", limit: int = 50
) -> Page[MovementRow]:
    """What happened to the blank paper of the actor's offices, the newest first."""
    rows = PaperMovement.objects.filter(perms.of_units(actor, *perms.KEEPERS))
    if type_key:
        rows = rows.filter(type__key=type_key)
    page = keyset(
        rows.select_related("type", "licence"), by=("-at", "-id"), after=after, limit=limit
    )
    return page.map(_movement)


def sheets_numbered(actor: Actor, serial: str) -> tuple[SheetRow, ...]:
    """The sheets with this number in the actor's offices, each with its fate."""
    wanted = paper.normalised(serial)
    rows = PaperSheet.objects.filter(perms.of_units(actor, *perms.KEEPERS), serial=wanted)
    found = rows.select_related("type", "licence").order_by("type__key", "id")[:20]
    return tuple(_sheet(one) for one in found)


def sheets_of(licence: Licence) -> tuple[SheetRow, ...]:
    """The sheets on which a version of a licence was printed, the newest first."""
    rows = licence.sheets.select_related("type", "licence").order_by("-used_at", "-id")
    return tuple(_sheet(one, with_fate=False) for one in rows[:20])


def next_blank(licence: Licence) -> str:
    """The lowest blank sheet of the type that the office has, to be proposed; "" for none."""
    rows = PaperSheet.objects.filter(
        type=licence.type_id, unit=licence.issuer_id, state=SheetState.BLANK
    )
    return rows.order_by("serial").values_list("serial", flat=True).first() or ""


def _sheet(one: PaperSheet, *, with_fate: bool = True) -> SheetRow:
    return SheetRow(
        serial=one.serial,
        type_key=one.type.key,
        type_name=one.type.name,
        place=one.place,
        state=one.state,
        licence=one.licence.identifier if one.licence else "",
        used_at=one.used_at,
        fate=_fate(one) if with_fate else (),
    )


def _fate(one: PaperSheet) -> tuple[MovementRow, ...]:
    """Movements whose row of numbers holds this one: same head, same width, between the ends."""
    rows = PaperMovement.objects.filter(type=one.type_id, first__lte=one.serial)
    covering = rows.filter(last__gte=one.serial).select_related("type", "licence")
    found = covering.order_by("at", "id")[:200]
    own = paper.row(one.serial)
    return tuple(
        _movement(each)
        for each in found
        if (row := paper.row(each.first, each.last)).head == own.head and row.width == own.width
    )


def _movement(one: PaperMovement) -> MovementRow:
    return MovementRow(
        move=one.move,
        type_key=one.type.key,
        type_name=one.type.name,
        first=one.first,
        last=one.last,
        count=one.count,
        place=one.place,
        reason=one.reason,
        licence=one.licence.identifier if one.licence else "",
        expected=one.expected,
        found=one.found,
        missing=tuple(one.missing),
        actor_name=one.actor_name,
        at=one.at,
    )
