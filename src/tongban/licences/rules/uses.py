"""Uses of licences (用证): by what right, what is given out, what stands on a copy for one use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tongban.base.errors import Invalid, Refusal
from tongban.licences.rules import states

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tongban.licences.rules.face_values import Field
    from tongban.licences.rules.states import Standing

LONGEST_PURPOSE: Final = 200
LONGEST_BASIS: Final = 200
LONGEST_CASE: Final = 50
CODE_SECONDS: Final = 60
REFRESH_SECONDS: Final = 50
TOKEN_BYTES: Final = 20
"""160 random bits: 32 letters and digits that a scanner reads and a person can type."""
LONGEST_SCAN: Final = 500
"""More than the longest address a scanner can read here."""
GRACE: Final = timedelta(minutes=10)
"""Within this time after a use, fetching its copy belongs to it; later it is another look."""


class Basis(StrEnum):
    """By what right a licence is used."""

    CONSENT = "consent"
    PRESENTED = "presented"
    LAW = "law"
    OWN = "own"


BASIS_LABELS: Mapping[str, str] = MappingProxyType(
    {
        Basis.CONSENT: "凭持证人授权",
        Basis.PRESENTED: "持证人当面亮证",
        Basis.LAW: "依法办理",
        Basis.OWN: "持证人自用",
    }
)
LIFE: Mapping[str, timedelta] = MappingProxyType(
    {
        Basis.CONSENT: timedelta(days=30),
        Basis.PRESENTED: timedelta(days=1),
        Basis.LAW: timedelta(days=90),
        Basis.OWN: timedelta(days=90),
    }
)
"""How long a copy made for a use counts, at most."""


class UseInvalid(Invalid):
    """A use does not say enough, or too much; `fields` names what."""

    code = "licences.use_invalid"


class LicenceUnusable(Refusal):
    """The licence is not in force, so nobody uses or shows it; the sentence says why."""

    code = "licences.unusable"


class OwnUse(Refusal):
    """Nobody checks his own licence in the place of somebody else."""

    code = "licences.own_use"
    sentence = "这是您自己的证照，不能自己核验自己。请把码给对方扫。"


class CodeUnknown(Refusal):
    """No code like this was ever shown, or a newer one took its place long ago."""

    code = "licences.code_unknown"
    status = 404
    sentence = "没有这个亮证码。请让对方刷新页面，重新扫。"


class CodeLate(Refusal):
    """The code was shown longer ago than it counts, or a newer one is on the page."""

    code = "licences.code_late"
    sentence = "这个亮证码已经过期（每个码只有60秒有效）。请让对方刷新页面，重新扫。"


class CodeUsed(Refusal):
    """A code works once."""

    code = "licences.code_used"
    sentence = "这个亮证码已经用过了，每个码只能用一次。请让对方刷新页面，重新扫。"


class CopyExpired(Refusal):
    """The copy counted for a time that is over, so it is not made again."""

    code = "licences.copy_expired"
    sentence = "这份加注件的有效期已过，不能再取得。需要时请重新使用证照。"


class ViewOnly(Refusal):
    """The holder allowed a look, no file."""

    code = "licences.view_only"
    sentence = "持证人只允许在线查看，不能下载加注件。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is written on a copy (加注): for what, for whom, made when, good until when.

    `fields` are the short names of the items given out; empty means the whole face.
    """

    purpose: str
    user: str
    made_at: datetime
    expires_at: datetime
    reference: str = ""
    fields: tuple[str, ...] = ()

    def metadata(self) -> dict[str, str]:
        """The four items that a copy has beyond its original (GB/T 36903)."""
        return {
            "JZJZZSJ": f"{self.made_at:%Y-%m-%dT%H:%M:%S%z}",
            "JZJZZZ": self.user,
            "JZJZZSY": self.purpose,
            "JZJYXQJZSJ": f"{self.expires_at:%Y%m%d%H%M%S}",
        }

    def watermark(self) -> str:
        """The words across the copy; where items were left out, it says so."""
        part = "　只含选定的内容" if self.fields else ""
        return (
            f"仅供{self.user}用于{self.purpose}\n"
            f"{self.made_at:%Y-%m-%d %H:%M}制作　有效期至{self.expires_at:%Y-%m-%d %H:%M}{part}"
        )


@dataclass(frozen=True, slots=True)
class Stated:
    """Why somebody uses a licence, in words that were checked."""

    purpose: str
    case_number: str
    legal_basis: str


def check_note(note: Note, now: datetime) -> Note:
    """The note, or `UseInvalid` where its purpose is missing or too long, or its time is over."""
    check_stated(note.purpose)
    if note.expires_at < now:
        raise UseInvalid(fields={"expires_at": "加注件的有效期不能早于现在。"})
    return note


def check_stated(purpose: str, case_number: str = "", legal_basis: str = "") -> Stated:
    """The words without blanks at their ends, or `UseInvalid`."""
    stated = Stated(purpose.strip(), case_number.strip(), legal_basis.strip())
    wrong: dict[str, str] = {}
    if not 0 < len(stated.purpose) <= LONGEST_PURPOSE:
        wrong["purpose"] = f"请写明用途，不超过{LONGEST_PURPOSE}个字。"
    if len(stated.case_number) > LONGEST_CASE:
        wrong["case_number"] = f"办件或业务编号不超过{LONGEST_CASE}个字。"
    if len(stated.legal_basis) > LONGEST_BASIS:
        wrong["legal_basis"] = f"法律依据不超过{LONGEST_BASIS}个字。"
    if wrong:
        raise UseInvalid(fields=wrong)
    return stated


def require_ground(stated: Stated) -> None:
    """Raise `UseInvalid` unless an office names a case or a law."""
    if not stated.case_number and not stated.legal_basis:
        raise UseInvalid(fields={"case_number": "请填办件编号，或者写明法律依据。"})


def require_usable(standing: Standing) -> None:
    """Raise `LicenceUnusable` unless the licence is in force."""
    if standing is not states.Standing.VALID:
        label = states.LABELS[standing]
        raise LicenceUnusable(f"这本证照现在是“{label}”状态，不能使用，也不能出示。")


def chosen(fields: Sequence[Field], keys: Collection[str]) -> tuple[str, ...]:
    """The chosen items in the order of the face; () for all of them, `UseInvalid` for strangers."""
    known = [field.key for field in fields]
    if set(keys) - set(known):
        raise UseInvalid(fields={"items": "有的内容不在这种证照上，请重新选择。"})
    picked = tuple(key for key in known if key in set(keys))
    return () if len(picked) == len(known) else picked


def expires_at(basis: str, now: datetime, *, last_day: datetime | None = None) -> datetime:
    """Until when a copy counts: as long as its basis allows, never longer than the consent."""
    until = now + LIFE[basis]
    return min(until, last_day) if last_day is not None else until


def require_fresh(code_expires_at: datetime, now: datetime, *, redeemed: bool) -> None:
    """Raise `CodeUsed` or `CodeLate` unless a code that was shown still counts."""
    if redeemed:
        raise CodeUsed
    if now >= code_expires_at:
        raise CodeLate


def tidy_token(typed: str) -> str:
    """A code as it was scanned (in an address) or typed: bare, in capital letters."""
    bare = typed[:LONGEST_SCAN].rpartition("=")[2]
    return "".join(bare.split()).replace("-", "").upper()


def is_again(used_at: datetime, now: datetime) -> bool:
    """Whether fetching what a use gave out is another look of its own."""
    return now - used_at > GRACE


def last_moment(day: date, like: datetime) -> datetime:
    """The end of a day in the zone of a moment."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=like.tzinfo)
