"""Work by the clock: names that begin today."""

from __future__ import annotations

from tongban.base import clock, outbox
from tongban.directory import services


@outbox.periodic("2 * * * *")
@outbox.task()
def take_up_names(**_timestamp: object) -> None:
    """Give departments the names that were planned for today; run twice, it does so once."""
    services.take_up_names(now=clock.now())
