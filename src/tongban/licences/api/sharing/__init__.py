"""The sharing interface for systems of departments and enterprises (GB/T 36906)."""

from ninja import Router

from tongban.licences.api.sharing.checking import router as checking
from tongban.licences.api.sharing.entry import router as entry
from tongban.licences.api.sharing.files import router as files
from tongban.licences.api.sharing.reading import router as reading

router = Router()
for _part in (entry, reading, files, checking):
    router.add_router("/sharing", _part)

__all__ = ["router"]
