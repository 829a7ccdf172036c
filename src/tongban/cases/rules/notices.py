"""The one-time notice (一次性告知), its five days, and the correction (补正) it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base.errors import Refusal
from tongban.cases.rules.limits import BEIJING, POLICY, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tongban.base.calendars.rules import WorkCalendar

NOTICE_DAYS = 5  # 行政许可法 第三十二条第一款第四项
CORRECTION_DAYS = 15  # No law fixes it for every item; local rules do, so it is a setting.


class SecondNotice(Refusal):
    """Everything to be corrected is told once; there was a notice already."""

    code = "cases.second_notice"
    sentence = "需要补正的内容只能一次告知，本办件已经告知过，不能再次要求补正。"


class NoticeTooLate(Refusal):
    """The five days have passed in silence, so the case counts as accepted."""

    code = "cases.notice_too_late"

    def __init__(self, receipt_on: date) -> None:
        day = f"{receipt_on.year}年{receipt_on.month}月{receipt_on.day}日"
        super().__init__(
            f"收到申请已超过{NOTICE_DAYS}个工作日没有告知，依照行政许可法第三十二条，"
            f"自{day}收到之日起即为受理，请直接受理。"
        )


class CorrectionTooLate(Refusal):
    """The day until which the correction could be brought has passed."""

    code = "cases.correction_too_late"
    sentence = "补正期限已过，请重新提交申请。"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the office knows about the coming in of an application.

    `notice_on` is the day of the one-time notice, `completed_on` the day the last missing piece
    came in.
    """

    receipt_on: date
    notice_on: date | None = None
    correction_due_on: date | None = None
    completed_on: date | None = None


def receipt_day(at: datetime, *, calendar: WorkCalendar, policy: Policy = POLICY) -> date:
    """Return the day that counts as the day of receipt.

    What comes in after office hours or on a day off counts from the next working day.
    """
    at = at.astimezone(BEIJING)
    if at.time() > policy.hours.closing:
        return calendar.next_working(at.date())
    return calendar.working_from(at.date())


def notice_due_on(receipt: Receipt, *, calendar: WorkCalendar) -> date:
    """Return the last day on which the office may still answer what came in.

    After a correction the five days run again from the day the last piece came in.
    """
    return calendar.add(receipt.completed_on or receipt.receipt_on, NOTICE_DAYS)


def accepted_by_silence(receipt: Receipt, *, today: date, calendar: WorkCalendar) -> date | None:
    """Return the day since which the case counts as accepted because nobody answered, if so.

    Silence after the five days means acceptance from the day of receipt (行政许可法 第三十二条).
    While a correction is awaited the office owes nothing.
    """
    if receipt.notice_on is not None and receipt.completed_on is None:
        return None
    if today <= notice_due_on(receipt, calendar=calendar):
        return None
    return receipt.completed_on or receipt.receipt_on


def acceptance_day(receipt: Receipt, *, today: date, calendar: WorkCalendar) -> date:
    """Return the day of acceptance, day 0 of the limit, when a clerk accepts today.

    1. After silence: the day of receipt.
    2. After a correction: the day the last missing piece came in, not the day of the click.
    3. Otherwise today.
    """
    silent_since = accepted_by_silence(receipt, today=today, calendar=calendar)
    return min(silent_since or receipt.completed_on or today, today)


def correction_due_on(
    asked_on: date, *, calendar: WorkCalendar, days: int = CORRECTION_DAYS
) -> date:
    """Return the last day on which the correction may be brought."""
    return calendar.add(asked_on, days)


def has_lapsed(receipt: Receipt, *, today: date) -> bool:
    """Tell whether the correction was not brought in time (补正不来)."""
    waiting = receipt.notice_on is not None and receipt.completed_on is None
    due = receipt.correction_due_on
    return waiting and due is not None and today > due


def completed_on(asked: frozenset[str], brought: Mapping[str, date]) -> date | None:
    """Return the day the last piece asked for came in, or None while one is missing."""
    if not asked <= brought.keys():
        return None
    return max((brought[piece] for piece in asked), default=None)
