"""Work for later: time stamps for impressions, and keys that are not needed any more."""

from __future__ import annotations

from procrastinate import RetryStrategy

from tongban.base import clock, outbox
from tongban.seals import events, services

_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@outbox.on(events.SealUsed)
@outbox.task(queue="seals", retry=_AGAIN)
def fetch_stamp(*, impression: str, **_later: object) -> None:
    """Ask the time stamp authority once for each impression."""
    services.stamp(impression_id=impression, now=clock.now())


@outbox.on(events.SealChanged)
@outbox.task(queue="seals", retry=_AGAIN)
def retire_keys(*, seal_code: str, **_later: object) -> None:
    """Let the keys of versions that were replaced, or of a cancelled seal, sign no more."""
    services.retire_keys(seal_code=seal_code)
