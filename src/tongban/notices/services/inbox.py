"""Telling a subject something, and opening what one was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, outbox
from tongban.identity import queries as identity
from tongban.notices import events, perms, rules
from tongban.notices.models import Delivery, Message
from tongban.notices.rules import DeliveryState, Way
from tongban.notices.services.messages import opened, written
from tongban.notices.services.templates import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor


@transaction.atomic
def tell(
    *,
    subject_id: UUID,
    template_key: str,
    context: Mapping[str, str],
    link: str,
    now: datetime,
    dedupe: str,
) -> Message:
    """Put a message into a subject's inbox and have it sent by the ways the subject can be reached.

    Told again under the same `dedupe`, the first message is returned and nothing else happens.
    `link` is an address on this node.  Raises `TemplateUnknown` or `PlaceholderMissing`, faults of
    the caller and not of a person.
    """
    columns, text = written(PEOPLE, template_key, context, link, now)
    message, fresh = Message.objects.get_or_create(
        subject_id=subject_id, dedupe=dedupe, defaults=columns | {"sms": text.sms}
    )
    if fresh:
        _open_ways(message, now)
        outbox.publish(events.MessageWritten(message=str(message.pk)))
    return message


@transaction.atomic
def mark_read(*, actor: Actor, message_id: UUID, now: datetime) -> Message:
    """Note that the actor opened a message; the first time counts.

    Somebody else's message is declined with `MessageMissing`.
    """
    seen = Message.objects.filter(perms.visible_to(actor))
    message, is_first = opened(seen, message_id, now)
    if is_first:
        audit.record(actor, events.MESSAGE_READ, str(message.pk), at=now)
    return message


def _open_ways(message: Message, now: datetime) -> None:
    card = identity.subject(message.subject_id)
    Delivery.objects.bulk_create(
        [
            Delivery(
                message=message,
                channel=way,
                state=DeliveryState.SENT if way is Way.INAPP else DeliveryState.WAITING,
                sent_at=now if way is Way.INAPP else None,
                next_try_at=None if way is Way.INAPP else now,
            )
            for way in rules.ways(phone=card.phone, email=card.email)
        ]
    )
