"""Changes of licences, and reads that leave a record."""

from tongban.licences.services.catalogue import LoadReport, load_types
from tongban.licences.services.checking import (
    TypeNeeded,
    public_keys,
    verify_file,
    verify_identifier,
    verify_number,
    verify_qr,
)
from tongban.licences.services.ending import revoke
from tongban.licences.services.issuing import issue
from tongban.licences.services.ordering import (
    HolderUnfit,
    NumberTaken,
    TypeNotIssuable,
)
from tongban.licences.services.preparing import checked_face, face_fields
from tongban.licences.services.reading import download, look_up, preview

__all__ = [
    "HolderUnfit",
    "LoadReport",
    "NumberTaken",
    "TypeNeeded",
    "TypeNotIssuable",
    "checked_face",
    "download",
    "face_fields",
    "issue",
    "load_types",
    "look_up",
    "preview",
    "public_keys",
    "revoke",
    "verify_file",
    "verify_identifier",
    "verify_number",
    "verify_qr",
]
