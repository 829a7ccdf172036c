"""A POST that is repeated is carried out once, and answered the same way each time.

The key, the change and its answer are written in one transaction, so that they exist together or
not at all, whenever the process is killed.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import connection, transaction
from django.http import HttpResponse
from ninja.decorators import decorate_view
from ninja.utils import contribute_operation_callback

from tongban.base import clock
from tongban.base.crypto import sm3
from tongban.base.errors import Refusal
from tongban.base.models import IdempotencyKey
from tongban.base.web import problems

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest
    from ninja.operation import Operation

    from tongban.base.actors import Actor

    Run = Callable[..., HttpResponse]

E = TypeVar("E", bound="Callable[..., object]")

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(days=7)
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
# Nothing was carried out, and the same request may succeed later.
_NOT_KEPT = frozenset({401, 403, 409, 412, 428, 429, 503})
_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "description": "Chosen by the client, new for each thing it wants done; a repeated request "
    "with the same key is answered as the first one was.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": r"^[\x21-\x7e]+$"},
}


class KeyMissing(Refusal):
    """Without a key a repeated request could not be told from a new one."""

    code = "base.idempotency_key_missing"
    status = 400
    sentence = "请求缺少 Idempotency-Key，或者它不是1到128个可见的英文字符。"


class KeyReused(Refusal):
    """The key belongs to another request."""

    code = "base.idempotency_key_reused"
    status = 422
    sentence = "这个 Idempotency-Key 已经用于另一个请求，请换一个。"


class StillRunning(Refusal):
    """The first request with this key has not been answered yet."""

    code = "base.still_running"
    status = 409
    sentence = "上一次同样的请求还在处理，请稍后再试。"


def idempotent(endpoint: E) -> E:
    """Carry an endpoint's POST out once for each `Idempotency-Key` of an account.

    Same key and same request: the stored answer.  Same key, other request: 422.  The first one
    still running: 409 with `Retry-After`.  Answers that say "not now" are not stored.
    """
    decorate_view(_answer_once)(endpoint)
    contribute_operation_callback(endpoint, _describe)
    return endpoint


def forget(*, now: datetime) -> int:
    """Delete answers that nobody will ask for again; returns how many there were."""
    return IdempotencyKey.objects.filter(started_at__lt=now - KEPT_FOR).delete()[0]


def _describe(operation: Operation) -> None:
    extra = operation.openapi_extra or {}
    told = [*extra.get("parameters", []), _PARAMETER]
    operation.openapi_extra = {**extra, "parameters": told}


def _answer_once(run: Run) -> Run:
    @wraps(run)
    def once(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        actor = cast("Actor", request.actor)  # type: ignore[attr-defined]
        owner = _owner(actor)
        if not owner:  # whoever may not come in is turned away by the endpoint
            return run(request, *args, **values)
        try:
            return _once(request, owner, lambda: run(request, *args, **values))
        except Refusal as refusal:
            answer = problems.problem(refusal, instance=request.path)
            if isinstance(refusal, StillRunning):
                answer["Retry-After"] = "1"
            return answer

    return once


def _owner(actor: Actor) -> str:
    """Whose keys they are: an account's for the one it acts for, or a system's."""
    if actor.is_client:
        return f"client:{actor.client}"
    return "" if actor.account is None else f"{actor.account}:{actor.principal or ''}"


@transaction.atomic
def _once(request: HttpRequest, owner: str, carry_out: Callable[[], HttpResponse]) -> HttpResponse:
    key = request.headers.get(HEADER, "")
    if not _KEY.fullmatch(key):
        raise KeyMissing
    if not _held(f"{owner} {key}"):
        raise StillRunning
    asked = "\n".join((str(request.method), request.get_full_path(), "")).encode() + request.body
    digest = sm3.digest(asked).hex()
    kept = IdempotencyKey.objects.filter(owner=owner, key=key).first()
    if kept is not None:
        return _again(kept, digest)
    started_at = clock.now()
    answer = carry_out()
    if answer.status_code not in _NOT_KEPT:
        IdempotencyKey.objects.create(
            owner=owner,
            key=key,
            body_digest=digest,
            status=answer.status_code,
            answer=answer.content,
            media_type=answer.headers.get("Content-Type", ""),
            started_at=started_at,
        )
    return answer


def _held(name: str) -> bool:
    """Take the lock of this name until the transaction ends, unless somebody holds it."""
    number = int.from_bytes(sm3.digest(name.encode())[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def _again(kept: IdempotencyKey, digest: str) -> HttpResponse:
    if kept.body_digest != digest:
        raise KeyReused
    content = bytes(kept.answer or b"")
    return HttpResponse(content, status=kept.status, content_type=kept.media_type)
