"""Work for later: numbering entries, calling webhooks."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from tongban.base import clock, outbox
from tongban.exchange import events, queries, services

_LONGEST = 20.0
_AT_ONCE = 100


@outbox.periodic("* * * * * */15")
@outbox.task(queue="exchange", queueing_lock="feed")
def number_waiting(**_timestamp: object) -> None:
    """Give waiting entries their numbers, also when nobody reads."""
    services.number_waiting()


@outbox.on(events.FeedGrown)
@outbox.task(queue="exchange")
def call(*, unit: str, **_later: object) -> None:
    """Call the webhooks of a department for what is new."""
    services.number_waiting()
    for webhook_id in queries.live_of(unit):
        _send(webhook_id)


@outbox.periodic("* * * * *")
@outbox.task(queue="exchange", queueing_lock="webhooks")
def call_due(**_timestamp: object) -> None:
    """Let each webhook that may be tried again have a job of its own: one waits for no other."""
    for webhook_id in queries.due(clock.now(), most=_AT_ONCE):
        send.defer(webhook=str(webhook_id))


@outbox.task(queue="exchange")
def send(*, webhook: str, **_later: object) -> None:
    """Send what one webhook has to be sent, for a while."""
    _send(UUID(webhook))


@outbox.on(events.ReplayAsked)
@outbox.task(queue="exchange")
def replay(*, webhook: str, seq: int, **_later: object) -> None:
    """Send one event once more."""
    services.replay_now(webhook_id=UUID(webhook), seq=seq, now=clock.now())


@outbox.periodic("41 3 * * *")
@outbox.task(queue="exchange")
def forget(**_timestamp: object) -> None:
    """Remove old notes of calls once a day."""
    services.forget_attempts(now=clock.now())


@outbox.periodic("23 3 * * *")
@outbox.task(queue="exchange")
def forget_entries(**_timestamp: object) -> None:
    """Remove what is older than feeds are kept, once a day."""
    services.forget_entries(before=clock.now() - timedelta(days=settings.TONGBAN.feed_days))


def _send(webhook_id: UUID) -> None:
    until = time.monotonic() + _LONGEST
    while services.deliver_next(webhook_id=webhook_id, now=clock.now()):
        if time.monotonic() > until:
            send.defer(webhook=str(webhook_id))
            return
