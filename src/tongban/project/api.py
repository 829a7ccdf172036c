"""The API, assembled from the routers of the houses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja import NinjaAPI
from ninja.errors import ValidationError

from tongban.base.errors import Invalid, Refusal
from tongban.base.web import problems

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

api = NinjaAPI(
    title="通办 Tongban",
    version="1",
    description="Public catalogue, and the cases and licences of the signed-in subject.",
    openapi_url="/openapi.json",
    docs_url=None,
)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Turn every refusal into problem details."""
    return problems.problem(refusal, instance=request.path)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """Name each wrong parameter."""
    fields = {".".join(map(str, e["loc"])): str(e["msg"]) for e in wrong.errors}
    return problems.problem(Invalid(fields=fields), instance=request.path)
