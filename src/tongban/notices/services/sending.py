"""Sending: claim in one transaction, the network outside of any, note the result in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction

from tongban.base import audit
from tongban.base.errors import NotFound, require
from tongban.identity import queries as identity
from tongban.notices import clients, events, perms, rules
from tongban.notices.models import Delivery
from tongban.notices.rules import DeliveryState, Way

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

log = structlog.get_logger(__name__)


class FailureMissing(NotFound):
    """There is no failed delivery by this number."""

    code = "notices.failure_missing"
    sentence = "没有这条发送失败的记录。"


def deliver(*, delivery_id: int, now: datetime) -> None:
    """Try one delivery that is due; run twice at once, only one of the two sends.

    What may heal is tried again later, eight times in all; what will not is given up at once.  A
    worker that dies between sending and noting makes the message arrive twice, never not at all.
    """
    delivery = _claim(delivery_id, now)
    if delivery is None:
        return
    try:
        _send(delivery, now)
    except clients.Unreachable as trouble:
        _note(delivery, rules.after_trouble(delivery.attempts), now, error=str(trouble))
    except clients.Rejected as refusal:
        _note(delivery, DeliveryState.FAILED, now, error=str(refusal))
    else:
        _note(delivery, DeliveryState.SENT, now)


@transaction.atomic
def renew(*, actor: Actor, delivery_id: int, now: datetime) -> None:
    """Have a delivery that was given up tried again, as often as a new one.

    Declined with `Forbidden` or `FailureMissing`.
    """
    rows = Delivery.objects.select_for_update().filter(pk=delivery_id, state=DeliveryState.FAILED)
    delivery = rows.first()
    require(perms.may_renew(actor))
    if delivery is None:
        raise FailureMissing
    delivery.state, delivery.attempts, delivery.next_try_at = DeliveryState.WAITING, 0, now
    delivery.save(update_fields=["state", "attempts", "next_try_at"])
    audit.record(actor, events.DELIVERY_RENEWED, str(delivery.pk), at=now)


@transaction.atomic(durable=True)
def _claim(delivery_id: int, now: datetime) -> Delivery | None:
    """Count the try and keep others away until it must be over; None if it is not ours."""
    due = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.WAITING, next_try_at__lte=now)
    delivery = due.select_for_update(of=("self",), skip_locked=True).first()
    if delivery is None:
        return None
    if delivery.attempts >= rules.TRIES:
        delivery.state, delivery.next_try_at = DeliveryState.FAILED, None
        delivery.last_error = "no result of the last try"
        delivery.save(update_fields=["state", "next_try_at", "last_error"])
        return None
    delivery.attempts += 1
    delivery.next_try_at = rules.next_try(delivery.attempts, now)
    delivery.save(update_fields=["attempts", "next_try_at"])
    return delivery


def _send(delivery: Delivery, now: datetime) -> None:
    message = delivery.message
    card = identity.subject(message.subject_id)
    address = card.email if delivery.channel == Way.EMAIL else card.phone
    reference = f"tongban-{delivery.pk}"
    if not address:
        raise clients.Rejected("the subject has no address any more")
    if delivery.channel == Way.EMAIL:
        link = f"\n\n{settings.TONGBAN.address}{message.link}" if message.link else ""
        clients.send_email(
            address=address, title=message.title, body=message.body + link, reference=reference
        )
    else:
        gateway = clients.sms_gateway()
        gateway.send(phone=address, text=message.sms, reference=reference, at=now)


@transaction.atomic(durable=True)
def _note(delivery: Delivery, state: DeliveryState, now: datetime, *, error: str = "") -> None:
    """Note the result, unless the try took so long that somebody else has begun another."""
    result: dict[str, object] = {"state": state, "last_error": error[:200]}
    if state is not DeliveryState.WAITING:
        result["next_try_at"] = None
    if state is DeliveryState.SENT:
        result["sent_at"] = now
    rows = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
    rows.filter(state=DeliveryState.WAITING).update(**result)
    log.info(
        "notices.delivery_tried",
        delivery=delivery.pk,
        channel=delivery.channel,
        state=state.value,
        attempt=delivery.attempts,
        error=error,
    )
