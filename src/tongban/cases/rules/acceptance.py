"""The forms in which a case is accepted: as usual, with a gap (容缺受理), on a promise (告知承诺).

No national law fixes the numbers of 容缺受理; local rules do, so they are a `GapPolicy`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tongban.base.errors import Invalid, Refusal
from tongban.cases.rules.limits import Limit

if TYPE_CHECKING:
    from datetime import date

    from tongban.base.calendars.rules import WorkCalendar


class AcceptForm(StrEnum):
    """How a case is taken in."""

    NORMAL = "normal"
    GAP = "gap"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class GapPolicy:
    """By when late materials must come: `margin` working days before the promised day, and within
    `at_most` working days of the acceptance.
    """

    margin: int = 2
    at_most: int = 20


GAP_POLICY = GapPolicy()
LOWER = Limit(20)  # 行政许可法 第四十三条: the lower office examines and reports up.
CHECK_DAYS = 60  # Working days after the decision, unless the item says otherwise.
CORRECT_AT_MOST = 30  # Working days for an order to correct, so that a check comes to an end.


class GapNotPromised(Refusal):
    """Materials that may follow are missing, and nobody promised to bring them."""

    code = "cases.gap_not_promised"

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(
            f"还缺可以后补的材料：{'、'.join(missing)}。容缺受理要有申请人签的承诺书，"
            "请先签承诺书，或者请申请人现在交齐。"
        )


class GapNotPossible(Refusal):
    """The promised limit is too short for anything to follow."""

    code = "cases.gap_not_possible"

    def __init__(self, policy: GapPolicy) -> None:
        super().__init__(
            f"补交期限要比承诺时限短{policy.margin}个工作日，这件事的承诺时限太短，不能容缺受理。"
        )


class GapDayWrong(Invalid):
    """The day until which materials may follow is too early or too late."""

    code = "cases.gap_day_wrong"


class GapOpen(Refusal):
    """Materials that were promised have not come, so nothing is granted or handed out."""

    code = "cases.gap_open"

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(
            f"容缺的材料还没有补齐：{'、'.join(missing)}。补齐以前不能准予，也不能发证。"
        )


class GapNotLapsed(Refusal):
    """The applicant still has time to bring what he promised, or has brought it."""

    code = "cases.gap_not_lapsed"
    sentence = "容缺材料的补交期限还没有过，或者材料已经补齐。"


class PromiseBarred(Refusal):
    """The applicant has broken a promise and has not put it right."""

    code = "cases.promise_barred"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"申请人有没有修复的失信记录（{reason}），修复以前不能容缺受理，"
            "也不能用告知承诺方式办。可以按普通方式办理。"
        )


class PromiseNotOffered(Refusal):
    """The item is not on the list of those that are decided on a promise."""

    code = "cases.promise_not_offered"
    sentence = "这个事项不在告知承诺清单里，请按普通方式办理。"


class PromiseUnsigned(Refusal):
    """The promise was chosen, but not signed."""

    code = "cases.promise_unsigned"
    sentence = "您选了告知承诺方式，请先看告知书、签承诺书，或者改用普通方式。"


class UpperDecides(Refusal):
    """This office only examines; the one above decides."""

    code = "cases.upper_decides"
    sentence = "这个事项由上级机关决定，本级只作初步审查，请填写初审意见后转报。"


class NotReferred(Refusal):
    """The item is decided here; there is nobody above to report to."""

    code = "cases.not_referred"
    sentence = "这个事项由本级决定，不用转报。"


class PromiseTooLate(Refusal):
    """After the decision a promise cannot be taken back."""

    code = "cases.promise_too_late"
    sentence = "已经根据承诺作出决定，不能再收回承诺。"


class NoPromise(Refusal):
    """There is no promise that could be taken back or checked."""

    code = "cases.no_promise"
    sentence = "这个办件没有需要核查的承诺。"


class NoOrder(Refusal):
    """Nobody ordered the applicant to put anything right."""

    code = "cases.no_order"
    sentence = "现在没有要您改正的。"


class OrderOver(Refusal):
    """The last day of an order to correct has passed."""

    code = "cases.order_over"
    sentence = "改正期限已经过了，请直接联系办理部门。"


class OrderAnswered(Refusal):
    """The answer was sent; the office has to check it first."""

    code = "cases.order_answered"
    sentence = "改正情况已经交给办理部门，等核查以后再说。"


def last_gap_day(
    accepted_on: date,
    due_on: date,
    *,
    calendar: WorkCalendar,
    policy: GapPolicy = GAP_POLICY,
) -> date:
    """Return the last day on which late materials may come.

    1. At most `at_most` working days after the acceptance.
    2. `margin` working days before the promised day.
    Declined with `GapNotPossible` when that is not after the day of acceptance.
    """
    day, left = due_on, policy.margin
    while left:
        day -= timedelta(days=1)
        left -= calendar.is_working(day)
    day = min(day, calendar.add(accepted_on, policy.at_most))
    if day <= accepted_on:
        raise GapNotPossible(policy)
    return day


def gap_day(
    chosen: date | None,
    accepted_on: date,
    due_on: date,
    *,
    calendar: WorkCalendar,
    policy: GapPolicy = GAP_POLICY,
) -> date:
    """Return the day that was chosen if it lies within the limits; the last one if none was."""
    last = last_gap_day(accepted_on, due_on, calendar=calendar, policy=policy)
    if chosen is None:
        return last
    if not accepted_on < chosen <= last:
        sentence = f"请选受理以后、{last.year}年{last.month}月{last.day}日以前（含当日）的一天。"
        raise GapDayWrong(fields={"gap_due_on": sentence})
    return chosen


def is_gap_lapsed(gap_due_on: date | None, missing: tuple[str, ...], today: date) -> bool:
    """Tell whether the day has passed and something that was promised has not come."""
    return gap_due_on is not None and bool(missing) and today > gap_due_on
