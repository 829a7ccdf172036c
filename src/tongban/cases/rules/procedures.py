"""Special procedures (特别程序), each with its own limit, and what must prove its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base.errors import Refusal
from tongban.cases.rules.limits import Limit, due_on

if TYPE_CHECKING:
    from datetime import date

    from tongban.base.calendars.rules import WorkCalendar


class EvidenceMissing(Refusal):
    """The procedure was to end without what proves that it took place."""

    code = "cases.evidence_missing"
    status = 422

    def __init__(self, evidence: str) -> None:
        sentence = f"请上传{evidence}，再结束这个程序。"
        super().__init__(sentence, fields={"evidence": sentence})


class LongerThanAllowed(Refusal):
    """The day announced for the end lies beyond the procedure's own limit."""

    code = "cases.procedure_too_long"
    status = 422

    def __init__(self, name: str, most: Limit, last: date) -> None:
        day = f"{last.year}年{last.month}月{last.day}日"
        sentence = f"{name}最长{most}，预计结束日最晚写{day}。"
        super().__init__(sentence, fields={"until_on": sentence})


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One kind of special procedure, as the table of kinds has it.

    `legal_basis` is the law that takes its time out of the limit; empty where none does, so that
    the clock is held only where a catalogue or the clerk names one.  `evidence` is the paper that
    ends it, for example 听证笔录.  `runs_on` says that the clock of the case runs on once the
    procedure is over its own limit, though it lasts.
    """

    name: str
    legal_basis: str = ""
    most: Limit | None = None
    evidence: str = ""
    runs_on: bool = False

    def last_day(self, begun_on: date, *, calendar: WorkCalendar) -> date | None:
        """Return the last day of its own limit; None where nothing limits it."""
        if self.most is None:
            return None
        return due_on(begun_on, self.most, calendar=calendar).due_on

    def ends_by(
        self, begun_on: date, announced: date | None, *, calendar: WorkCalendar
    ) -> date | None:
        """Return the day by which it is to end: the announced one, else the last of its limit.

        Declined with `LongerThanAllowed` where the announced day lies beyond that limit.
        """
        last = self.last_day(begun_on, calendar=calendar)
        if self.most and last and announced and announced > last:
            raise LongerThanAllowed(self.name, self.most, last)
        return announced or last

    def check_evidence(self, *, given: bool) -> None:
        """Raise `EvidenceMissing` where the procedure may not end without a paper."""
        if self.evidence and not given:
            raise EvidenceMissing(self.evidence)
