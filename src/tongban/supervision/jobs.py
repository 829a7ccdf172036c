"""Work for later: look at cases, take orders further."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate import RetryStrategy

from tongban.base import clock, outbox
from tongban.cases.events import CaseEvent
from tongban.feedback.events import BundleRated, CaseRated, RatingRevisited
from tongban.items.events import ItemsPublished
from tongban.notices import services as notices
from tongban.supervision import queries, services
from tongban.supervision.events import ComplaintAnswered, InventoryChanged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@outbox.within(CaseEvent)
def hear_case(told: Sequence[CaseEvent], _at: datetime) -> None:
    """Note that something happened to cases; the next sweep looks at them."""
    services.touch([each.number for each in told])


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
    services.count_inventory()


@outbox.on(CaseRated)
@outbox.task(queue="supervision")
def hear_rating(*, number: str, **_later: object) -> None:
    """Look at a case that was rated; a bad rating gets its card."""
    services.look(number=number, now=clock.now())


@outbox.on(ComplaintAnswered)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_complainant(*, serial: str, **_later: object) -> None:
    """Tell the applicant that what he wrote was answered; run twice, he is told once."""
    found = queries.complainant(serial)
    if found is None:
        return
    subject, facts = found
    notices.tell(
        subject_id=subject,
        template_key="complaint.answered",
        context=facts,
        link=f"/me/complaints/{serial}/",
        now=clock.now(),
        dedupe=f"complaint.answered:{serial}",
    )


@outbox.on(BundleRated)
@outbox.task(queue="supervision")
def hear_bundle_rating(*, case: str, **_later: object) -> None:
    """Look at the case that answers for a life event that was rated; a bad rating gets its card."""
    if case:
        services.look(number=case, now=clock.now())


@outbox.on(RatingRevisited)
@outbox.task(queue="supervision")
def hear_revisit(*, case: str, **_later: object) -> None:
    """Look at the case whose bad rating was revisited; how many were is in the figures."""
    if case:
        services.look(number=case, now=clock.now())


@outbox.on(ItemsPublished)
@outbox.task(queue="supervision")
def hear_catalogue(**_later: object) -> None:
    """Count the catalogue again; run twice, it changes nothing."""
    services.count_catalogue()


@outbox.on(InventoryChanged)
@outbox.task(queue="supervision")
def hear_inventory(*, units: list[str], **_later: object) -> None:
    """Count again what these departments keep lists of; run twice, it changes nothing."""
    services.count_catalogue(units)
    services.count_inventory(units)
