"""Revisits (回访) of bad ratings: when, how, what came of them; no I/O.

Source: 国办发〔2019〕51号: whoever handles a matter verifies a bad rating, corrects, feeds back and
revisits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from tongban.base.errors import Invalid, Refusal

LONGEST: Final = 500


class RevisitState(StrEnum):
    """How the revisit of a rating stands; empty for a rating that needs none, or not yet."""

    NONE = ""
    OWED = "owed"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"


class Way(StrEnum):
    """How the applicant was reached; `ONLINE` is what he answers himself after a message."""

    PHONE = "phone"
    VISIT = "visit"
    MESSAGE = "message"
    ONLINE = "online"


class Outcome(StrEnum):
    """What came of one try."""

    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    UNREACHED = "unreached"
    ASKED = "asked"


STATES: Mapping[RevisitState, str] = MappingProxyType(
    {
        RevisitState.OWED: "待回访",
        RevisitState.SATISFIED: "回访满意",
        RevisitState.DISSATISFIED: "回访不满意",
    }
)
WAYS: Mapping[Way, str] = MappingProxyType(
    {
        Way.PHONE: "电话",
        Way.VISIT: "当面",
        Way.MESSAGE: "发消息请本人回答",
        Way.ONLINE: "本人在网上回答",
    }
)
OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.SATISFIED: "满意",
        Outcome.DISSATISFIED: "不满意",
        Outcome.UNREACHED: "没有联系上",
        Outcome.ASKED: "等本人回答",
    }
)
ANSWERS: Final = (Outcome.SATISFIED, Outcome.DISSATISFIED)
REACHED: Final = frozenset(ANSWERS)
TRIED: Final = (*ANSWERS, Outcome.UNREACHED)
SPOKEN: Final = (Way.PHONE, Way.VISIT)
ASKING: Final = (*SPOKEN, Way.MESSAGE)


class RevisitInvalid(Invalid):
    """What was written down of a revisit cannot be."""

    code = "feedback.revisit_invalid"


class RevisitTooEarly(Refusal):
    """A rating is revisited once it was put right, and only a bad one."""

    code = "feedback.revisit_too_early"
    sentence = "差评的整改经监察确认以后才回访。"


class RevisitOver(Refusal):
    """The applicant is satisfied now; there is nothing left to ask."""

    code = "feedback.revisit_over"
    sentence = "已经回访过，申请人表示满意，不用再回访。"


class RevisitAsked(Refusal):
    """He was asked by a message and has not answered yet."""

    code = "feedback.revisit_asked"
    sentence = "已经发过消息，正等本人回答。可以改用电话或者当面回访。"


class RevisitNotAsked(Refusal):
    """Nobody asks the applicant at present."""

    code = "feedback.revisit_not_asked"
    sentence = "现在没有要您回答的回访。"


@dataclass(frozen=True, slots=True)
class Said:
    """One try as it is written down."""

    way: Way
    outcome: Outcome
    words: str = ""
    put_right: str = ""

    @property
    def state(self) -> RevisitState | None:
        """What the revisit comes to by this try; None where nobody answered."""
        return RevisitState(self.outcome) if self.outcome in REACHED else None


def waits_for_answer(outcomes: Iterable[str]) -> bool:
    """Whether the applicant was asked by a message and has not answered since, oldest try first."""
    waits = False
    for outcome in outcomes:
        waits = outcome == Outcome.ASKED or (waits and outcome not in REACHED)
    return waits


def revisited(
    *, state: str, asked: bool, way: str, outcome: str, words: str, put_right: str
) -> Said:
    """One try by an office or a supervisor as it may be written down.

    Declined with `RevisitTooEarly`, `RevisitOver`, `RevisitAsked` or `RevisitInvalid`.
    """
    if state == RevisitState.NONE:
        raise RevisitTooEarly
    if state == RevisitState.SATISFIED:
        raise RevisitOver
    if way == Way.MESSAGE and asked:
        raise RevisitAsked
    result = Outcome.ASKED.value if way == Way.MESSAGE else outcome
    text, done = _plain(words), _plain(put_right)
    faults = {
        name: sentence
        for name, wrong, sentence in (
            ("way", way not in ASKING, "请选是怎么联系的。"),
            ("outcome", way in SPOKEN and result not in TRIED, "请选结果。"),
            ("put_right", not done and result != Outcome.UNREACHED,
             "请写明整改了什么，申请人会看到。"),
            ("words", not text and result == Outcome.DISSATISFIED, "请写明申请人为什么还不满意。"),
        )
        if wrong
    } | _too_long(words=text, put_right=done)  # fmt: skip
    if faults:
        raise RevisitInvalid(fields=faults)
    return Said(Way(way), Outcome(result), text, done)


def answered(*, asked: bool, outcome: str, words: str) -> Said:
    """What the applicant himself answers online after a message.

    Declined with `RevisitNotAsked` or `RevisitInvalid`; he need not say why.
    """
    if not asked:
        raise RevisitNotAsked
    text = _plain(words)
    faults = _too_long(words=text)
    if outcome not in REACHED:
        faults["outcome"] = "请选满意还是不满意。"
    if faults:
        raise RevisitInvalid(fields=faults)
    return Said(Way.ONLINE, Outcome(outcome), text)


def _plain(words: str) -> str:
    return words.replace("\x00", "").strip()


def _too_long(**said: str) -> dict[str, str]:
    return {
        name: f"最多写 {LONGEST} 个字，现在有 {len(text)} 个。"
        for name, text in said.items()
        if len(text) > LONGEST
    }
