"""Work for later: sending."""

from __future__ import annotations

from uuid import UUID

from tongban.base import clock, outbox
from tongban.notices import events, queries, services


@outbox.on(events.MessageWritten)
@outbox.task(queue="notices")
def send(*, message: str, **_later: object) -> None:
    """Send a new message at once by every way it has."""
    for delivery in queries.waiting_for(UUID(message)):
        services.deliver(delivery_id=delivery, now=clock.now())


@outbox.periodic("* * * * *")
@outbox.task(queue="notices")
def send_due(timestamp: int = 0, **_later: object) -> None:  # noqa: ARG001 - given by the schedule
    """Try again what is due, and what a worker that died left behind."""
    for delivery in queries.due(clock.now()):
        services.deliver(delivery_id=delivery, now=clock.now())
