"""Questions and complaints about a case (咨询投诉), and by when they are answered; no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from tongban.base.errors import Forbidden, Invalid, Refusal
from tongban.supervision.rules.facts import Branch
from tongban.supervision.rules.steps import LONGEST
from tongban.supervision.rules.words import day_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

OLDEST: Final = timedelta(days=365)
SOURCES: Final = {
    "hotline": "12345 热线", "counter": "窗口", "letter": "来信", "visit": "来访",
    "web": "网上", "platform": "国家或省级平台转来",
}  # fmt: skip
APPLICANT: Final = "applicant"
"""The source of what the applicant of the case wrote here himself; nobody registers it for him."""
SOURCE_NAMES: Final = SOURCES | {APPLICANT: "申请人在办件页面提出"}


class ComplaintInvalid(Invalid):
    """What was said of a complaint cannot be."""

    code = "supervision.complaint_invalid"


class ComplaintWaits(Refusal):
    """The applicant's last one about the case was not answered yet."""

    code = "supervision.complaint_waits"

    def __init__(self, serial: str, due_on: date) -> None:
        super().__init__(
            f"您对这个办件提的上一件（{serial}）还没有答复，最晚 {day_words(due_on)} 答复。"
            "答复以后还有不同意见的，可以再提。"
        )


class ComplaintsSpent(Refusal):
    """The applicant wrote as often as he may for now."""

    code = "supervision.complaints_spent"


class ComplaintAnswered(Refusal):
    """There is an answer already; it stays."""

    code = "supervision.complaint_answered"
    sentence = "这一件已经答复过，不能再改。"


class PutOffOnce(Refusal):
    """A complaint is put off once."""

    code = "supervision.put_off_once"
    sentence = "只能延期一次。"


class ComplainedOf(Forbidden):
    """Nobody answers a complaint about himself."""

    code = "supervision.complained_of"
    sentence = "投诉的就是您经手的事，请由别的同事答复。"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind with the working days within which it is answered."""

    key: str
    name: str
    days: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often an applicant may write: on one day, and about one case within some days."""

    a_day: int
    of_case: int
    within_days: int


@dataclass(frozen=True, slots=True)
class Written:
    """What an applicant wrote before: about the case lately, on this day, and what waits of it."""

    of_case: int
    a_day: int
    waits: tuple[str, date] | None = None


@dataclass(frozen=True, slots=True)
class ComplaintSeen:
    """One complaint about a case as the rules see it."""

    id: int
    serial: str
    name: str
    due_on: date
    answered_on: date | None


def registered(
    *, kind: str, source: str, words: str, about: str, received_on: date | None,
    kinds: Collection[str], staff: Collection[str], today: date,
) -> str:  # fmt: skip
    """The words in their plain form, or `ComplaintInvalid` with a sentence for each field."""
    early = received_on is not None and received_on < today - OLDEST
    text, faults = _said(kind, words, kinds)
    faults |= {
        name: sentence
        for name, wrong, sentence in (
            ("source", source not in SOURCES, "请选从哪里来的。"),
            ("about", bool(about) and about not in staff, "请从经手这件的人里选。"),
            ("received_on", received_on is None, "请填写收到的日期。"),
            ("received_on", bool(received_on and received_on > today), "收到的日期不能晚于今天。"),
            ("received_on", early, "收到的日期太早了，请核对。"),
        )
        if wrong
    }
    if faults:
        raise ComplaintInvalid(fields=faults)
    return text


def complained(
    *, kind: str, words: str, kinds: Collection[str], before: Written, most: Allowance
) -> str:
    """The words of an applicant in their plain form, if he may write about his case now.

    Declined with `ComplaintWaits`, `ComplaintsSpent` or `ComplaintInvalid`.
    """
    if before.waits is not None:
        raise ComplaintWaits(*before.waits)
    if before.of_case >= most.of_case:
        raise ComplaintsSpent(
            f"您对这个办件 {most.within_days} 天内已经提过 {before.of_case} 件，都有答复。"
            "还有不同意见的，请打 12345 热线，或者申请行政复议。"
        )
    if before.a_day >= most.a_day:
        raise ComplaintsSpent(f"您今天已经提了 {before.a_day} 件，请明天再提。")
    text, faults = _said(kind, words, kinds)
    if faults:
        raise ComplaintInvalid(fields=faults)
    return text


def _said(kind: str, words: str, kinds: Collection[str]) -> tuple[str, dict[str, str]]:
    """The words in their plain form, and what is wrong with kind and words."""
    text, faults = words.replace("\x00", "").strip(), dict[str, str]()
    if kind not in kinds:
        faults["kind"] = "请选是哪一种。"
    if not text:
        faults["words"] = "请写明反映的内容。"
    elif len(text) > LONGEST:
        faults["words"] = f"最多写 {LONGEST} 个字，现在有 {len(text)} 个。"
    return text, faults


def late_complaints(seen: Iterable[ComplaintSeen], today: date) -> Iterator[Branch]:
    """Each complaint that was not answered by its day."""
    for one in seen:
        if (one.answered_on or today) > one.due_on:
            words = f"{one.name}（{one.serial}）应在 {day_words(one.due_on)} 以前答复，已经超过"
            yield Branch(f"complaint{one.id}", "", one.due_on + timedelta(days=1), words)


def next_complaint(seen: Iterable[ComplaintSeen], today: date) -> date | None:
    """The next day on which an unanswered complaint becomes late."""
    days = [one.due_on + timedelta(days=1) for one in seen if one.answered_on is None]
    return min((day for day in days if day > today), default=None)
