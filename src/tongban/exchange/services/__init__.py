"""Every change of a feed and of a webhook."""

from tongban.exchange.services.delivering import deliver_next, forget_attempts, replay_now
from tongban.exchange.services.feeding import (
    Entry,
    enter,
    enter_all,
    forget_entries,
    number_waiting,
)
from tongban.exchange.services.signing import keys_told
from tongban.exchange.services.webhooks import (
    NothingBefore,
    TooManyWebhooks,
    close_webhook,
    pause,
    replay,
    resume,
    set_up_webhook,
)

__all__ = [
    "Entry",
    "NothingBefore",
    "TooManyWebhooks",
    "close_webhook",
    "deliver_next",
    "enter",
    "enter_all",
    "forget_attempts",
    "forget_entries",
    "keys_told",
    "number_waiting",
    "pause",
    "replay",
    "replay_now",
    "resume",
    "set_up_webhook",
]
