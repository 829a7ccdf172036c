"""Calling webhooks: one event after the other, again and again until it arrives."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongban.base import audit
from tongban.base.actors import SYSTEM
from tongban.exchange import clients, events, queries, rules
from tongban.exchange.models import Attempt, FeedEntry, Webhook
from tongban.exchange.services.signing import signed_headers

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

log = structlog.get_logger()
HELD_FOR = timedelta(seconds=60)
KEPT_FOR = timedelta(days=90)
LOOKED_THROUGH = 200


@dataclass(frozen=True, slots=True)
class Called:
    """What came of one call; without `status` nobody answered."""

    status: int | None
    error: str
    took_ms: int

    @property
    def arrived(self) -> bool:
        return not self.error


def deliver_next(*, webhook_id: UUID, now: datetime) -> bool:
    """Send the next event of a webhook; whether another one may follow at once.

    Nothing is sent while another worker sends, before `due_at`, or when there is nothing.  An
    event that fails is tried again later and nothing overtakes it; after three days the webhook
    is paused before it.
    """
    found = _held(webhook_id, now)
    if found is None:
        return False
    entry = _wanted(found)
    if entry is None:
        return _released(found)
    called = _call(found, entry, now)
    _settle(found, entry, called, now)
    return called.arrived


def replay_now(*, webhook_id: UUID, seq: int, now: datetime) -> bool:
    """Send one event once more, beside the order; whether it arrived."""
    found = queries.webhook(SYSTEM, webhook_id)
    if found.closed_at is not None:
        return False
    entry = queries.entry_of(found, seq)
    called = _call(found, entry, now)
    _note(found, entry, called, now, by_hand=True)
    return called.arrived


def forget_attempts(*, now: datetime) -> int:
    """Remove what was written down of calls three months ago; returns how many."""
    return Attempt.objects.filter(at__lt=now - KEPT_FOR).delete()[0]


def _held(webhook_id: UUID, now: datetime) -> Webhook | None:
    """The webhook, ours for a minute, unless somebody else has it or it may not send."""
    free = Q(busy_until=None) | Q(busy_until__lte=now)
    ours = Webhook.objects.filter(
        free, pk=webhook_id, closed_at=None, paused_at=None, due_at__lte=now
    )
    if not ours.update(busy_until=now + HELD_FOR):
        return None
    return Webhook.objects.get(pk=webhook_id)


def _wanted(found: Webhook) -> FeedEntry | None:
    """The next entry that the webhook is called for; those before it are done with."""
    for entry in queries.entries(found.unit, after=found.position, most=LOOKED_THROUGH):
        if rules.wants(found.kinds, entry.kind):
            return entry
        found.position = int(entry.seq or 0)
    return None


def _released(found: Webhook) -> bool:
    """Let it go with its position; whether more entries lie behind those looked through."""
    Webhook.objects.filter(pk=found.pk).update(busy_until=None, position=found.position)
    return found.position < queries.reach(found.unit)[0]


def _call(found: Webhook, entry: FeedEntry, now: datetime) -> Called:
    content = rules.body(
        unit=entry.unit,
        seq=int(entry.seq or 0),
        number=entry.number,
        kind=entry.kind,
        at=timezone.localtime(entry.at),
    )
    headers = signed_headers(f"{entry.unit}:{entry.seq}", content, now)
    config = settings.TONGBAN
    networks = [one.strip() for one in config.webhook_networks.split(",") if one.strip()]
    allowed = partial(rules.may_call, networks=networks, loopback=config.mode == "demo")
    begin = time.monotonic()
    status, error = None, ""
    try:
        status = clients.post(found.url, content, headers, allowed=allowed, seconds=rules.TIMEOUT)
    except clients.Unreachable as silent:
        status, error = silent.status, str(silent)
    return Called(status, error, int((time.monotonic() - begin) * 1000))


@transaction.atomic
def _settle(found: Webhook, entry: FeedEntry, called: Called, now: datetime) -> None:
    """Note the call and where the webhook stands now."""
    _note(found, entry, called, now)
    changed = {"busy_until": None, **_after(found, entry, called, now)}
    Webhook.objects.filter(pk=found.pk).update(**changed)
    if changed.get("paused_at"):
        log.warning("exchange.webhook_paused", webhook=str(found.pk), seq=entry.seq)
        audit.record(SYSTEM, events.WEBHOOK_PAUSED, str(found.pk), at=now, seq=entry.seq)


def _after(found: Webhook, entry: FeedEntry, called: Called, now: datetime) -> dict[str, object]:
    if called.arrived:
        return {
            "position": entry.seq, "failures": 0, "failing_since": None, "last_error": "",
            "delivered_at": now, "due_at": now,
        }  # fmt: skip
    since = found.failing_since or now
    failed: dict[str, object] = {
        "position": int(entry.seq or 1) - 1, "failures": found.failures + 1,
        "failing_since": since, "last_error": called.error,
        "due_at": rules.next_try(found.failures + 1, now),
    }  # fmt: skip
    if now - since >= rules.GIVE_UP_AFTER:
        failed |= {"paused_at": now, "dead_seq": entry.seq}
    return failed


def _note(
    found: Webhook, entry: FeedEntry, called: Called, now: datetime, *, by_hand: bool = False
) -> None:
    Attempt.objects.create(
        webhook=found, seq=int(entry.seq or 0), number=entry.number, kind=entry.kind, at=now,
        status=called.status, error=called.error, took_ms=called.took_ms,
        delivered=called.arrived, by_hand=by_hand,
    )  # fmt: skip
