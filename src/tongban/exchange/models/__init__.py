"""Tables of the feed and of webhooks."""

from tongban.exchange.models.feed import FeedEntry, FeedHead
from tongban.exchange.models.webhooks import Attempt, Webhook

__all__ = ["Attempt", "FeedEntry", "FeedHead", "Webhook"]
