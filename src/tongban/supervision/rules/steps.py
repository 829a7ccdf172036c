"""What may happen to a card and to an order (督办), as two tables of steps."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from tongban.base.errors import Invalid, Refusal

LONGEST = 1000


class CardState(StrEnum):
    """Where a card (预警、黄牌、红牌) stands."""

    INFORMING = "informing"
    OPEN = "open"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    WRITTEN_OFF = "written_off"


class CardStep(StrEnum):
    """What is done with a card."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    RETURN = "return"
    WRITE_OFF = "write_off"


class OrderState(StrEnum):
    """Where an order to act (督办) stands."""

    ISSUED = "issued"
    REPLIED = "replied"
    CLOSED = "closed"


class OrderStep(StrEnum):
    """What is done with an order."""

    ISSUE = "issue"
    REPLY = "reply"
    RETURN = "return"
    ESCALATE = "escalate"
    ADVISE = "advise"
    CLOSE = "close"


CARD_STATES = {
    CardState.INFORMING: "已告知",
    CardState.OPEN: "待反馈",
    CardState.ANSWERED: "已反馈，待审核",
    CardState.CONFIRMED: "已确认",
    CardState.WRITTEN_OFF: "已核销",
}
ORDER_STATES = {
    OrderState.ISSUED: "待回复",
    OrderState.REPLIED: "已回复，待审核",
    OrderState.CLOSED: "已办结",
}
CARD_STEPS = {
    CardStep.ANSWER: "反馈",
    CardStep.CONFIRM: "确认",
    CardStep.RETURN: "退回重新反馈",
    CardStep.WRITE_OFF: "核销",
}
ORDER_STEPS = {
    OrderStep.ISSUE: "发出督办",
    OrderStep.REPLY: "回复",
    OrderStep.RETURN: "退回重新回复",
    OrderStep.ESCALATE: "逾期未回复，转部门负责人",
    OrderStep.ADVISE: "再次逾期，制发监察建议书",
    OrderStep.CLOSE: "办结督办",
}
NEXT_CARD: Mapping[tuple[CardState, CardStep], CardState] = MappingProxyType(
    {
        (CardState.OPEN, CardStep.ANSWER): CardState.ANSWERED,
        (CardState.INFORMING, CardStep.ANSWER): CardState.ANSWERED,
        (CardState.ANSWERED, CardStep.CONFIRM): CardState.CONFIRMED,
        (CardState.ANSWERED, CardStep.RETURN): CardState.OPEN,
        (CardState.INFORMING, CardStep.WRITE_OFF): CardState.WRITTEN_OFF,
        (CardState.OPEN, CardStep.WRITE_OFF): CardState.WRITTEN_OFF,
        (CardState.ANSWERED, CardStep.WRITE_OFF): CardState.WRITTEN_OFF,
    }
)
NEXT_ORDER: Mapping[tuple[OrderState, OrderStep], OrderState] = MappingProxyType(
    {
        (OrderState.ISSUED, OrderStep.REPLY): OrderState.REPLIED,
        (OrderState.ISSUED, OrderStep.ESCALATE): OrderState.ISSUED,
        (OrderState.ISSUED, OrderStep.ADVISE): OrderState.ISSUED,
        (OrderState.REPLIED, OrderStep.RETURN): OrderState.ISSUED,
        (OrderState.REPLIED, OrderStep.CLOSE): OrderState.CLOSED,
    }
)


class CardStepNotAllowed(Refusal):
    """The state of the card does not allow this step."""

    code = "supervision.card_step_not_allowed"

    def __init__(self, state: CardState, step: CardStep) -> None:
        super().__init__(f"这张牌目前“{CARD_STATES[state]}”，不能{CARD_STEPS[step]}。")


class OrderStepNotAllowed(Refusal):
    """The state of the order does not allow this step."""

    code = "supervision.order_step_not_allowed"

    def __init__(self, state: OrderState, step: OrderStep) -> None:
        super().__init__(f"这件督办目前“{ORDER_STATES[state]}”，不能{ORDER_STEPS[step]}。")


class WordsMissing(Invalid):
    """Something has to be said, and in no more words than its field has room for."""

    code = "supervision.words_missing"


def card_after(state: str, step: CardStep) -> CardState:
    """Return the state of a card after the step, or raise `CardStepNotAllowed`."""
    reached = NEXT_CARD.get((CardState(state), step))
    if reached is None:
        raise CardStepNotAllowed(CardState(state), step)
    return reached


def order_after(state: str, step: OrderStep) -> OrderState:
    """Return the state of an order after the step, or raise `OrderStepNotAllowed`."""
    reached = NEXT_ORDER.get((OrderState(state), step))
    if reached is None:
        raise OrderStepNotAllowed(OrderState(state), step)
    return reached


def card_steps(state: str) -> frozenset[CardStep]:
    """The steps that the state of a card allows."""
    return frozenset(step for at, step in NEXT_CARD if at == state)


def order_steps(state: str) -> frozenset[OrderStep]:
    """The steps that the state of an order allows."""
    return frozenset(step for at, step in NEXT_ORDER if at == state)


def said(**words: tuple[str, str]) -> dict[str, str]:
    """The words of each field without blanks, or `WordsMissing`; each comes with its name."""
    kept = {field: text.replace("\x00", "").strip() for field, (text, _name) in words.items()}
    faults = {
        field: f"请写明{words[field][1]}。"
        if not text
        else f"最多写 {LONGEST} 个字，现在有 {len(text)} 个。"
        for field, text in kept.items()
        if not text or len(text) > LONGEST
    }
    if faults:
        raise WordsMissing(fields=faults)
    return kept
