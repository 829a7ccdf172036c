"""The life of a licence: its states, the ways it ends, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from tongban.base.errors import Invalid, Refusal

if TYPE_CHECKING:
    from datetime import date

LONGEST_REASON = 500


class State(StrEnum):
    """What is stored: a licence is in force until an act suspends or ends it."""

    VALID = "valid"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Standing(StrEnum):
    """Where a licence stands on a day: expiry needs no act, so it is derived."""

    VALID = "valid"
    PENDING = "pending"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    ENDED = "ended"


class Ending(StrEnum):
    """By which act a licence ended; the word names the legal ground."""

    ANNULLED = "撤销"
    WITHDRAWN = "撤回"
    FORFEITED = "吊销"
    CANCELLED = "注销"
    LAPSED = "失效"


class Origin(StrEnum):
    """How a licence came into the library."""

    ISSUED = "issued"
    COLLECTED = "collected"
    CONVERTED = "converted"
    COMPARED = "compared"


class TrustGrade(StrEnum):
    """How far a licence can be relied on (可信等级)."""

    ISSUED = "A"
    CONVERTED = "B"
    COMPARED = "C"
    UPLOADED = "D"


REVOCABLE = frozenset(Ending) - {Ending.LAPSED}
"""The endings that an office decides; a licence lapses by a newer version taking its place."""

GROUNDS: Mapping[Ending, str] = MappingProxyType(
    {
        Ending.ANNULLED: "《行政许可法》第六十九条：本来就不应当准予",
        Ending.WITHDRAWN: "《行政许可法》第八条：依据修改、废止或客观情况重大变化",
        Ending.FORFEITED: "《行政处罚法》第九条：违法行为受到吊销许可证件的处罚",
        Ending.CANCELLED: "《行政许可法》第七十条：依法办理注销手续",
        Ending.LAPSED: "换发、变更后由新版本代替",
    }
)
LABELS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.VALID: "有效",
        Standing.PENDING: "尚未生效",
        Standing.SUSPENDED: "暂扣",
        Standing.EXPIRED: "已过期",
        Standing.ENDED: "已失效",
    }
)
ORIGINS: Mapping[Origin, str] = MappingProxyType(
    {
        Origin.ISSUED: "本平台制作签发",
        Origin.COLLECTED: "从部门制证系统归集",
        Origin.CONVERTED: "存量证照转换",
        Origin.COMPARED: "窗口核验原件后录入",
    }
)
GRADES: Mapping[TrustGrade, str] = MappingProxyType(
    {
        TrustGrade.ISSUED: "颁发机构直接制作并签名",
        TrustGrade.CONVERTED: "颁发机构对存量证照确认后转换并签名",
        TrustGrade.COMPARED: "窗口人员与原件核对过的扫描件",
        TrustGrade.UPLOADED: "用户自己上传，未经核对",
    }
)


class AlreadyEnded(Refusal):
    """The licence is not in force any more, so it cannot be ended again."""

    code = "licences.already_ended"
    sentence = "这本证照已经失效，不能再次撤销、撤回、吊销或注销。"


class EndingIncomplete(Invalid):
    """An office ends a licence only by a known act, with a reason and a legal ground."""

    code = "licences.ending_incomplete"


@dataclass(frozen=True, slots=True)
class Ended:
    """The decision that a licence ends."""

    kind: Ending
    reason: str
    legal_ground: str


def end(state: State, *, kind: str, reason: str, legal_ground: str) -> Ended:
    """Decide that a licence ends, or refuse with `AlreadyEnded` or `EndingIncomplete`."""
    wrong: dict[str, str] = {}
    if kind not in REVOCABLE:
        wrong["kind"] = "请选择撤销、撤回、吊销或注销。"
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        wrong["reason"] = f"请写明原因，不超过{LONGEST_REASON}个字。"
    if not 0 < len(legal_ground.strip()) <= LONGEST_REASON:
        wrong["legal_ground"] = f"请写明法律依据，不超过{LONGEST_REASON}个字。"
    if wrong:
        raise EndingIncomplete(fields=wrong)
    if state is State.ENDED:
        raise AlreadyEnded
    return Ended(Ending(kind), reason.strip(), legal_ground.strip())


def is_check_overdue(standing: Standing, check_due_on: date | None, today: date) -> bool:
    """Whether a licence in force waits for its periodic check (待年检): its day has passed."""
    over = standing in {Standing.ENDED, Standing.EXPIRED}
    return not over and check_due_on is not None and today > check_due_on


def standing(state: State, *, valid_from: date, valid_until: date | None, today: date) -> Standing:
    """Where the licence stands today; its last day still counts.

    Time goes on while a licence is suspended, so it may expire meanwhile.
    """
    if state is State.ENDED:
        return Standing.ENDED
    if valid_until is not None and today > valid_until:
        return Standing.EXPIRED
    if state is State.SUSPENDED:
        return Standing.SUSPENDED
    if today < valid_from:
        return Standing.PENDING
    return Standing.VALID
