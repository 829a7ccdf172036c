"""Acts upon an issued licence: which is possible when, and what a decision must say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from tongban.base.errors import Invalid, Refusal
from tongban.licences.rules.states import (
    LONGEST_REASON,
    AlreadyEnded,
    Ending,
    Origin,
    Standing,
    State,
)

if TYPE_CHECKING:
    from datetime import date

LONGEST_NAME = 200
LONGEST_NUMBER = 100
FARTHEST = timedelta(days=3 * 366)
"""An effect day beyond this is taken for a slip of the pen."""


class Step(StrEnum):
    """The acts, by the word that stands in the decision."""

    CHANGE = "变更"
    REPLACE = "换发"
    RENEW = "延续"
    CORRECT = "更正"
    INSPECT = "年检"
    REVIEW = "年审"
    ENDORSE = "签注"
    SUSPEND = "暂扣"
    RESUME = "恢复"
    ANNUL = "撤销"
    WITHDRAW = "撤回"
    FORFEIT = "吊销"
    CANCEL = "注销"
    LAPSE = "失效"
    RAISE = "提升可信等级"


NEW_VERSION = frozenset({Step.CHANGE, Step.REPLACE, Step.RENEW, Step.CORRECT})
CHECKS = frozenset({Step.INSPECT, Step.REVIEW})
ENDINGS: Mapping[Step, Ending] = MappingProxyType(
    {
        Step.ANNUL: Ending.ANNULLED,
        Step.WITHDRAW: Ending.WITHDRAWN,
        Step.FORFEIT: Ending.FORFEITED,
        Step.CANCEL: Ending.CANCELLED,
    }
)
BY_HAND = frozenset(Step) - {Step.LAPSE, Step.RAISE}
"""What an office decides with a form; lapsing comes with time, a grade has an act of its own."""

NEXT: Mapping[tuple[State, Step], State] = MappingProxyType(
    {
        **{(State.VALID, step): State.ENDED for step in NEW_VERSION},
        **{(State.VALID, step): State.VALID for step in (*CHECKS, Step.ENDORSE, Step.RAISE)},
        (State.VALID, Step.SUSPEND): State.SUSPENDED,
        (State.SUSPENDED, Step.RESUME): State.VALID,
        (State.SUSPENDED, Step.RAISE): State.SUSPENDED,
        **{
            (state, step): State.ENDED
            for step in ENDINGS
            for state in (State.VALID, State.SUSPENDED)
        },
        # Days pass for a suspended licence too; what is stored stays, the standing is derived.
        (State.VALID, Step.LAPSE): State.VALID,
        (State.SUSPENDED, Step.LAPSE): State.SUSPENDED,
    }
)
MADE_ELSEWHERE = frozenset({Origin.COLLECTED, Origin.COMPARED})
_AFTER_EXPIRY = frozenset({Step.REPLACE, Step.LAPSE, Step.RAISE, *ENDINGS})
"""What can still be done to a licence whose last day has passed."""

GROUNDS: Mapping[Step, str] = MappingProxyType(
    {
        Step.CHANGE: "《行政许可法》第四十九条：被许可人要求变更许可事项",
        Step.REPLACE: "证照遗失、损毁或者换版，依法换发",
        Step.RENEW: "《行政许可法》第五十条：有效期届满前申请延续",
        Step.CORRECT: "登记有误，依法更正",
        Step.INSPECT: "《行政许可法》第六十二条：依法进行定期检验",
        Step.REVIEW: "《行政许可法》第六十二条：依法进行定期检验",
        Step.ENDORSE: "依法签注",
        Step.SUSPEND: "《行政处罚法》第九条：违法行为受到暂扣许可证件的处罚",
        Step.RESUME: "暂扣期满或者暂扣的决定已经撤销",
        Step.ANNUL: "《行政许可法》第六十九条：本来就不应当准予",
        Step.WITHDRAW: "《行政许可法》第八条：依据修改、废止或客观情况重大变化",
        Step.FORFEIT: "《行政处罚法》第九条：违法行为受到吊销许可证件的处罚",
        Step.CANCEL: "《行政许可法》第七十条：依法办理注销手续",
        Step.LAPSE: "有效期届满",
        Step.RAISE: "颁发机构核对后确认",
    }
)
NOTICES: Mapping[Step, str] = MappingProxyType(
    {
        **dict.fromkeys(NEW_VERSION, "licence.replaced"),
        **dict.fromkeys((*CHECKS, Step.ENDORSE), "licence.checked"),
        Step.SUSPEND: "licence.suspended",
        Step.RESUME: "licence.resumed",
        Step.LAPSE: "licence.expired",
    }
)
"""By which words the holder hears of an act; endings are told by `licence.revoked`."""


class StepNotPossible(Refusal):
    """The licence is not in a state in which this can be done to it."""

    code = "licences.step_not_possible"
    sentence = "这本证照现在不能这样办理。"


class DecisionIncomplete(Invalid):
    """An office acts with a reason, a legal ground, a decision document and an effect day."""

    code = "licences.decision_incomplete"


@dataclass(frozen=True, slots=True)
class Decision:
    """What an office decided: why, by which law, in which document, from which day on.

    Without `effective_on` it takes effect on the day it is entered.
    """

    reason: str
    legal_ground: str
    document_number: str = ""
    document_name: str = ""
    effective_on: date | None = None
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision about a licence depends on."""

    state: State
    standing: Standing
    origin: Origin
    issued_on: date
    suspended_on: date | None
    today: date


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision as it will be written; `waits` until its effect day has come."""

    step: Step
    decision: Decision
    effective_on: date
    state: State
    waits: bool


def decide(step: str, facts: Facts, decision: Decision, *, with_document: bool = True) -> Decided:
    """Decide about an act, or refuse it.

    Refused with `DecisionIncomplete` (each wrong field named), `states.AlreadyEnded` or
    `StepNotPossible`.
    """
    if step not in BY_HAND:
        raise StepNotPossible
    act = Step(step)
    whole = _complete(act, facts, decision, with_document=with_document)
    state = next_state(act, facts)
    effective_on = whole.effective_on or facts.today
    return Decided(act, whole, effective_on, state, waits=effective_on > facts.today)


def next_state(step: Step, facts: Facts) -> State:
    """The state after the act, or the refusal that says why it is not possible."""
    after = NEXT.get((facts.state, step))
    if facts.state is State.ENDED:
        raise (
            AlreadyEnded
            if step in ENDINGS
            else StepNotPossible(f"这本证照已经失效，不能再{step}。")
        )
    if step in NEW_VERSION and facts.origin in MADE_ELSEWHERE:
        raise StepNotPossible(f"这本证照不是本平台制作的，请由原制证系统{step}后重新归集。")
    if facts.standing is Standing.EXPIRED and step not in _AFTER_EXPIRY:
        raise StepNotPossible(f"这本证照已经过期，不能{step}。")
    if after is None:
        raise StepNotPossible(_why_not(step, facts.state))
    return after


def possible(facts: Facts) -> tuple[Step, ...]:
    """The acts that an office may choose from today, in the order of the words above."""
    found = []
    for step in Step:
        try:
            next_state(step, facts)
        except Refusal:
            continue
        if step in BY_HAND:
            found.append(step)
    return tuple(found)


def _why_not(step: Step, state: State) -> str:
    if step is Step.RESUME:
        return "这本证照没有暂扣，不用恢复。"
    if step is Step.SUSPEND:
        return "这本证照已经暂扣，不能再次暂扣。"
    if state is State.SUSPENDED:
        return f"这本证照正在暂扣，不能{step}。请先恢复。"
    return StepNotPossible.sentence


def _complete(step: Step, facts: Facts, decision: Decision, *, with_document: bool) -> Decision:
    said = Decision(
        reason=decision.reason.strip(),
        legal_ground=decision.legal_ground.strip(),
        document_number=decision.document_number.strip(),
        document_name=decision.document_name.strip(),
        effective_on=decision.effective_on,
        case_number=decision.case_number.strip(),
    )
    wrong = _wrong_texts(said, with_document=with_document and not said.case_number)
    if sentence := _wrong_day(step, facts, said.effective_on):
        wrong["effective_on"] = sentence
    if wrong:
        raise DecisionIncomplete(fields=wrong)
    return replace(said, document_name=said.document_name or f"{step}决定书")


def _wrong_texts(said: Decision, *, with_document: bool) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not 0 < len(said.reason) <= LONGEST_REASON:
        wrong["reason"] = f"请写明原因，不超过{LONGEST_REASON}个字。"
    if not 0 < len(said.legal_ground) <= LONGEST_REASON:
        wrong["legal_ground"] = f"请写明法律依据，不超过{LONGEST_REASON}个字。"
    if with_document and not said.document_number:
        wrong["document_number"] = "请填写决定文书的文号。"
    elif len(said.document_number) > LONGEST_NUMBER or not said.document_number.isprintable():
        wrong["document_number"] = f"文号不超过{LONGEST_NUMBER}个字，不能换行。"
    if len(said.document_name) > LONGEST_NAME or not said.document_name.isprintable():
        wrong["document_name"] = f"文书名称不超过{LONGEST_NAME}个字，不能换行。"
    return wrong


def _wrong_day(step: Step, facts: Facts, day: date | None) -> str:
    if day is None:
        return ""
    if day < facts.issued_on:
        return f"生效日不能早于颁发日期（{facts.issued_on:%Y-%m-%d}）。"
    if step is Step.RESUME and facts.suspended_on is not None and day < facts.suspended_on:
        return f"恢复的日期不能早于暂扣的日期（{facts.suspended_on:%Y-%m-%d}）。"
    if day > facts.today + FARTHEST:
        return "生效日太远了，请核对年份。"
    return ""
