"""Licences for integrators, resource by resource."""

from ninja import Router

from tongban.licences.api.batches import router as batches
from tongban.licences.api.licences import router as licences
from tongban.licences.api.sharing import router as sharing
from tongban.licences.api.verification import router as verification

router = Router()
# Before the licences: `verify/file` is no identifier.
for _part in (verification, licences, batches, sharing):
    router.add_router("", _part)

__all__ = ["router"]
