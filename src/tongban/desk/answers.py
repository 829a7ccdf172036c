"""How a page answers: a file to look at or to keep, a form sent back with its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from django.http import HttpResponse

from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web.typed import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.core.files.uploadedfile import UploadedFile

    from tongban.desk.requests import StaffRequest

    Upload = UploadedFile[Any]

T = TypeVar("T")

TRIED = 422
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


def carry_out(
    form: forms.Form,
    act: Callable[..., T],
    *,
    again: Callable[[int], HttpResponse],
    then: Callable[[T], HttpResponse],
) -> HttpResponse:
    """Do what a form asks for and go on; show it again with its sentences if it cannot be done.

    `act` takes what was filled in, `again` the status to answer with, `then` what `act` returned.
    What is not found or not allowed is not for the form to say.
    """
    if not form.is_valid():
        return again(TRIED)
    try:
        done = act(**form.cleaned_data)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return again(decline(form, refusal))
    return then(done)


def version_of(request: StaffRequest) -> int:
    """The version that the page showed; one that cannot be read is out of date."""
    return whole(request.POST.get("version", "")) or 0
