"""Facts for our own jobs, and the names of audited acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.base import outbox

WEBHOOK_SET_UP: Final = "exchange.webhook_set_up"
WEBHOOK_CLOSED: Final = "exchange.webhook_closed"
WEBHOOK_PAUSED: Final = "exchange.webhook_paused"
WEBHOOK_RESUMED: Final = "exchange.webhook_resumed"
EVENT_REPLAYED: Final = "exchange.event_replayed"


@dataclass(frozen=True)
class FeedGrown(outbox.Event):
    """Something is new for a department that wants to be called."""

    name: ClassVar[str] = "exchange.feed_grown"
    unit: str


@dataclass(frozen=True)
class ReplayAsked(outbox.Event):
    """Somebody wants one event to be sent once more."""

    name: ClassVar[str] = "exchange.replay_asked"
    webhook: str
    seq: int
