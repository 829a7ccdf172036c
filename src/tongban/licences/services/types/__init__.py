"""Changes of licence types: drafts, publishing, retiring."""

from tongban.licences.services.types.drafting import (
    KeyInvalid,
    KeyTaken,
    NoDraft,
    create,
    discard,
    save,
)
from tongban.licences.services.types.following import bring_into_force
from tongban.licences.services.types.publishing import publish, retire

__all__ = [
    "KeyInvalid",
    "KeyTaken",
    "NoDraft",
    "bring_into_force",
    "create",
    "discard",
    "publish",
    "retire",
    "save",
]
