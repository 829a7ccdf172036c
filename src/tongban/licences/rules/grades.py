"""Raising a trust grade (可信等级): one way only, with a reason and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base.errors import Invalid, Refusal
from tongban.licences.rules import acts, numbers
from tongban.licences.rules.acts import Decided, DecisionIncomplete, Facts, Step
from tongban.licences.rules.states import LONGEST_REASON, TrustGrade

if TYPE_CHECKING:
    from datetime import date

_ORDER = tuple(TrustGrade)


class GradeNotRaised(Refusal):
    """The grade would not be higher, or it needs what is not there."""

    code = "licences.grade_not_raised"
    sentence = "可信等级只能提高。"


class StockInvalid(Invalid):
    """What stands on the paper cannot be so."""

    code = "licences.stock_invalid"


def raised(before: str, after: str, *, is_sealed: bool) -> TrustGrade:
    """The new grade, or `GradeNotRaised`; A needs a valid seal of the issuer on the file."""
    if after not in set(TrustGrade):
        raise GradeNotRaised("请选择 A、B、C 中的一级。")
    wanted = TrustGrade(after)
    if _ORDER.index(wanted) >= _ORDER.index(TrustGrade(before)):
        raise GradeNotRaised(f"现在是{before}级，可信等级只能提高。")
    if wanted is TrustGrade.ISSUED and not is_sealed:
        raise GradeNotRaised("文件上没有颁发机构的有效电子印章，不能定为A级。")
    return wanted


def check_stock(number: str, issued_on: date, today: date) -> None:
    """Raise unless a paper licence has a number and was not issued in days to come."""
    numbers.checked(number)
    if issued_on > today:
        raise StockInvalid(fields={"issued_on": "颁发日期不能在今天以后。"})


def decide(facts: Facts, reason: str, evidence: str) -> Decided:
    """Decide about raising a grade today, or refuse it (`DecisionIncomplete`, not in force)."""
    wrong: dict[str, str] = {}
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        wrong["reason"] = f"请写明理由，不超过{LONGEST_REASON}个字。"
    if not 0 < len(evidence.strip()) <= acts.LONGEST_NAME:
        wrong["evidence"] = f"请写明凭什么确认，例如档案号，不超过{acts.LONGEST_NAME}个字。"
    if wrong:
        raise DecisionIncomplete(fields=wrong)
    decision = acts.Decision(
        reason.strip(), acts.GROUNDS[Step.RAISE], document_name=evidence.strip()
    )
    state = acts.next_state(Step.RAISE, facts)
    return Decided(Step.RAISE, decision, facts.today, state, waits=False)
