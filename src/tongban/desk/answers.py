"""How a page answers: a file to look at or to keep, a form sent back with its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import HttpResponse

if TYPE_CHECKING:
    from django import forms
    from django.core.files.uploadedfile import UploadedFile

    from tongban.base.errors import Refusal

    Upload = UploadedFile[Any]

SHOWN = frozenset({"image/png", "image/jpeg", "application/pdf"})


def paper(content: bytes, name: str, media_type: str = "application/pdf") -> HttpResponse:
    """A file that the browser shows if it is a picture or a PDF, and saves otherwise."""
    way = "inline" if media_type in SHOWN else "attachment"
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer


def decline(form: forms.Form, refusal: Refusal, **names: str) -> int:
    """Put a refusal's sentences at the fields of a form; returns the status to answer with.

    `names` says which field of the form a field of the service is, where they differ.
    """
    for name, sentence in refusal.fields.items():
        known = names.get(name, name)
        form.add_error(known if known in form.fields else None, sentence)
    if not refusal.fields:
        form.add_error(None, str(refusal))
    return refusal.status
