"""Decisions about an accepted case: examination, decision, making, delivery, and its early end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tongban.base.errors import Refusal
from tongban.cases.rules.acceptance import (
    GapNotLapsed,
    GapOpen,
    NotReferred,
    UpperDecides,
    is_gap_lapsed,
)
from tongban.cases.rules.facts import Clock, Facts, clock, reasons_given
from tongban.cases.rules.limits import DELIVER
from tongban.cases.rules.states import AlreadyDecided, FinishKind, State, Step, next_state
from tongban.cases.rules.stops import Stop, StopKind

if TYPE_CHECKING:
    from datetime import date, datetime

MAY_TERMINATE_AS = (FinishKind.RETURNED, FinishKind.VOIDED, FinishKind.ON_PAPER)


class NotExamined(Refusal):
    """Only a case that is decided on the spot (即办件) is decided without an examination."""

    code = "cases.not_examined"
    sentence = "承诺件须经审查才能作出决定。"


class LicenceNotMade(Refusal):
    """The result is a licence, and it has not been made yet."""

    code = "cases.licence_not_made"
    sentence = "证照还没有制作完成，不能送达。"


class NoLicenceToMake(Refusal):
    """The item ends without a licence."""

    code = "cases.no_licence_to_make"
    sentence = "这个事项的结果不是证照，不需要制证。"


@dataclass(frozen=True, slots=True)
class Forwarding:
    """An opinion was given, and the case goes on inside the examination."""

    state: State
    opinion: str


@dataclass(frozen=True, slots=True)
class Suspension:
    """A special procedure began; `stop` is new, and `clock` already knows it."""

    state: State
    stop: Stop
    reason: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class Resumption:
    """The special procedure ended; `stops` replaces all stops of the case."""

    state: State
    stops: tuple[Stop, ...]
    clock: Clock


@dataclass(frozen=True, slots=True)
class Decision:
    """准予 or 不予; the result is to be delivered by `deliver_due_on` (行政许可法 第四十四条)."""

    state: State
    granted: bool
    decided_on: date
    deliver_due_on: date
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """The case is one phase further after the decision."""

    state: State


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The case is closed; `reason` is empty only where the kind needs none."""

    state: State
    finish_kind: FinishKind
    reason: str = ""


def forward(facts: Facts, opinion: str) -> Forwarding:
    """Decide that an opinion sends the case on; it says something."""
    state = next_state(facts.state, Step.FORWARD)
    return Forwarding(state, *reasons_given((opinion,), "审查意见"))


def suspend(
    facts: Facts,
    *,
    name: str,
    reason: str,
    kind: StopKind = StopKind.SPECIAL,
    holds: bool,
    legal_basis: str = "",
) -> Suspension:
    """Decide that a special procedure begins today.

    `holds` says whether the clock stands still; `stops.stops_clock` answers that for a name.
    """
    state = next_state(facts.state, Step.SUSPEND)
    (kept,) = reasons_given((reason,), "启动特别程序的理由")
    stop = Stop(kind, facts.today, None, name, holds, legal_basis)
    return Suspension(state, stop, kept, clock(facts, _accepted_at(facts), (*facts.stops, stop)))


def resume(facts: Facts) -> Resumption:
    """Decide that the special procedure ends today; the clock counts on from tomorrow."""
    state = next_state(facts.state, Step.RESUME)
    stops = tuple(
        replace(stop, until_on=facts.today) if stop.until_on is None else stop
        for stop in facts.stops
    )
    return Resumption(state, stops, clock(facts, _accepted_at(facts), stops))


def grant(facts: Facts) -> Decision:
    """Decide in favour of the applicant; a late decision is still a decision."""
    state = next_state(facts.state, Step.GRANT)
    _decides_here(facts)
    _no_gap(facts)
    return _decided(facts, state, granted=True)


def deny(facts: Facts, reasons: tuple[str, ...]) -> Decision:
    """Decide against the applicant, with reasons (行政许可法 第三十八条)."""
    state = next_state(facts.state, Step.DENY)
    _decides_here(facts)
    kept = reasons_given(reasons, "不予许可的理由")
    return replace(_decided(facts, state, granted=False), reasons=kept)


def make(facts: Facts) -> Progress:
    """Decide that the licence is being made."""
    state = next_state(facts.state, Step.MAKE)
    if not facts.gives_licence:
        raise NoLicenceToMake
    return Progress(state)


def deliver(facts: Facts) -> Progress:
    """Decide that the result goes to the applicant; a licence must have been made before."""
    state = next_state(facts.state, Step.DELIVER)
    if facts.gives_licence and facts.state is State.GRANTED:
        raise LicenceNotMade
    if facts.granted:
        _no_gap(facts)
    return Progress(state)


def conclude(facts: Facts, *, reason: str = "") -> Conclusion:
    """Decide that nothing is owed any more, and by which kind the case ended.

    A denial ends as 退回办结, which needs its reason (the one that `deny` was given).
    """
    state = next_state(facts.state, Step.CONCLUDE)
    if facts.granted is None:
        raise ValueError("a case is decided before it is concluded")
    if not facts.granted:
        (kept,) = reasons_given((reason,), "退回办结的理由")
        return Conclusion(state, FinishKind.RETURNED, kept)
    kind = FinishKind.LICENCE_ISSUED if facts.gives_licence else FinishKind.FINISHED
    return Conclusion(state, kind)


def withdraw(facts: Facts, reason: str = "") -> Conclusion:
    """Decide that the applicant takes the case back; he owes nobody a reason.

    Declined with `AlreadyDecided` once there is a decision.
    """
    if facts.granted is not None:
        raise AlreadyDecided(facts.state)
    state = next_state(facts.state, Step.WITHDRAW)
    return Conclusion(state, FinishKind.RETURNED, reason.strip() or "申请人撤回申请")


def refer(facts: Facts, opinion: str) -> Conclusion:
    """Decide that the lower office has examined and reports up (转报办结), with its opinion."""
    state = next_state(facts.state, Step.REFER)
    if not facts.upper_decides:
        raise NotReferred
    _no_gap(facts)
    (kept,) = reasons_given((opinion,), "初审意见")
    return Conclusion(state, FinishKind.REFERRED_UP, kept)


def lapse_gap(facts: Facts, gap_due_on: date | None) -> Conclusion:
    """Decide that what was promised did not come in time: treated as withdrawn (视为撤回)."""
    state = next_state(facts.state, Step.LAPSE_GAP)
    if not is_gap_lapsed(gap_due_on, facts.gap, facts.today):
        raise GapNotLapsed
    reason = f"承诺后补的材料到期没有补齐（{'、'.join(facts.gap)}），视为撤回申请"
    return Conclusion(state, FinishKind.CORRECTION_LAPSED, reason)


def _decides_here(facts: Facts) -> None:
    if facts.upper_decides:
        raise UpperDecides


def _no_gap(facts: Facts) -> None:
    if facts.gap:
        raise GapOpen(facts.gap)


def terminate(facts: Facts, reason: str, *, kind: FinishKind = FinishKind.RETURNED) -> Conclusion:
    """Decide that the case ends without a decision, with the reason.

    For example the applicant has died, or it was entered twice (作废).
    """
    state = next_state(facts.state, Step.TERMINATE)
    if kind not in MAY_TERMINATE_AS:
        raise ValueError(f"a case is not terminated as {kind.name}")
    (kept,) = reasons_given((reason,), "终止办理的理由")
    return Conclusion(state, kind, kept)


def _decided(facts: Facts, state: State, *, granted: bool) -> Decision:
    if facts.state is State.ACCEPTED and not facts.on_the_spot:
        raise NotExamined
    due = facts.calendar.add(facts.today, DELIVER.value)
    return Decision(state, granted, facts.today, due)


def _accepted_at(facts: Facts) -> datetime:
    if facts.accepted_at is None:
        raise ValueError("a case that is examined has been accepted")
    return facts.accepted_at
