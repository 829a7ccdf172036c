"""A file as an answer: named, never shown in place, never kept by anything in between."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def told(*media_types: str) -> dict[str, Any]:
    """What the contract says of such an answer; `openapi_extra` of the endpoint."""
    kinds = {each: {"schema": {"type": "string", "format": "binary"}} for each in media_types}
    return {"responses": {200: {"content": kinds}}}


PDF = told("application/pdf")


def attached(content: bytes, name: str, media_type: str) -> HttpResponse:
    """The file for whoever asked, and for nobody else."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


def pdf(content: bytes, name: str) -> HttpResponse:
    """The same for a PDF."""
    return attached(content, name, "application/pdf")
