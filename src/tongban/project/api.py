"""The API, assembled from the routers of the houses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from tongban.access.api import router as access
from tongban.base.errors import Forbidden, Invalid, NotFound, Refusal
from tongban.base.ledger.api import router as ledger
from tongban.base.web import problems
from tongban.cases.api import router as cases
from tongban.directory.api import router as directory
from tongban.exchange.api import router as exchange
from tongban.items.api import router as items
from tongban.licences.api import router as licences

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from ninja.openapi.schema import OpenAPISchema
    from ninja.operation import Operation


class Contract(NinjaAPI):
    """Our API: its operations are named by resource and verb, and each may answer a problem."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """A name that stays when code moves."""
        tag = operation.tags[0] if operation.tags else "api"
        return f"{tag}.{operation.view_func.__name__}"

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The contract, with problem details as the answer of every other status."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["schemas"]["Problem"] = problems.SCHEMA
        for path in schema["paths"].values():
            for operation in path.values():
                known = {str(status): answer for status, answer in operation["responses"].items()}
                operation["responses"] = {**known, "default": problems.RESPONSE}
        return schema


api = Contract(
    title="通办 Tongban",
    version="1",
    description="Public catalogue, and the cases and licences of the signed-in subject.",
    openapi_url="/openapi.json",
    docs_url=None,
)
for _router in (access, directory, items, licences, cases, exchange, ledger):
    api.add_router("", _router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Turn every refusal into problem details."""
    return problems.problem(refusal, instance=request.path)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """Name each wrong parameter."""
    fields = {".".join(map(str, e["loc"])): str(e["msg"]) for e in wrong.errors}
    return problems.problem(Invalid(fields=fields), instance=request.path)


@api.exception_handler(Http404)
def missing(request: HttpRequest, _wrong: Http404) -> HttpResponse:
    """There is no such address."""
    return problems.problem(NotFound(), instance=request.path)


@api.exception_handler(HttpError)
def declined(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    """What the framework declines by itself: a missing CSRF token, a body that is no JSON."""
    refusal: Refusal = Forbidden() if wrong.status_code == Forbidden.status else Invalid()
    return problems.problem(refusal, instance=request.path)
