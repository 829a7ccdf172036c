"""Work for later: every case that has ended is archived."""

from __future__ import annotations

from tongban.archives import services
from tongban.base import clock, outbox
from tongban.cases import events


@outbox.on(events.CaseConcluded)
@outbox.on(events.CaseRefused)
@outbox.on(events.CaseWithdrawn)
@outbox.on(events.CaseTerminated)
@outbox.on(events.BundleConcluded)
@outbox.task(queue="cases")
def want(*, number: str, **_later: object) -> None:
    """Note that the case, or the life event, is to be archived, once; the ledger comes first."""
    services.want(number=number, now=clock.now())


@outbox.periodic("* * * * *")
@outbox.task(queue="cases", queueing_lock="archives")
def build(**_timestamp: object) -> None:
    """Make the packages that are due."""
    services.build_due(now=clock.now())
