"""Setting webhooks up, closing them, and letting them go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from tongban.base import audit, outbox
from tongban.base.errors import Invalid, Refusal, require
from tongban.exchange import events, perms, queries, rules
from tongban.exchange.models import Webhook
from tongban.exchange.services.feeding import number_waiting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor

MOST = 20


class TooManyWebhooks(Refusal):
    """A system has as many webhooks as it may have."""

    code = "exchange.too_many_webhooks"
    sentence = f"一个应用最多登记{MOST}个推送地址，请先删除不用的。"


class NothingBefore(Invalid):
    """The place to go on from lies beyond the end of the feed, or before what is kept of it."""

    code = "exchange.nothing_before"
    sentence = "这个部门的动态还没有这个序号。"


@transaction.atomic
def set_up_webhook(
    *,
    actor: Actor,
    unit: str,
    url: str,
    kinds: Sequence[str],
    after: str = "",
    now: datetime,
) -> Webhook:
    """Let a system be called for events of its department: new ones, or all after a cursor.

    Declined with `queries.FeedUnknown`, `rules.WebhookInvalid`, `TooManyWebhooks`, or as
    `queries.feed` declines a cursor.
    """
    if not perms.may_read_feed(actor, unit):
        raise queries.FeedUnknown
    address = rules.check_url(url, loopback=settings.TONGBAN.mode == "demo")
    chosen = rules.check_kinds(kinds, known_kinds())
    number_waiting()  # what was committed before belongs to what is old
    live = Webhook.objects.filter(client=actor.client, closed_at=None)
    if live.count() >= MOST:
        raise TooManyWebhooks
    last, gone = queries.reach(unit)
    position = rules.place(unit, after) if after else last
    queries.require_kept(position, last=last, gone=gone)
    made = Webhook.objects.create(
        client=actor.client, unit=unit, url=address, kinds=chosen, position=position,
        due_at=now, created_at=now,
    )  # fmt: skip
    audit.record(actor, events.WEBHOOK_SET_UP, str(made.pk), at=now, unit=unit, kinds=chosen)
    outbox.publish(events.FeedGrown(unit=unit))
    return made


def known_kinds() -> frozenset[str]:
    """The kinds of events that can stand in a feed."""
    return frozenset(outbox.companied())


@transaction.atomic
def close_webhook(*, actor: Actor, webhook_id: UUID, now: datetime) -> Webhook:
    """Call no more; what was sent stays written down.  Twice is once."""
    found = queries.webhook_for_change(actor, webhook_id)
    if found.closed_at is None:
        found.closed_at = now
        found.save(update_fields=["closed_at"])
        audit.record(actor, events.WEBHOOK_CLOSED, str(found.pk), at=now)
    return found


@transaction.atomic
def pause(*, actor: Actor, webhook_id: UUID, now: datetime) -> Webhook:
    """Call no more until somebody lets it go on; events are kept."""
    found = queries.webhook_for_change(actor, webhook_id)
    if found.paused_at is None:
        found.paused_at = now
        found.save(update_fields=["paused_at"])
        audit.record(actor, events.WEBHOOK_PAUSED, str(found.pk), at=now, seq=found.position)
    return found


@transaction.atomic
def resume(
    *, actor: Actor, webhook_id: UUID, after_seq: int | None = None, now: datetime
) -> Webhook:
    """Go on at once with the next entry, or with the one after `after_seq`: earlier, or later.

    Declined with `NothingBefore`.
    """
    found = queries.webhook_for_change(actor, webhook_id)
    found.position = _from_where(found, after_seq)
    found.paused_at = found.failing_since = found.dead_seq = None
    found.failures, found.last_error, found.due_at = 0, "", now
    found.save()
    audit.record(actor, events.WEBHOOK_RESUMED, str(found.pk), at=now, seq=found.position)
    outbox.publish(events.FeedGrown(unit=found.unit))
    return found


def _from_where(found: Webhook, after_seq: int | None) -> int:
    """The place asked for, or where it stands; nothing that was removed may be left out unseen."""
    last, gone = queries.reach(found.unit)
    place = found.position if after_seq is None else after_seq
    if place < gone:
        said = f"前 {gone} 条动态已超过保存期限，不能再推。请部门先核对办件，再填 {gone} 恢复。"
        raise NothingBefore(said, fields={"after_seq": said})
    if place > last:
        raise NothingBefore(fields={"after_seq": NothingBefore.sentence})
    return place


@transaction.atomic
def replay(*, actor: Actor, webhook_id: UUID, seq: int, now: datetime) -> Webhook:
    """Send one event once more, whether it arrived before or not; the order goes on beside it.

    Declined with `queries.EntryUnknown`.
    """
    require(perms.may_see_to(actor) or actor.is_client)
    found = queries.webhook_for_change(actor, webhook_id)
    queries.entry_of(found, seq)
    audit.record(actor, events.EVENT_REPLAYED, str(found.pk), at=now, seq=seq)
    outbox.publish(events.ReplayAsked(webhook=str(found.pk), seq=seq))
    return found
