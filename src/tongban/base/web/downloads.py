"""A PDF as an answer: named, never shown in place, never kept by anything in between."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# What the contract says of such an answer; `openapi_extra` of the endpoint.
PDF: dict[str, Any] = {
    "responses": {
        200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
    }
}


def pdf(content: bytes, name: str) -> HttpResponse:
    """The file for whoever asked, and for nobody else."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer
