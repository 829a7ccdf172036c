"""Views that only read: any writing SQL raises."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")

_WRITING = (
    "INSERT", "UPDATE", "DELETE", "TRUNCATE", "ALTER", "CREATE", "DROP", "COPY", "MERGE",
)  # fmt: skip
_allowed: ContextVar[bool] = ContextVar("writes_allowed", default=False)


class WroteWhileReading(RuntimeError):
    """A view that promised to read only sent writing SQL."""


@contextmanager
def writes_allowed() -> Iterator[None]:
    """Let the record of a look at personal data be written from a page that otherwise reads."""
    token = _allowed.set(True)
    try:
        yield
    finally:
        _allowed.reset(token)


def _guard(
    execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: dict[str, Any]
) -> Any:
    words = str(sql).lstrip().upper()
    hidden = words.startswith("WITH") and "INSERT INTO" in words
    if not _allowed.get() and (words.startswith(_WRITING) or hidden or "FOR UPDATE" in words):
        raise WroteWhileReading(words[:80])
    return execute(sql, params, many, context)


def read_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Make every writing statement of the view raise `WroteWhileReading`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with connection.execute_wrapper(_guard):
            return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)
