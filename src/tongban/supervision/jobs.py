"""Work for later: the sweep of the lights, and bad ratings."""

from __future__ import annotations

from tongban.base import clock, outbox
from tongban.feedback.events import CaseRated
from tongban.feedback.rules import BAD
from tongban.supervision import services


@outbox.periodic("* * * * *")
@outbox.task(queue="supervision")
def sweep(**_timestamp: object) -> None:
    """Turn lights; catches up by itself after any downtime."""
    services.sweep(now=clock.now())


@outbox.on(CaseRated)
@outbox.task(queue="supervision")
def hear_rating(*, number: str, grade: int, **_later: object) -> None:
    """Raise a warning for a bad rating."""
    if grade in BAD:
        services.warn_of_rating(number=number, now=clock.now())
