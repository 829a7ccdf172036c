"""Orders to act (督办): lists, one with its whole history, its letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.supervision import perms
from tongban.supervision.models import OrderEntry, OrderLetter, SupervisionOrder
from tongban.supervision.rules import OrderState

if TYPE_CHECKING:
    from datetime import date

    from tongban.base.actors import Actor

MOST, LAST_LEVEL = 500, 2


class OrderUnknown(NotFound):
    """There is no such order, or the actor may not know that there is."""

    code = "supervision.order_unknown"
    sentence = "没有找到这件督办，请核对督办编号。"


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with everything that was said, in order, and its letters."""

    order: SupervisionOrder
    entries: tuple[OrderEntry, ...]
    letters: tuple[OrderLetter, ...]
    may_reply: bool
    may_supervise: bool


def orders(
    actor: Actor, *, state: str = "", unit: str = "", after: str = "", limit: int = 30
) -> Page[SupervisionOrder]:
    """Orders the actor may see, the latest first."""
    rows = SupervisionOrder.objects.filter(perms.orders_visible_to(actor)).select_related("card")
    if state:
        rows = rows.filter(state=state)
    if unit:
        rows = rows.filter(unit=unit)
    return keyset(rows, by=("-issued_at", "id"), after=after, limit=limit)


def order(actor: Actor, number: str) -> OrderView:
    """One order that the actor may see, with its history."""
    rows = SupervisionOrder.objects.filter(perms.orders_visible_to(actor), number=number)
    found = rows.select_related("card").first()
    if found is None:
        raise OrderUnknown
    return OrderView(
        order=found,
        entries=tuple(found.entries.order_by("id")),
        letters=tuple(found.letters.order_by("id").defer("facts")),
        may_reply=perms.may_reply(actor, found),
        may_supervise=perms.may_supervise(actor),
    )


def letter(actor: Actor, number: str, kind: str) -> OrderLetter:
    """A letter of an order that the actor may see."""
    rows = SupervisionOrder.objects.filter(perms.orders_visible_to(actor), number=number)
    found = OrderLetter.objects.filter(order__in=rows, kind=kind).select_related("order").first()
    if found is None:
        raise OrderUnknown
    return found


def open_orders(actor: Actor) -> int:
    """How many orders wait for a reply of the actor's department; at most 100 are counted."""
    rows = SupervisionOrder.objects.filter(perms.replied_by(actor), state=OrderState.ISSUED)
    return len(rows.values_list("id", flat=True)[:100])


def unreplied(today: date) -> list[str]:
    """Orders whose day has passed without a reply, the longest overdue first."""
    rows = SupervisionOrder.objects.filter(
        state=OrderState.ISSUED, answer_due_on__lt=today, level__lt=LAST_LEVEL
    )
    return list(rows.order_by("answer_due_on", "id").values_list("number", flat=True)[:MOST])
