"""Work for later: what was decided comes to the counter, parcels are followed, people reminded."""

from __future__ import annotations

from procrastinate import RetryStrategy

from tongban.base import clock, outbox
from tongban.cases import events as case_events
from tongban.delivery import events, services

_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@outbox.on(case_events.ResultReady)
@outbox.task(queue="cases", retry=_AGAIN)
def receive(*, number: str, **_later: object) -> None:
    """Put what the case yields into a consignment, once."""
    services.receive(number=number, now=clock.now())


@outbox.on(events.ConsignmentReady)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_ready(*, number: str, turn: int = 1, **_later: object) -> None:
    """Tell the applicant, once, that it lies ready."""
    services.tell_about(number=number, template="delivery.ready", turn=turn, now=clock.now())


@outbox.on(events.ParcelReturned)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_returned(*, number: str, turn: int = 1, **_later: object) -> None:
    """Tell the applicant, once, that it came back to the counter."""
    services.tell_about(number=number, template="delivery.returned", turn=turn, now=clock.now())


@outbox.on(events.ParcelLost)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_lost(*, number: str, turn: int = 1, **_later: object) -> None:
    """Tell the applicant, once, that a parcel did not arrive and what happens now."""
    services.tell_about(number=number, template="delivery.parcel_lost", turn=turn, now=clock.now())


@outbox.on(events.ParcelWanted)
@outbox.task(queue="notices")
def book(*, parcel: int, **_later: object) -> None:
    """Book a new parcel at once; the sweep tries again what the carrier did not answer."""
    services.follow(parcel_id=parcel, now=clock.now())


@outbox.periodic("*/5 * * * *")
@outbox.task(queue="notices")
def follow(**_timestamp: object) -> None:
    """Book and follow the parcels that are due."""
    services.follow_due(now=clock.now())


@outbox.periodic("10 * * * *")
@outbox.task(queue="cases")
def sweep(**_timestamp: object) -> None:
    """Remind, empty boxes whose time is over, take back what lay too long."""
    services.sweep(now=clock.now())
