"""What the exchange decides: places in a feed, webhooks, and when to try again."""

from tongban.exchange.rules.cursors import (
    CursorGone,
    CursorOfAnother,
    CursorUnreadable,
    cursor,
    place,
)
from tongban.exchange.rules.feed import MOST_ENTRIES, label
from tongban.exchange.rules.messages import body, headers, to_sign
from tongban.exchange.rules.webhooks import (
    ALL_KINDS,
    GIVE_UP_AFTER,
    TIMEOUT,
    WebhookInvalid,
    check_kinds,
    check_url,
    may_call,
    next_try,
    wants,
)

__all__ = [
    "ALL_KINDS",
    "GIVE_UP_AFTER",
    "MOST_ENTRIES",
    "TIMEOUT",
    "CursorGone",
    "CursorOfAnother",
    "CursorUnreadable",
    "WebhookInvalid",
    "body",
    "check_kinds",
    "check_url",
    "cursor",
    "headers",
    "label",
    "may_call",
    "next_try",
    "place",
    "to_sign",
    "wants",
]
