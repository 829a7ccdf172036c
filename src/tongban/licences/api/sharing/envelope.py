"""The envelope of the sharing interface: head and data both ways, each answer signed.

A business answer, yes or no, comes with status 200 and says in its head what it is.  A missing
token (401), too many calls (429) and a body that is too large (413) are problem details as
everywhere else.
"""

from __future__ import annotations

import json
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpResponse
from ninja import Schema
from ninja.decorators import decorate_view
from psycopg import errors
from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from tongban.base import clock
from tongban.base.crypto import sm3
from tongban.base.errors import Refusal
from tongban.base.web import problems
from tongban.licences import services
from tongban.licences.services.sharing import Asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from tongban.base.actors import Actor

    Run = Callable[..., HttpResponse]

E = TypeVar("E", bound="Callable[..., object]")
_PLAIN = frozenset({401, 413, 429})
_SERVER = 500
_TOO_SLOW = "licences.too_slow"


class BodyTooLarge(Refusal):
    """A request of more than 2 MB is not read."""

    code = "licences.body_too_large"
    status = 413
    sentence = "请求超过 2 MB，请分几次发送，或者换小一点的文件。"


class Asking(Schema):
    """A part of a request: names as on the wire, nothing that is not known."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)


class Telling(Schema):
    """A part of an answer."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class AskingHeadIn(Asking):
    """What a request says of itself; `requestId` comes back in the answer."""

    request_id: str = Field("", max_length=64)


class Envelope(Asking):
    """A request: head and data."""

    head: AskingHeadIn = Field(default_factory=lambda: AskingHeadIn.model_validate({}))


class Reason(Asking):
    """Why the caller asks.  A department names a case or a law as well; both are for the holder."""

    use_cause: str = Field("", description="申请事由, 1 to 200 characters", max_length=2_000)
    case_number: str = Field("", description="办件编号, at most 50 characters", max_length=500)
    legal_basis: str = Field("", description="法律依据, at most 200 characters", max_length=2_000)

    def asked(self, creator: str = "") -> Asked:
        """The reason, as services take it."""
        return Asked(self.use_cause, self.case_number, self.legal_basis, creator)


class SignOut(Telling):
    """SM2 over SM3 of the answer without this part, by the key `keyId`; 64 bytes r‖s in base64."""

    algorithm: str
    key_id: str
    value: str


class AnswerHeadOut(Telling):
    """`status` 0: done, 1: not done, and `code` why not.  `request` is SM3 of the asking body."""

    status: str
    code: str
    message: str
    request_id: str
    time: str
    client: str
    service: str
    request: str
    sign: SignOut


class Answered(Telling):
    """An answer: head and data."""

    head: AnswerHeadOut


def told(request: HttpRequest, data: Telling | list[Any]) -> HttpResponse:
    """A signed answer with these data."""
    shown = data.model_dump(mode="json", by_alias=True) if isinstance(data, Telling) else data
    return _written(services.sharing.answer(head=_head(request), data=shown))


def enveloped(endpoint: E) -> E:
    """Answer the refusals of an endpoint in the envelope, with the message code of each."""
    decorate_view(_in_envelope)(endpoint)
    return endpoint


def _in_envelope(run: Run) -> Run:
    @wraps(run)
    def answered(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        try:
            len(request.body)
        except RequestDataTooBig:
            return problems.problem(BodyTooLarge(), instance=request.path)
        try:
            answer = run(request, *args, **values)
        except OperationalError as slow:
            if not isinstance(slow.__cause__, errors.QueryCanceled | errors.LockNotAvailable):
                raise
            return _written(
                services.sharing.answer(head=_head(request), data=None, refusal=_TOO_SLOW)
            )
        problem = answer.headers.get("Content-Type", "") == problems.MEDIA_TYPE
        if not problem or answer.status_code in _PLAIN or answer.status_code >= _SERVER:
            return answer
        return _declined(request, json.loads(answer.content))

    return answered


def _declined(request: HttpRequest, problem: dict[str, Any]) -> HttpResponse:
    said = "；".join([problem["detail"], *map(_named, problem.get("fields", {}).items())])
    answer = services.sharing.answer(
        head=_head(request), data=None, refusal=problem["code"], said=said
    )
    return _written(answer)


def _named(field: tuple[str, str]) -> str:
    name, sentence = field
    return f"{name.removeprefix('body.body.')}：{sentence}"


def _head(request: HttpRequest) -> dict[str, str]:
    actor = cast("Actor", request.actor)  # type: ignore[attr-defined]
    return {
        "requestId": _request_id(request),
        "time": clock.now().isoformat(timespec="seconds"),
        "client": actor.client,
        "service": request.path,
        "request": sm3.digest(request.body).hex(),
    }


def _request_id(request: HttpRequest) -> str:
    """The caller's own number of the request; "" also where the body cannot be read."""
    try:
        head = json.loads(request.body)["head"]
        return str(head["requestId"])[:64].encode(errors="replace").decode()
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _written(answer: dict[str, Any]) -> HttpResponse:
    content = json.dumps(answer, ensure_ascii=False)
    made = HttpResponse(content, content_type="application/json; charset=utf-8")
    made["Cache-Control"] = "private, no-store"
    return made
