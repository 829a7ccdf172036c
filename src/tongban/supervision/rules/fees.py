"""What may be charged for a case, and what is wrong with what was charged (收费); no I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

FREE_WORDS: Final = ("免费", "不收费")
LONGEST, LONGEST_BILL, MOST_PIECES = 500, 50, 1000
MOST: Final = Decimal(100_000_000)
_YUAN = re.compile(r"(\d+(?:\.\d{1,2})?)\s*元")


class FeeInvalid(Invalid):
    """What was written down of a fee cannot be."""

    code = "supervision.fee_invalid"


@dataclass(frozen=True, slots=True)
class Charged:
    """What was charged for one thing, on which day; 0 with the ground of a waiver (减免依据)."""

    charge: str
    quantity: int
    amount: Decimal
    bill: str
    paid_on: date | None
    waiver: str = ""


@dataclass(frozen=True, slots=True)
class FeeSeen:
    """What the item charges, what the answers lead to, and what was charged.

    `standards` is empty for what is free.  `told` is the fee that the answers of the applicant lead
    to in the words of the catalogue, for example 20元 or 免费.
    """

    standards: tuple[tuple[str, str], ...] = ()
    told: str = ""
    charged: tuple[Charged, ...] = ()

    @property
    def free(self) -> bool:
        """Whether nothing may be charged."""
        return not self.standards or self.told in FREE_WORDS


def yuan(words: str) -> Decimal | None:
    """The first sum of money in words of the catalogue; None where it depends on measures."""
    found = _YUAN.search(words)
    return Decimal(found[1]) if found else None


def owed(fee: FeeSeen, note: Charged) -> Decimal | None:
    """What the standard asks for so many pieces; None where the standard names no sum."""
    standard = yuan(fee.told or dict(fee.standards).get(note.charge, ""))
    return None if standard is None else standard * note.quantity


def wrongly_charged(fee: FeeSeen) -> Iterator[tuple[date | None, str]]:
    """Each sum that was charged though it is free, or that is unlike the standard."""
    for note in fee.charged:
        if not note.amount:
            continue
        due = owed(fee, note)
        if fee.free:
            yield note.paid_on, f"不收费的事项收了 {note.amount} 元"
        elif due is not None and note.amount != due:
            yield note.paid_on, f"“{note.charge}”按标准应收 {due} 元，实收 {note.amount} 元"


def written(note: Charged, fee: FeeSeen, today: date) -> Charged:
    """What was written down in its plain form, or `FeeInvalid` with a sentence for each field."""
    names = [name for name, _standard in fee.standards]
    faults = {
        name: sentence
        for name, wrong, sentence in (
            ("charge", bool(names) and note.charge not in names, "请从公示的收费项目里选一项。"),
            ("quantity", not 1 <= note.quantity <= MOST_PIECES, "数量是 1 到 1000。"),
            ("amount", not 0 <= note.amount < MOST, "金额不能小于 0，也不能超过 1 亿元。"),
            ("bill", bool(note.amount) and not note.bill, "请填写缴款单号。"),
            ("bill", len(note.bill) > LONGEST_BILL, f"缴款单号最多 {LONGEST_BILL} 个字。"),
            ("paid_on", bool(note.amount) and note.paid_on is None, "请填写收费日期。"),
            ("paid_on", bool(note.paid_on and note.paid_on > today), "收费日期不能晚于今天。"),
            ("waiver", not note.amount and not note.waiver, "没有收费的，请写明减免的依据。"),
            ("waiver", len(note.waiver) > LONGEST, f"减免依据最多 {LONGEST} 个字。"),
        )
        if wrong
    }
    if faults:
        raise FeeInvalid(fields=faults)
    return note
