"""Reads of feeds and webhooks."""

from tongban.exchange.queries.feed import (
    FeedPage,
    FeedUnknown,
    entries,
    feed,
    has_webhook,
    reach,
    require_kept,
)
from tongban.exchange.queries.webhooks import (
    EntryUnknown,
    WebhookUnknown,
    attempts,
    due,
    entry_of,
    live_of,
    webhook,
    webhook_for_change,
    webhooks,
)

__all__ = [
    "EntryUnknown",
    "FeedPage",
    "FeedUnknown",
    "WebhookUnknown",
    "attempts",
    "due",
    "entries",
    "entry_of",
    "feed",
    "has_webhook",
    "live_of",
    "reach",
    "require_kept",
    "webhook",
    "webhook_for_change",
    "webhooks",
]
