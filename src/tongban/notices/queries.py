"""Reads for the inbox, for jobs and for those who watch over the sending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tongban.base.errors import NotFound, require
from tongban.base.paging import Page, keyset
from tongban.notices import perms
from tongban.notices.models import Delivery, Message, StaffMessage
from tongban.notices.rules import DeliveryState

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor


class MessageMissing(NotFound):
    """There is no such message in the actor's inbox."""

    code = "notices.message_missing"
    sentence = "没有这条消息。"


@dataclass(frozen=True, slots=True)
class Failure:
    """A delivery that was given up; it names no person."""

    delivery: int
    message: UUID
    template: str
    channel: str
    attempts: int
    last_error: str
    told_at: datetime


def inbox(actor: Actor, after: str = "", limit: int = 20) -> Page[Message]:
    """The messages to the actor or to the enterprise acted for, newest first."""
    rows = Message.objects.filter(perms.visible_to(actor))
    return keyset(rows, by=("-created_at", "-id"), after=after, limit=limit)


def message(actor: Actor, message_id: UUID) -> Message:
    """One message of the actor's inbox; anybody else's is not found."""
    found = Message.objects.filter(perms.visible_to(actor), pk=message_id).first()
    if found is None:
        raise MessageMissing
    return found


def unread(actor: Actor) -> int:
    """How many messages wait to be opened."""
    return Message.objects.filter(perms.visible_to(actor), read_at=None).count()


STAFF_UP_TO: Final = 99


def staff_inbox(
    actor: Actor, *, unread_only: bool = False, after: str = "", limit: int = 20
) -> Page[StaffMessage]:
    """What the member of staff was told, newest first; all of it, or what he has not opened."""
    rows = StaffMessage.objects.filter(perms.staff_visible_to(actor))
    if unread_only:
        rows = rows.filter(read_at=None)
    return keyset(rows, by=("-created_at", "-id"), after=after, limit=limit)


def staff_unread(actor: Actor) -> int:
    """How many messages wait to be opened; counting stops after `STAFF_UP_TO`."""
    if not actor.is_staff:
        return 0
    rows = StaffMessage.objects.filter(perms.staff_visible_to(actor), read_at=None)
    return rows[: STAFF_UP_TO + 1].count()


def failures(actor: Actor, after: str = "", limit: int = 50) -> Page[Failure]:
    """What could not be delivered, newest first; declined with `Forbidden` for anybody else."""
    require(perms.may_watch(actor))
    rows = Delivery.objects.filter(state=DeliveryState.FAILED).select_related("message")
    return keyset(rows, by=("-id",), after=after, limit=limit).map(_failure)


def due(now: datetime, limit: int = 50) -> tuple[int, ...]:
    """Deliveries whose time has come, longest waiting first."""
    rows = Delivery.objects.filter(state=DeliveryState.WAITING, next_try_at__lte=now)
    return tuple(rows.order_by("next_try_at", "id").values_list("pk", flat=True)[:limit])


def waiting_for(message_id: UUID) -> tuple[int, ...]:
    """The deliveries of a message that are still to be made."""
    rows = Delivery.objects.filter(message=message_id, state=DeliveryState.WAITING)
    return tuple(rows.order_by("id").values_list("pk", flat=True))


def _failure(row: Delivery) -> Failure:
    return Failure(
        delivery=row.pk,
        message=row.message_id,
        template=row.message.template,
        channel=row.channel,
        attempts=row.attempts,
        last_error=row.last_error,
        told_at=row.message.created_at,
    )
