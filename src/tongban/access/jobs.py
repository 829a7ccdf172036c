"""Work by the clock: forget counts and tokens that are over."""

from __future__ import annotations

from tongban.access import services
from tongban.base import clock, outbox


@outbox.periodic("17 3 * * *")
@outbox.task()
def forget_calls(*, timestamp: int = 0, **_later: object) -> None:  # noqa: ARG001
    """Remove old counts of calls and tokens that are over."""
    services.forget_calls(now=clock.now())
