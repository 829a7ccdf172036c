"""The exchange for departments' own systems."""

from ninja import Router

from tongban.exchange.api.feed import router as feed
from tongban.exchange.api.webhooks import router as webhooks

router = Router()
for _part in (feed, webhooks):
    router.add_router("", _part)

__all__ = ["router"]
