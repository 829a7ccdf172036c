"""Reading what somebody uploaded, on people's and on staff pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.base import files

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


def readable(handed_in: UploadedFile[Any] | None) -> bytes:
    """The content of an uploaded file; `FileTooLarge` before a byte of a huge one is read."""
    if handed_in is None:
        return b""
    if (handed_in.size or 0) > files.LARGEST:
        raise files.FileTooLarge
    return bytes(handed_in.read())
