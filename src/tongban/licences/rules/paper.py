"""Blank paper (空白证照): how sheets are numbered, and what may become of one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from tongban.base.errors import Invalid, Refusal
from tongban.licences.rules.states import Origin, Standing

MOST = 10_000
LONGEST_REASON = 500
LONGEST_PLACE = 60
_SERIAL = re.compile(r"(?P<head>[0-9A-Z\-]{0,20}?)(?P<digits>[0-9]{1,12})", re.ASCII)


class SheetState(StrEnum):
    """What a sheet is: blank until it is printed upon or spoilt, and never again."""

    BLANK = "blank"
    USED = "used"
    VOID = "void"


class Move(StrEnum):
    """What happened to sheets, by the word of the register."""

    RECEIVE = "入库"
    HAND_OUT = "领用"
    RETURN = "退回"
    USE = "打印"
    REPRINT = "补打"
    VOID = "作废"
    COUNT = "盘点"


STATES: Mapping[SheetState, str] = MappingProxyType(
    {SheetState.BLANK: "空白", SheetState.USED: "已使用", SheetState.VOID: "已作废"}
)


class SerialsInvalid(Invalid):
    """The numbers are no row of sheets."""

    code = "licences.serials_invalid"


class ReasonMissing(Invalid):
    """This movement needs a reason."""

    code = "licences.paper_reason_missing"


class SheetsNotThere(Refusal):
    """Some of the sheets are not blank at the place they should be taken from."""

    code = "licences.sheets_not_there"
    sentence = "有的空白证照不在这里，或者已经使用、作废。"


class SheetsKnown(Refusal):
    """Some of the sheets were received before."""

    code = "licences.sheets_known"
    sentence = "有的印刷号已经入过库，请核对号段。"


class SheetUsed(Refusal):
    """The sheet has been printed upon or is void."""

    code = "licences.sheet_used"
    sentence = "这张空白证照已经使用或作废，不能再用。"


class NotPrintable(Refusal):
    """Only what is in force and was issued here is printed here."""

    code = "licences.not_printable"
    sentence = "这本证照不能在这里打印。"


class CountWrong(Invalid):
    """The count and the missing numbers do not add up."""

    code = "licences.count_wrong"


@dataclass(frozen=True, slots=True)
class Row:
    """Sheets in a row: a head all share, the numbers, and how many digits are written."""

    head: str
    first: int
    last: int
    width: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    def serials(self) -> tuple[str, ...]:
        """Every number, in order."""
        return tuple(self._written(n) for n in range(self.first, self.last + 1))

    @property
    def first_serial(self) -> str:
        return self._written(self.first)

    @property
    def last_serial(self) -> str:
        return self._written(self.last)

    def _written(self, number: int) -> str:
        return f"{self.head}{number:0{self.width}d}"


def normalised(serial: str) -> str:
    """The number of a sheet as it is kept: half width, capitals, no blanks."""
    return "".join(unicodedata.normalize("NFKC", serial).split()).upper()


def row(first: str, last: str = "") -> Row:
    """The sheets from `first` to `last` (only one if it is ""), or `SerialsInvalid`."""
    begin = _read(first, "first")
    end = _read(last, "last") if last.strip() else begin
    if begin["head"] != end["head"] or len(begin["digits"]) != len(end["digits"]):
        raise SerialsInvalid(fields={"last": "起止号的字母部分和位数要一样。"})
    found = Row(begin["head"], int(begin["digits"]), int(end["digits"]), len(begin["digits"]))
    if found.last < found.first:
        raise SerialsInvalid(fields={"last": "止号不能小于起号。"})
    if found.last - found.first >= MOST:
        raise SerialsInvalid(fields={"last": f"一次最多{MOST}张。"})
    return found


def _read(serial: str, field: str) -> re.Match[str]:
    found = _SERIAL.fullmatch(normalised(serial))
    if found is None:
        sentence = "印刷号由字母、数字和横线组成，最后是数字，例如 JY0000001。"
        raise SerialsInvalid(fields={field: sentence})
    return found


def reason(text: str, *, needed: bool, sentence: str) -> str:
    """The reason without blanks around it, or `ReasonMissing`."""
    said = text.strip()
    if len(said) > LONGEST_REASON or (needed and not said):
        raise ReasonMissing(fields={"reason": sentence})
    return said


def place(text: str, *, needed: bool) -> str:
    """The window or room, or `ReasonMissing` at its field."""
    said = text.strip()
    if len(said) > LONGEST_PLACE or not said.isprintable() or (needed and not said):
        sentence = f"请写明领用的窗口或科室，不超过{LONGEST_PLACE}个字。"
        raise ReasonMissing(fields={"place": sentence})
    return said


def check_printable(standing: Standing, origin: str) -> None:
    """Raise `NotPrintable` unless the licence is in force and of our own making."""
    if origin != Origin.ISSUED:
        raise NotPrintable("这本证照不是本平台制作的，请在原制证系统打印。")
    if standing not in {Standing.VALID, Standing.PENDING}:
        raise NotPrintable("这本证照现在不是有效状态，不能打印。")


def listed(text: str) -> tuple[str, ...]:
    """The numbers of sheets in a list, each once, or `SerialsInvalid`."""
    parts = [part for part in re.split(r"[\s,，、;；]+", text) if part]
    if len(parts) > MOST:
        raise SerialsInvalid(fields={"missing": f"一次最多{MOST}张。"})
    return tuple(dict.fromkeys(row(part).first_serial for part in parts))


def check_count(expected: int, found: int, missing: int) -> None:
    """Raise `CountWrong` unless found and missing sheets together are those in the books."""
    if found < 0:
        raise CountWrong(fields={"found": "盘点数不能小于0。"})
    if found < expected and found + missing != expected:
        sentence = f"账面有{expected}张，找到{found}张，请列出缺少的{expected - found}张的印刷号。"
        raise CountWrong(fields={"missing": sentence})
    if found >= expected and missing:
        raise CountWrong(fields={"missing": "没有少，不用列出缺少的印刷号。"})
