"""Work for later: forget the answers to requests that nobody repeats any more."""

from __future__ import annotations

from tongban.base import clock, outbox
from tongban.base.web import idempotency


@outbox.periodic("17 3 * * *")
@outbox.task(queue="base")
def forget_answers(**_timestamp: object) -> None:
    """Delete stored answers once a day, a week after they were given."""
    idempotency.forget(now=clock.now())
