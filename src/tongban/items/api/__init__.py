"""The public catalogue for integrators: items, guides, forms and life events, read only."""

from tongban.items.api.endpoints import router

__all__ = ["router"]
