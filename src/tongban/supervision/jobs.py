"""Work for later: look at cases, take orders further."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base import clock, outbox
from tongban.cases.events import CaseEvent
from tongban.feedback.events import BundleRated, CaseRated
from tongban.items.events import ItemsPublished
from tongban.supervision import services

if TYPE_CHECKING:
    from datetime import datetime


@outbox.within(CaseEvent)
def hear_case(event: CaseEvent, _at: datetime) -> None:
    """Note that something happened to a case; the next sweep looks at it."""
    services.touch(event.number)


@outbox.periodic("* * * * *")
@outbox.task(queue="supervision", queueing_lock="supervision.sweep")
def sweep(**_timestamp: object) -> None:
    """Look at cases whose day has come; catches up by itself after any downtime."""
    services.sweep(now=clock.now())
    services.escalate(now=clock.now())


@outbox.periodic("20 3 * * *")
@outbox.task(queue="supervision", queueing_lock="supervision.catch_up")
def catch_up(**_timestamp: object) -> None:
    """Look at open cases of which nothing was heard and count the catalogue, once a night."""
    services.catch_up(now=clock.now())
    services.count_catalogue()


@outbox.on(CaseRated)
@outbox.task(queue="supervision")
def hear_rating(*, number: str, **_later: object) -> None:
    """Look at a case that was rated; a bad rating gets its card."""
    services.look(number=number, now=clock.now())


@outbox.on(BundleRated)
@outbox.task(queue="supervision")
def hear_bundle_rating(*, case: str, **_later: object) -> None:
    """Look at the case that answers for a life event that was rated; a bad rating gets its card."""
    if case:
        services.look(number=case, now=clock.now())


@outbox.on(ItemsPublished)
@outbox.task(queue="supervision")
def hear_catalogue(**_later: object) -> None:
    """Count the catalogue again; run twice, it changes nothing."""
    services.count_catalogue()
