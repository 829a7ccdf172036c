"""What a department's own system hands back of the review: from its steps to its licence."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TypeAlias

from ninja import Router
from pydantic import Base64Bytes, Field

from tongban.cases import services
from tongban.cases.api.writes import Act, HandledIn, auth, write
from tongban.cases.rules.pushed import Taken

router = Router(tags=["department-cases"], auth=auth)
LicenceCell: TypeAlias = str | int | list[str] | None


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
    """A denial needs its reasons in `opinion`; a grant with a licence needs its face (证面信息).

    With `own_licence` no face: your system makes the licence and hands it in under `/licence`.
    """

    task: str = Field(max_length=64)
    granted: bool
    opinion: str = Field(min_length=1, max_length=2000)
    face: dict[str, str] = Field({}, max_length=200)
    own_licence: bool = False


class OwnLicenceIn(HandledIn):
    """The licence as a row of a batch: short names of GB/T 36903, `KZ_…` of its face, `file`."""

    row: dict[str, LicenceCell] = Field(min_length=1, max_length=200)


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


class ExtensionIn(HandledIn):
    """Why the limit should end later (延长期限); the head approves it before it counts."""

    reason: str = Field(min_length=1, max_length=500)


class ApprovalIn(HandledIn):
    """Joint handling (联合办理) needs the number of the government's approval."""

    approval: str = Field("", max_length=64)


class KeptLimitIn(HandledIn):
    """Why the limit stays as it is."""

    words: str = Field(min_length=1, max_length=500)


class AnswerIn(HandledIn):
    """The answer to a question (征求意见): `advice` is its `id` in the case under `advices`."""

    advice: int = Field(ge=1)
    answer: str = Field(min_length=1, max_length=2000)


@write(router, "/steps", "Push a step")
def push_step(body: StepIn) -> Act:
    """Keep a step that was taken in the department's own system; the applicant sees it."""
    return partial(services.keep_step, taken=Taken(**body.dict()))


@write(router, "/opinions", "Push an opinion")
def push_opinion(body: OpinionIn) -> Act:
    """Give the opinion of a waiting post; the case goes on, or back."""
    return partial(
        services.opine, task_key=body.task, outcome=body.outcome, opinion=body.opinion
    )  # fmt: skip


@write(router, "/decision", "Push the decision")
def push_decision(body: DecisionIn) -> Act:
    """Decide the case; the applicant is told.

    The platform makes, seals and files the licence, or waits for the one that you make.
    """
    return partial(
        services.decide, task_key=body.task, granted=body.granted, opinion=body.opinion,
        face=body.face, own_licence=body.own_licence,
    )  # fmt: skip


@write(router, "/licence", "Hand in the licence that the department made")
def push_licence(body: OwnLicenceIn) -> Act:
    """Take the licence into the library, bind it to the case, and let it reach the applicant.

    For a case granted with `own_licence`; needs the scope `licences.collect` as well.
    """
    return partial(services.hand_in_licence, row=body.row)


@write(router, "/special-procedure", "Begin a special procedure")
def push_begin(body: SpecialIn) -> Act:
    """Begin a special procedure; the clock stops where the law or the item says so."""
    return partial(
        services.suspend, name=body.name, reason=body.reason, legal_basis=body.legal_basis,
        until_on=body.until_on,
    )  # fmt: skip


@write(router, "/special-procedure/end", "End the special procedure")
def push_end(body: EndIn) -> Act:
    """End the special procedure with what proves it; the limits count on from tomorrow."""
    return partial(
        services.resume, finding=body.finding, evidence=body.evidence,
        evidence_name=body.evidence_name,
    )  # fmt: skip


@write(router, "/extension", "Ask for an extension")
def push_extension(body: ExtensionIn) -> Act:
    """Ask the head of the department for an extension of the limit; nothing moves yet."""
    return partial(services.ask_extension, reason=body.reason)


@write(router, "/extension/approval", "Approve the extension")
def push_approval(body: ApprovalIn) -> Act:
    """The head, another than who asked, approves; the applicant is told in writing."""
    return partial(services.extend, approval=body.approval)


@write(router, "/extension/refusal", "Decline the extension")
def push_kept_limit(body: KeptLimitIn) -> Act:
    """The head declines; the limit stays as it is."""
    return partial(services.keep_limit, words=body.words)


@write(router, "/advice", "Answer a question")
def push_answer(body: AnswerIn) -> Act:
    """Answer what another department asked yours about its case (征求意见)."""
    return partial(services.advise, advice_id=body.advice, answer=body.answer)
