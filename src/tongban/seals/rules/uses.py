"""May this seal be put on this document now? Frozen facts in, a refusal or nothing out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from tongban.base.crypto import sm3
from tongban.base.errors import Forbidden, Invalid, NotFound, Refusal
from tongban.seals.rules.states import LABELS, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

LONGEST_TITLE: Final = 200
LONGEST_DECISION: Final = 200
LONGEST_CASE: Final = 50
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_JOB = re.compile(r"job:[a-z][a-z_]{0,59}", re.ASCII)


DOCUMENT_KINDS: Final = {
    "licence": "电子证照",
    "copy": "证照加注件",
    "document": "公文、通知",
    "decision": "决定书",
    "certificate": "证明",
    "contract": "合同、协议",
}
"""Kinds of documents that pages offer; other houses may use further ones."""

JOBS: Final = {"job:licences": "证照签发（系统任务）", "job:cases": "办件文书（系统任务）"}
"""Jobs that pages offer."""


class OrderState(StrEnum):
    """An order waits until the document is sealed, or until it is taken back."""

    WAITING = "waiting"
    USED = "used"
    WITHDRAWN = "withdrawn"


class SealUnknown(NotFound):
    """There is no such seal, or it belongs to another office."""

    code: ClassVar[str] = "seals.seal_unknown"
    sentence: ClassVar[str] = "没有找到这枚印章。"


class OrderUnknown(NotFound):
    """There is no such order, or it is about a seal of another office."""

    code: ClassVar[str] = "seals.order_unknown"
    sentence: ClassVar[str] = "没有找到这条用印指令。"


class SealNotActive(Refusal):
    """The seal is not in use: not yet, suspended, or cancelled."""

    code: ClassVar[str] = "seals.seal_not_active"
    sentence: ClassVar[str] = "这枚印章没有启用，不能用印。"


class SealExpired(Refusal):
    """The certificate of the seal, or the seal itself, is not valid at this moment."""

    code: ClassVar[str] = "seals.seal_expired"
    sentence: ClassVar[str] = "印章或者它的证书不在有效期内，不能用印。请先办理印章变更。"


class NotAuthorised(Forbidden):
    """The seal was not entrusted to this person or job for this kind of document."""

    code: ClassVar[str] = "seals.not_authorised"
    sentence: ClassVar[str] = "没有得到在这类文件上使用这枚印章的授权。"


class OrderUsed(Refusal):
    """The document was sealed on this order already, or the order was taken back."""

    code: ClassVar[str] = "seals.order_used"
    sentence: ClassVar[str] = "这条用印指令已经用过，一条指令只能盖一次章。"


class DocumentChanged(Refusal):
    """The document is not the one that the order names."""

    code: ClassVar[str] = "seals.document_changed"
    sentence: ClassVar[str] = "文件在下达用印指令之后被改动过，不能用印。请重新下达指令。"


class LimitReached(Refusal):
    """The seal was used as often in this hour as it may be."""

    code: ClassVar[str] = "seals.limit_reached"
    status: ClassVar[int] = 429
    sentence: ClassVar[str] = "这枚印章本小时的用印次数已到上限，请下一个小时再用，或者调整上限。"


class SamePerson(Refusal):
    """Two acts that two people must do were to be done by one."""

    code: ClassVar[str] = "seals.same_person"
    sentence: ClassVar[str] = "下达用印指令的人不能自己盖章，请由另一名用印人办理。"


class DecisionMissing(Invalid):
    """An order must say on which decision it rests."""

    code: ClassVar[str] = "seals.decision_missing"
    sentence: ClassVar[str] = "请写明用印所依据的决定。"


class OrderInvalid(Invalid):
    """An order does not say what is to be sealed, or where."""

    code: ClassVar[str] = "seals.order_invalid"


class AuthorisationInvalid(Invalid):
    """An authorisation names nobody, no kind of document, or an impossible span."""

    code: ClassVar[str] = "seals.authorisation_invalid"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a use depends on; `expired` says that seal or certificate is not valid now."""

    state: State
    expired: bool
    two_person: bool
    authorised: bool
    order_state: OrderState
    ordered_digest: str
    document_digest: str
    ordered_by: int | None
    account: int | None


def permit(facts: Facts) -> None:
    """Refuse with the first reason that stands against the use.

    A person never seals what he ordered himself if two people are asked for.  For a job the
    orderer is who made the decision; a job is nobody, so it is never the same person.
    """
    require_active(facts.state)
    if facts.expired:
        raise SealExpired
    if not facts.authorised:
        raise NotAuthorised
    require_waiting(facts.order_state)
    if facts.two_person and facts.account is not None and facts.account == facts.ordered_by:
        raise SamePerson
    if facts.ordered_digest != facts.document_digest:
        raise DocumentChanged


def require_active(state: State) -> None:
    """Raise `SealNotActive`, saying how the seal stands, unless it is in use."""
    if state is not State.ACTIVE:
        raise SealNotActive(f"这枚印章现在是“{LABELS[state]}”，不能用印。")


def require_waiting(state: OrderState) -> None:
    """Raise `OrderUsed` unless the order still waits."""
    if state is OrderState.WITHDRAWN:
        raise OrderUsed("这条用印指令已经撤回。")
    if state is OrderState.USED:
        raise OrderUsed


def check_order(*, document_kind: str, title: str, decision: str) -> tuple[str, str, str]:
    """What an order says in words, or what is wrong at each of its fields."""
    kind, named, rests_on = document_kind.strip(), title.strip(), decision.strip()
    if not rests_on or len(rests_on) > LONGEST_DECISION:
        raise DecisionMissing(fields={"decision": DecisionMissing.sentence})
    faults = {}
    if not _KIND.fullmatch(kind):
        faults["document_kind"] = "请选择文件种类。"
    if not named or len(named) > LONGEST_TITLE:
        faults["title"] = f"请写明文件标题，不超过{LONGEST_TITLE}个字。"
    if faults:
        raise OrderInvalid(fields=faults)
    return kind, named, rests_on


def check_case(case_number: str) -> str:
    """The number of a case as it is kept, or `OrderInvalid`; it may be left out."""
    number = case_number.strip()
    if len(number) > LONGEST_CASE:
        raise OrderInvalid(fields={"case_number": f"办件编号不超过{LONGEST_CASE}个字符。"})
    return number


def check_authorisation(
    *, account: int | None, job: str, kinds: Sequence[str], since: datetime, until: datetime | None
) -> tuple[str, tuple[str, ...]]:
    """Job and kinds as they are kept, or what is wrong at each field."""
    word, wanted = job.strip(), tuple(sorted({kind.strip() for kind in kinds} - {""}))
    faults = {}
    if (account is None) == (not word) or (word and not _JOB.fullmatch(word)):
        faults["account"] = "请选择一名用印人或者一个系统任务。"
    if not wanted or not all(_KIND.fullmatch(kind) for kind in wanted):
        faults["document_kinds"] = "请至少选择一种文件。"
    if until is not None and until <= since:
        faults["until"] = "截止时间应当晚于开始时间。"
    if faults:
        raise AuthorisationInvalid(fields=faults)
    return word, wanted


def package_digest(files: Mapping[str, bytes]) -> str:
    """The digest of a document whatever way its files were packed: SM3 over paths and digests."""
    listed = {path: sm3.digest(content).hex() for path, content in files.items()}
    return sm3.digest(json.dumps(listed, sort_keys=True).encode()).hex()
