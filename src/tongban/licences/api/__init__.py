"""Licences for integrators, resource by resource."""

from ninja import Router

from tongban.licences.api.batches import router as batches
from tongban.licences.api.licences import router as licences

router = Router()
for _part in (licences, batches):
    router.add_router("", _part)

__all__ = ["router"]
