"""What every write of a department's own system has in common.

Each says which version it has read (`If-Match`) and may be repeated (`Idempotency-Key`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias, TypeVar, get_type_hints

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from tongban.base import clock
from tongban.base.web import preconditions
from tongban.base.web.idempotency import idempotent
from tongban.base.web.sessions import ApiRequest, client
from tongban.cases import perms, rules, services

Act: TypeAlias = Callable[..., object]
"""A command about a case that wants nothing more than `actor`, `number` and `now`."""
A = TypeVar("A", bound=Callable[[Any], Act])
auth = client(perms.WRITING)
AT = "/departments/{unit}/cases/{number}"
MATCHED = {"parameters": [preconditions.PARAMETER]}


class HandledIn(Schema):
    """Who did it in the department's own system (经办人)."""

    model_config = ConfigDict(extra="forbid")

    handler: str = Field(min_length=1, max_length=30)


class StandingOut(Schema):
    """Where the case stands after the write; `version` is the number in the next `If-Match`."""

    number: str
    version: int
    state: str
    state_label: str
    due_on: date | None


def write(router: Router, rest: str, summary: str) -> Callable[[A], A]:
    """Register an endpoint that writes to a case.

    What is decorated says which command its `body` asks for; it is carried out once for each key,
    for the version that was read, in the name of the department.
    """

    def register(asked: A) -> A:
        def endpoint(
            request: ApiRequest, response: HttpResponse, unit: str, number: str, body: Any
        ) -> StandingOut:
            with preconditions.matched():
                case = services.push(
                    actor=request.auth, unit=unit, number=number, handler=body.handler,
                    act=asked(body), version=preconditions.version_of(request), now=clock.now(),
                )  # fmt: skip
            preconditions.tag(response, case.version)
            label = rules.label(rules.State(case.state))
            return StandingOut(
                number=str(case.number), version=case.version, state=case.state,
                state_label=label, due_on=case.due_on,
            )  # fmt: skip

        endpoint.__annotations__["body"] = get_type_hints(asked)["body"]
        endpoint.__name__, endpoint.__module__ = asked.__name__, asked.__module__
        endpoint.__doc__ = asked.__doc__
        idempotent(endpoint)
        path = f"{AT}{rest}"
        router.post(path, response=StandingOut, summary=summary, openapi_extra=MATCHED)(endpoint)
        return asked

    return register
