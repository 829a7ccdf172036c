"""Reading webhooks and what became of their calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.exchange import perms
from tongban.exchange.models import Attempt, FeedEntry, FeedHead, Webhook

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor


class WebhookUnknown(NotFound):
    """There is no such webhook, or it is another system's."""

    code = "exchange.webhook_unknown"
    sentence = "没有找到这个推送登记。"


class EntryUnknown(NotFound):
    """The feed has no entry of that number."""

    code = "exchange.entry_unknown"
    sentence = "这个部门没有这个序号的动态，或者它已经超过保存期限。"


def webhooks(actor: Actor, *, after: str = "", limit: int = 50) -> Page[Webhook]:
    """The webhooks that the actor may see, the oldest first; closed ones too."""
    rows = Webhook.objects.filter(perms.webhooks_of(actor))
    return keyset(rows, by=("created_at", "id"), after=after, limit=limit)


def webhook(actor: Actor, webhook_id: UUID) -> Webhook:
    """One webhook, or `WebhookUnknown`."""
    found = Webhook.objects.filter(perms.webhooks_of(actor), pk=webhook_id).first()
    if found is None:
        raise WebhookUnknown
    return found


def webhook_for_change(actor: Actor, webhook_id: UUID) -> Webhook:
    """The same, held until the transaction ends."""
    rows = Webhook.objects.select_for_update().filter(perms.webhooks_of(actor), pk=webhook_id)
    found = rows.first()
    if found is None:
        raise WebhookUnknown
    return found


def attempts(actor: Actor, webhook_id: UUID, *, after: str = "", limit: int = 50) -> Page[Attempt]:
    """The calls of a webhook, the latest first."""
    rows = Attempt.objects.filter(webhook=webhook(actor, webhook_id))
    return keyset(rows, by=("-id",), after=after, limit=limit)


def due(now: datetime, *, most: int) -> list[UUID]:
    """Live webhooks that have something to send and may now, those that waited longest first."""
    behind = FeedHead.objects.filter(unit=OuterRef("unit"), last__gt=OuterRef("position"))
    live = Webhook.objects.filter(Exists(behind), closed_at=None, paused_at=None, due_at__lte=now)
    return list(live.order_by("due_at", "id").values_list("pk", flat=True)[:most])


def live_of(unit: str) -> list[UUID]:
    """The live webhooks of a department."""
    live = Webhook.objects.filter(unit=unit, closed_at=None, paused_at=None)
    return list(live.order_by("id").values_list("pk", flat=True))


def entry_of(found: Webhook, seq: int) -> FeedEntry:
    """One entry of the department's feed, or `EntryUnknown`."""
    entry = FeedEntry.objects.filter(unit=found.unit, seq=seq).first()
    if entry is None:
        raise EntryUnknown
    return entry
