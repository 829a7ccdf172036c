"""What a department's own system may hand back about a step that it took (环节)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tongban.base.errors import Invalid, Refusal
from tongban.cases.rules.states import CLOSED, State, label

if TYPE_CHECKING:
    from datetime import datetime

ACTIONS: Final = ("通过", "退回", "其他")
"""业务动作 of GB/T 39046 T7."""
_AHEAD = timedelta(minutes=5)
_MOST = {"name": 100, "handler": 30, "opinion": 1000}


class StepInvalid(Invalid):
    """A step cannot be taken in as it was described."""

    code = "cases.pushed_step_invalid"


class CaseOver(Refusal):
    """The case has ended; nothing may be added any more."""

    code = "cases.over"

    def __init__(self, state: State) -> None:
        super().__init__(f"办件已经“{label(state)}”，不能再回传环节。")


@dataclass(frozen=True, slots=True)
class Taken:
    """One step as the department's system tells it."""

    name: str
    handler: str
    action: str
    opinion: str
    started_at: datetime
    ended_at: datetime | None


def check_step(taken: Taken, *, state: State, accepted_at: datetime | None, now: datetime) -> None:
    """Raise `CaseOver` or `StepInvalid`: 受理 ≤ each step ≤ 办结, nothing before its begin."""
    if state in CLOSED:
        raise CaseOver(state)
    wrong = _words(taken)
    ended_at = taken.ended_at or taken.started_at
    if accepted_at is None:
        wrong["started_at"] = "办件还没有受理，不能回传办理环节。"
    elif taken.started_at < accepted_at.replace(microsecond=0):  # others count whole seconds
        wrong["started_at"] = "环节开始时间早于受理时间。"
    if ended_at < taken.started_at:
        wrong["ended_at"] = "环节结束时间早于开始时间。"
    elif ended_at > now + _AHEAD:
        wrong["ended_at"] = "环节时间不能在将来，请核对系统时钟。"
    if wrong:
        raise StepInvalid(fields=wrong)


def _words(taken: Taken) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for field, most in _MOST.items():
        text = str(getattr(taken, field))
        if len(text) > most:
            wrong[field] = f"最多{most}个字。"
        elif not text.strip() and field != "opinion":
            wrong[field] = "请填写这一项。"
    if taken.action not in ACTIONS:
        wrong["action"] = "业务动作只能是通过、退回或者其他。"
    return wrong
