"""What anybody learns by checking a licence: a verdict, and public facts only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from tongban.licences.rules.states import Ending, Standing

if TYPE_CHECKING:
    from datetime import date, datetime


CHECKS = ("verify", "30/m/ip")
"""How often one address may check: enough for a counter, too little for trying numbers."""


class Verdict(StrEnum):
    """The five answers."""

    VALID = "有效"
    SUSPENDED = "暂扣"
    INVALID = "已失效"
    TAMPERED = "被篡改"
    UNKNOWN = "查无此证"


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What may be shown to anybody about a licence; natural persons are masked."""

    identifier: str
    type_key: str
    type_name: str
    number: str
    holder: str
    issuer_name: str
    issued_on: date
    valid_from: date
    valid_until: date | None
    trust_grade: str
    version: int


@dataclass(frozen=True, slots=True)
class CopyNote:
    """What a copy for one use (加注件) says of that use."""

    purpose: str
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to a check; `facts` is there only for what we really issued.

    `since` is the day from which the licence is not valid any more, or the first day on which it
    will be.  `replaced_by` names the version that took its place, `copy_note` the use if what was
    checked is a copy for one.
    """

    verdict: Verdict
    reason: str = ""
    since: date | None = None
    facts: PublicFacts | None = None
    replaced_by: str = ""
    copy_note: CopyNote | None = None

    @property
    def is_valid(self) -> bool:
        return self.verdict is Verdict.VALID


@dataclass(frozen=True, slots=True)
class End:
    """How a licence ended, where it did."""

    kind: str
    reason: str
    on: date
    replaced_by: str = ""


NO_SUCH = Finding(Verdict.UNKNOWN, "证照库里没有这本证照。")
FILE_UNKNOWN = Finding(Verdict.UNKNOWN, "这个文件不是本平台颁发的电子证照。")
FILE_CHANGED = Finding(Verdict.TAMPERED, "文件内容与颁发时不一致，请不要采信。")
FILE_FORGED = Finding(Verdict.TAMPERED, "文件上的签名不是颁发机构作出的，请不要采信。")
QR_FORGED = Finding(Verdict.TAMPERED, "二维码的签名不是颁发机构作出的，请不要采信。")
QR_UNKNOWN = Finding(Verdict.UNKNOWN, "这不是电子证照上的二维码。")


def of_licence(
    facts: PublicFacts,
    standing: Standing,
    end: End | None,
    *,
    suspended_on: date | None = None,
    is_check_overdue: bool = False,
) -> Finding:
    """Return what is found about a licence that is truly ours."""
    match standing:
        case Standing.VALID:
            waits = "但定期检验（年检）已经到期，还没有办理，请向颁发机构核实。"
            reason = f"证照真实，目前有效；{waits}" if is_check_overdue else "证照真实，目前有效。"
            return Finding(Verdict.VALID, reason, facts=facts)
        case Standing.SUSPENDED if suspended_on is not None:
            reason = f"证照真实，但从{_day(suspended_on)}起暂扣，暂扣期间不能使用。"
            return Finding(Verdict.SUSPENDED, reason, suspended_on, facts)
        case Standing.EXPIRED if facts.valid_until is not None:
            since = facts.valid_until
            reason = f"有效期到{_day(since)}，已经过期。"
            return Finding(Verdict.INVALID, reason, since, facts)
        case Standing.PENDING:
            reason = f"证照真实，但到{_day(facts.valid_from)}才生效。"
            return Finding(Verdict.INVALID, reason, facts.valid_from, facts)
        case _ if end is not None:
            return Finding(Verdict.INVALID, _ended(end), end.on, facts, end.replaced_by)
    raise ValueError("it must say how it ended, or since when it is suspended")


def of_copy(found: Finding, note: CopyNote, now: datetime) -> Finding:
    """The same for a copy that was made for one use: its own time counts as well."""
    words = f"这是{_day(note.made_at)}制作的加注件，用途：{note.purpose}。"
    if now > note.expires_at:
        reason = f"{words}加注件的有效期到{_day(note.expires_at)}为止，已经过期。"
        since = note.expires_at.date()
        return replace(found, verdict=Verdict.INVALID, reason=reason, since=since, copy_note=note)
    reason = f"{found.reason}{words}有效期到{_day(note.expires_at)}。"
    return replace(found, reason=reason, copy_note=note)


def _ended(end: End) -> str:
    if end.replaced_by:
        return f"{_day(end.on)}由新版本代替，这一版已经失效。新版本的证照标识：{end.replaced_by}。"
    if end.kind == Ending.LAPSED:
        return f"{_day(end.on)}换发了新版本，这一版已经失效。"
    return f"{_day(end.on)}被{end.kind}。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
