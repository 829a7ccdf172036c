"""Reads of orders and impressions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base import clock
from tongban.base.paging import Page, keyset
from tongban.seals import perms
from tongban.seals.models import Authorisation, Impression, Order
from tongban.seals.queries import register
from tongban.seals.rules.uses import OrderState, OrderUnknown

if TYPE_CHECKING:
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.seals.models import Seal

_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order with what its reader may do about it."""

    order: Order
    seal: register.Row
    entrusted: bool
    own: bool

    @property
    def may_seal(self) -> bool:
        """Whether the reader can put the seal on this document now."""
        barred = self.own and self.order.seal.two_person
        return self.entrusted and self.seal.is_usable and not barred


def orders(actor: Actor, *, after: str = "", limit: int = 20) -> Page[OrderRow]:
    """The orders that wait, about seals of the actor's offices, the oldest first."""
    rows = Order.objects.filter(perms.orders_visible_to(actor), state=OrderState.WAITING)
    rows = rows.select_related("seal__unit", "seal__version").defer(
        *(f"seal__{name}" for name in register.HEAVY)
    )
    page = keyset(rows, by=("ordered_at", "id"), after=after, limit=limit)
    kinds = _entrusted_kinds(actor)
    now = clock.now()
    return page.map(
        lambda found: OrderRow(
            order=found,
            seal=register.row(found.seal, now),
            entrusted=found.document_kind in kinds.get(found.seal_id, frozenset()),
            own=found.ordered_by is not None and found.ordered_by == actor.account,
        )
    )


def _entrusted_kinds(actor: Actor) -> dict[UUID, frozenset[str]]:
    """For each seal the kinds of documents on which the actor may use it."""
    if actor.account is None:
        return {}
    rows = Authorisation.objects.filter(register.in_force(clock.now()), account_id=actor.account)
    found: dict[UUID, frozenset[str]] = {}
    for seal_id, kinds in rows.values_list("seal_id", "document_kinds"):
        found[seal_id] = found.get(seal_id, frozenset()) | frozenset(kinds)
    return found


def waiting_count(actor: Actor) -> int:
    """How many orders wait for the actor's offices."""
    rows = Order.objects.filter(perms.orders_visible_to(actor), state=OrderState.WAITING)
    return rows.count()


def order(actor: Actor, order_id: UUID) -> Order:
    """One order about a seal of the actor's offices; any other is `OrderUnknown`."""
    rows = Order.objects.filter(perms.orders_visible_to(actor), pk=order_id)
    found = rows.select_related("seal__unit").defer("seal__picture").first()
    if found is None:
        raise OrderUnknown
    return found


def order_for_change(actor: Actor, order_id: UUID) -> Order:
    """The order, locked, so that two requests for one impression come one after the other."""
    rows = Order.objects.filter(perms.orders_visible_to(actor), pk=order_id)
    rows = rows.select_for_update(of=("self",)).select_related("seal__unit")
    found = rows.defer("seal__picture").first()
    if found is None:
        raise OrderUnknown
    return found


def impressions(found: Seal, *, after: str = "", limit: int = 50) -> Page[Impression]:
    """The impressions of a seal that the actor was shown, the newest first."""
    rows = Impression.objects.filter(seal=found).select_related("order", "version")
    rows = rows.defer("version__picture", "version__structure")
    return keyset(rows, by=("-number",), after=after, limit=limit)


def impression(actor: Actor, impression_id: str) -> Impression:
    """One impression of a seal of the actor's offices; any other is `OrderUnknown`."""
    rows = Impression.objects.filter(perms.orders_visible_to(actor))
    number = int(impression_id) if _NUMBER.fullmatch(impression_id) else 0
    found = rows.filter(pk=number).select_related("order", "seal__unit", "stamp").first()
    if found is None:
        raise OrderUnknown
    return found
