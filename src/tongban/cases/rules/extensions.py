"""Extension of the limit (延长期限): once, by a rule, asked by one and approved by another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tongban.base.errors import Refusal
from tongban.cases.rules.facts import Clock, Facts, clock, reasons_given
from tongban.cases.rules.limits import EXTENSION, JOINT_EXTENSION, Limit, Unit
from tongban.cases.rules.states import Step, next_state

if TYPE_CHECKING:
    from datetime import date


class ExtendedAlready(Refusal):
    """The limit is extended once; it was, or somebody has asked for it."""

    code = "cases.extended_already"
    sentence = "办理期限只能延长一次，本办件已经延长或者正在等待批准。"


class ExtensionTooLate(Refusal):
    """The limit has passed, and what has passed is not extended."""

    code = "cases.extension_too_late"
    sentence = "原定期限已过，不能再延长。请尽快作出决定。"


class NotExtendable(Refusal):
    """A decision on the spot, or within hours, is not extended."""

    code = "cases.not_extendable"
    sentence = "即办件和按小时计算的期限不能延长。"


class SamePerson(Refusal):
    """Whoever asked for the extension cannot approve it."""

    code = "cases.same_person"
    status = 403
    sentence = "申请延长的人不能自己批准，请由负责人批准。"


class ApprovalMissing(Refusal):
    """Joint handling is extended by the head of the government, whose approval has a number."""

    code = "cases.approval_missing"
    status = 422
    sentence = "联合办理的延长由本级人民政府负责人批准，请填写批准文号。"

    def __init__(self) -> None:
        super().__init__(fields={"approval": self.sentence})


@dataclass(frozen=True, slots=True)
class Extension:
    """The limits with the extension in them; `before` is the day they ended on until now."""

    days: int
    before: date
    clock: Clock


def ask_extension(facts: Facts, reason: str, *, due_on: date, asked: bool) -> str:
    """Decide that an extension may be asked for; returns the reason as it is kept.

    `due_on` is the last day of the statutory limit, of the promised one where there is no other.
    """
    next_state(facts.state, Step.ASK_EXTENSION)
    _may_be(facts, due_on, asked=asked)
    (kept,) = reasons_given((reason,), "延长期限的理由")
    return kept


def extend(facts: Facts, *, due_on: date, same_person: bool, approval: str = "") -> Extension:
    """Decide that the limits end later (行政许可法 第四十二条).

    By ten working days, by fifteen in joint handling; `approval` is then the number of the
    government's approval.
    """
    next_state(facts.state, Step.EXTEND)
    if same_person:
        raise SamePerson
    _may_be(facts, due_on, asked=False)
    if facts.joint and not approval.strip():
        raise ApprovalMissing
    days = days_of(joint=facts.joint)
    if facts.accepted_at is None:
        raise ValueError("a case that is examined has been accepted")
    longer = replace(facts, extended=days)
    return Extension(days, due_on, clock(longer, facts.accepted_at, facts.stops))


def days_of(*, joint: bool) -> int:
    """Return by how many working days the limit is extended."""
    return JOINT_EXTENSION if joint else EXTENSION


def _may_be(facts: Facts, due_on: date, *, asked: bool) -> None:
    if asked or facts.extended:
        raise ExtendedAlready
    limits = (facts.promised or Limit(1), facts.statutory or Limit(1))
    if facts.on_the_spot or any(limit.unit is Unit.HOURS for limit in limits):
        raise NotExtendable
    if facts.today > due_on:
        raise ExtensionTooLate
