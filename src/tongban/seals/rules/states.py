"""The life of a seal, from application to cancellation: one table of steps, one word for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from tongban.base.errors import Invalid, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

LONGEST_GROUND: Final = 500
LONGEST_DOCUMENT: Final = 100


class State(StrEnum):
    """Where a seal is in its life."""

    APPLIED = "applied"
    EXAMINED = "examined"
    DECLINED = "declined"
    MADE = "made"
    FILED = "filed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What moves a seal on."""

    APPLY = "apply"
    PASS = "pass"  # noqa: S105 - passing an examination
    DECLINE = "decline"
    PREPARE = "prepare"
    MAKE = "make"
    FILE = "file"
    ACTIVATE = "activate"
    AUTHORISE = "authorise"
    WITHDRAW = "withdraw"
    LIMIT = "limit"
    USE = "use"
    SUSPEND = "suspend"
    RESUME = "resume"
    RENEW = "renew"
    CANCEL = "cancel"


class SealStatus(StrEnum):
    """What the records of seals say of one at a moment (印章状态)."""

    NORMAL = "正常"
    SUSPENDED = "停用"
    CANCELLED = "注销"
    EXPIRED = "过期"


NEXT: Mapping[tuple[State, Step], State] = MappingProxyType(
    {
        (State.APPLIED, Step.PASS): State.EXAMINED,
        (State.APPLIED, Step.DECLINE): State.DECLINED,
        (State.EXAMINED, Step.PREPARE): State.EXAMINED,
        (State.EXAMINED, Step.MAKE): State.MADE,
        (State.EXAMINED, Step.CANCEL): State.CANCELLED,
        (State.MADE, Step.FILE): State.FILED,
        (State.MADE, Step.CANCEL): State.CANCELLED,
        (State.FILED, Step.ACTIVATE): State.ACTIVE,
        (State.FILED, Step.CANCEL): State.CANCELLED,
        (State.ACTIVE, Step.AUTHORISE): State.ACTIVE,
        (State.ACTIVE, Step.WITHDRAW): State.ACTIVE,
        (State.ACTIVE, Step.LIMIT): State.ACTIVE,
        (State.ACTIVE, Step.USE): State.ACTIVE,
        (State.ACTIVE, Step.SUSPEND): State.SUSPENDED,
        (State.ACTIVE, Step.PREPARE): State.ACTIVE,
        (State.ACTIVE, Step.RENEW): State.ACTIVE,
        (State.ACTIVE, Step.CANCEL): State.CANCELLED,
        (State.SUSPENDED, Step.WITHDRAW): State.SUSPENDED,
        (State.SUSPENDED, Step.LIMIT): State.SUSPENDED,
        (State.SUSPENDED, Step.RESUME): State.ACTIVE,
        (State.SUSPENDED, Step.PREPARE): State.SUSPENDED,
        (State.SUSPENDED, Step.RENEW): State.SUSPENDED,
        (State.SUSPENDED, Step.CANCEL): State.CANCELLED,
    }
)

LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.APPLIED: "待审核",
        State.EXAMINED: "待制作",
        State.DECLINED: "审核未通过",
        State.MADE: "待备案",
        State.FILED: "待启用",
        State.ACTIVE: "使用中",
        State.SUSPENDED: "已停用",
        State.CANCELLED: "已注销",
    }
)

STEP_LABELS: Mapping[Step, str] = MappingProxyType(
    {
        Step.APPLY: "申请",
        Step.PASS: "审核通过",
        Step.DECLINE: "审核不通过",
        Step.PREPARE: "生成密钥",
        Step.MAKE: "制作",
        Step.FILE: "备案",
        Step.ACTIVATE: "启用",
        Step.AUTHORISE: "授权",
        Step.WITHDRAW: "收回授权",
        Step.LIMIT: "调整用印限制",
        Step.USE: "用印",
        Step.SUSPEND: "停用",
        Step.RESUME: "恢复",
        Step.RENEW: "变更",
        Step.CANCEL: "注销",
    }
)

REASONED = frozenset({Step.DECLINE, Step.SUSPEND, Step.RESUME, Step.RENEW, Step.CANCEL})
"""Steps that need a ground (依据)."""

DOCUMENTED = frozenset({Step.FILE, Step.CANCEL})
"""Steps that need the number of a document."""


class StepNotAllowed(Refusal):
    """The seal is in a state in which this step is not possible."""

    code: ClassVar[str] = "seals.step_not_allowed"
    sentence: ClassVar[str] = "印章现在的状态不能办理这一步。"


class GroundMissing(Invalid):
    """A step that needs a ground or the number of a document was asked without it."""

    code: ClassVar[str] = "seals.ground_missing"
    sentence: ClassVar[str] = "请写明依据和文号。"


@dataclass(frozen=True, slots=True)
class Act:
    """What a step rests on: a ground in words, and the number of a document (文号)."""

    ground: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a seal's history, as far as its standing depends on it."""

    at: datetime
    after: State


def next_state(state: State, step: Step) -> State:
    """The state after a step, or `StepNotAllowed` with both in words."""
    try:
        return NEXT[state, step]
    except KeyError:
        said = f"印章现在是“{LABELS[state]}”，不能办理“{STEP_LABELS[step]}”。"
        raise StepNotAllowed(said) from None


def steps_from(state: State) -> frozenset[Step]:
    """The steps that are possible in a state."""
    return frozenset(step for at, step in NEXT if at is state)


def checked(step: Step, act: Act) -> Act:
    """The act without spaces at its ends, or `GroundMissing` at the field that lacks something."""
    ground, document = act.ground.strip(), act.document.strip()
    faults = {}
    if step in REASONED and not ground:
        faults["ground"] = f"请写明{STEP_LABELS[step]}的依据。"
    if len(ground) > LONGEST_GROUND:
        faults["ground"] = f"依据不超过{LONGEST_GROUND}个字。"
    if step in DOCUMENTED and not document:
        faults["document"] = "请填写文号。"
    if len(document) > LONGEST_DOCUMENT:
        faults["document"] = f"文号不超过{LONGEST_DOCUMENT}个字。"
    if faults:
        raise GroundMissing(fields=faults)
    return Act(ground, document)


def standing(
    history: Sequence[Moment], *, at: datetime, valid_until: datetime | None
) -> SealStatus | None:
    """How a seal stood at a moment; None before it was first put to use.

    `history` is in order; `valid_until` is the end of the version that was in force then.
    """
    before = [moment.after for moment in history if moment.at <= at]
    if State.ACTIVE not in before:
        return SealStatus.CANCELLED if State.CANCELLED in before else None
    if before[-1] is State.CANCELLED:
        return SealStatus.CANCELLED
    if before[-1] is State.SUSPENDED:
        return SealStatus.SUSPENDED
    if valid_until is None or at > valid_until:
        return SealStatus.EXPIRED
    return SealStatus.NORMAL
