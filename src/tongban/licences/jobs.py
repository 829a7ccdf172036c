"""Work for later: tell the holders of a licence that it has ended."""

from __future__ import annotations

from procrastinate import RetryStrategy

from tongban.base import clock, outbox
from tongban.licences import events, queries
from tongban.notices import services as notices

_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@outbox.on(events.LicenceRevoked)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_holders(*, identifier: str, **_later: object) -> None:
    """Tell each holder, once, that the licence has ended and why."""
    holders, facts = queries.ended(identifier)
    for holder in holders:
        notices.tell(
            subject_id=holder,
            template_key="licence.revoked",
            context=facts,
            link=f"/licences/{identifier}/",
            now=clock.now(),
            dedupe=f"licence.revoked:{identifier}",
        )
