"""Files found by the SM3 digest of their content, sealed at rest, typed by content."""

from tongban.base.files.kinds import (
    DOCUMENTS,
    IMAGES,
    LARGEST,
    FileEmpty,
    FileTooLarge,
    FileTypeRefused,
    FileUnsafe,
    Kind,
    ending_of,
)
from tongban.base.files.store import FileDamaged, Stored, forget, is_kept, read, store

__all__ = [
    "DOCUMENTS",
    "IMAGES",
    "LARGEST",
    "FileDamaged",
    "FileEmpty",
    "FileTooLarge",
    "FileTypeRefused",
    "FileUnsafe",
    "Kind",
    "Stored",
    "ending_of",
    "forget",
    "is_kept",
    "read",
    "store",
]
