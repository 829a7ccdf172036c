"""What a department's own system hands back: steps, special procedures, opinions, decisions.

Each write says which version it has read (`If-Match`) and may be repeated (`Idempotency-Key`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Base64Bytes, ConfigDict, Field

from tongban.base import clock
from tongban.base.web import preconditions
from tongban.base.web.idempotency import idempotent
from tongban.base.web.sessions import ApiRequest, client
from tongban.cases import perms, rules, services
from tongban.cases.rules.pushed import Taken

if TYPE_CHECKING:
    from tongban.cases.models import Case

router = Router(tags=["department-cases"], auth=client(perms.WRITING))
MATCHED = {"parameters": [preconditions.PARAMETER]}
AT = "/departments/{unit}/cases/{number}"


class HandledIn(Schema):
    """Who did it in the department's own system (经办人)."""

    model_config = ConfigDict(extra="forbid")

    handler: str = Field(min_length=1, max_length=30)


class StepIn(HandledIn):
    """A step (环节, T7) that was taken over there: `action` is 通过, 退回 or 其他."""

    name: str = Field(min_length=1, max_length=100)
    action: str = Field(max_length=20)
    opinion: str = Field("", max_length=1000)
    started_at: datetime
    ended_at: datetime | None = None


class OpinionIn(HandledIn):
    """The opinion of a waiting post: `task` and `outcome` stand in the case under `waiting`."""

    task: str = Field(max_length=64)
    outcome: str = Field(max_length=16)
    opinion: str = Field(min_length=1, max_length=2000)


class DecisionIn(HandledIn):
    """A denial needs its reasons in `opinion`; a grant with a licence needs its face (证面信息)."""

    task: str = Field(max_length=64)
    granted: bool
    opinion: str = Field(min_length=1, max_length=2000)
    face: dict[str, str] = Field({}, max_length=200)


class SpecialIn(HandledIn):
    """A special procedure (特别程序): its kind in words, why, by what law, perhaps until when."""

    name: str = Field(min_length=1, max_length=64)
    reason: str = Field(min_length=1, max_length=500)
    legal_basis: str = Field("", max_length=200)
    until_on: date | None = None


class EndIn(HandledIn):
    """How a special procedure ended: what was found, and its paper in base64 where one is due."""

    finding: str = Field("", max_length=500)
    evidence: Base64Bytes = Field(b"", max_length=1_900_000)
    evidence_name: str = Field("", max_length=200)


class StandingOut(Schema):
    """Where the case stands after the write; `version` is the number in the next `If-Match`."""

    number: str
    version: int
    state: str
    state_label: str
    due_on: date | None


@router.post(f"{AT}/steps", response=StandingOut, openapi_extra=MATCHED, summary="Push a step")
@idempotent
def push_step(
    request: ApiRequest, response: HttpResponse, unit: str, number: str, body: StepIn
) -> StandingOut:
    """Keep a step that was taken in the department's own system; the applicant sees it."""
    with preconditions.matched():
        case = services.push_step(
            actor=request.auth, unit=unit, number=number, taken=Taken(**body.dict()),
            version=preconditions.version_of(request), now=clock.now(),
        )  # fmt: skip
    return _standing(response, case)


@router.post(
    f"{AT}/opinions", response=StandingOut, openapi_extra=MATCHED, summary="Push an opinion"
)
@idempotent
def push_opinion(
    request: ApiRequest, response: HttpResponse, unit: str, number: str, body: OpinionIn
) -> StandingOut:
    """Give the opinion of a waiting post; the case goes on, or back."""
    with preconditions.matched():
        case = services.push_opinion(
            actor=request.auth, unit=unit, number=number, handler=body.handler,
            task_key=body.task, outcome=body.outcome, opinion=body.opinion,
            version=preconditions.version_of(request), now=clock.now(),
        )  # fmt: skip
    return _standing(response, case)


@router.post(
    f"{AT}/decision", response=StandingOut, openapi_extra=MATCHED, summary="Push the decision"
)
@idempotent
def push_decision(
    request: ApiRequest, response: HttpResponse, unit: str, number: str, body: DecisionIn
) -> StandingOut:
    """Decide the case; the platform makes, seals and files the licence, and tells the applicant."""
    with preconditions.matched():
        case = services.push_decision(
            actor=request.auth, unit=unit, number=number, handler=body.handler,
            task_key=body.task, granted=body.granted, opinion=body.opinion, face=body.face,
            version=preconditions.version_of(request), now=clock.now(),
        )  # fmt: skip
    return _standing(response, case)


@router.post(
    f"{AT}/special-procedure",
    response=StandingOut,
    openapi_extra=MATCHED,
    summary="Begin a special procedure",
)
@idempotent
def push_begin(
    request: ApiRequest, response: HttpResponse, unit: str, number: str, body: SpecialIn
) -> StandingOut:
    """Begin a special procedure; the clock stops where the law or the item says so."""
    with preconditions.matched():
        case = services.push_begin(
            actor=request.auth, unit=unit, number=number, handler=body.handler, name=body.name,
            reason=body.reason, legal_basis=body.legal_basis, until_on=body.until_on,
            version=preconditions.version_of(request), now=clock.now(),
        )  # fmt: skip
    return _standing(response, case)


@router.post(
    f"{AT}/special-procedure/end",
    response=StandingOut,
    openapi_extra=MATCHED,
    summary="End the special procedure",
)
@idempotent
def push_end(
    request: ApiRequest, response: HttpResponse, unit: str, number: str, body: EndIn
) -> StandingOut:
    """End the special procedure with what proves it; the limits count on from tomorrow."""
    with preconditions.matched():
        case = services.push_end(
            actor=request.auth, unit=unit, number=number, handler=body.handler,
            finding=body.finding, evidence=body.evidence, evidence_name=body.evidence_name,
            version=preconditions.version_of(request), now=clock.now(),
        )  # fmt: skip
    return _standing(response, case)


def _standing(response: HttpResponse, case: Case) -> StandingOut:
    preconditions.tag(response, case.version)
    return StandingOut(
        number=str(case.number),
        version=case.version,
        state=case.state,
        state_label=rules.label(rules.State(case.state)),
        due_on=case.due_on,
    )
