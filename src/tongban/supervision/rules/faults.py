"""Faults in the way a case was worked on; each look returns since when and what, or None."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from tongban.cases.rules import BEIJING
from tongban.supervision.rules.fees import wrongly_charged
from tongban.supervision.rules.thresholds import Rule, remaining_at_stop
from tongban.supervision.rules.words import Check, day_words

if TYPE_CHECKING:
    from tongban.base.calendars.rules import WorkCalendar
    from tongban.supervision.rules.facts import Branch, Seen

Found = tuple[date, str] | None
Look = Callable[["Rule", "Seen", date, "WorkCalendar"], Found]
ONE_DAY = timedelta(days=1)
DECISIONS = frozenset({"grant", "deny"})
ENDS = frozenset({"conclude", "withdraw", "lapse", "refuse", "terminate"})
AFTER_THE_END = frozenset({"deliver"})


def planned_end(seen: Seen, today: date) -> date | None:
    """The day on which an open special procedure becomes longer than was announced."""
    days = [
        stop.planned_until_on + ONE_DAY
        for stop in seen.stops
        if stop.until_on is None and stop.planned_until_on is not None
    ]
    return min((day for day in days if day > today), default=None)


def _stops(rule: Rule, seen: Seen, _today: date, _calendar: WorkCalendar) -> Found:
    special = [stop for stop in seen.stops if stop.special]
    if len(special) < max(rule.amount, 1):
        return None
    return special[rule.amount - 1].from_on, f"已启动特别程序 {len(special)} 次"


def _stop_on_last_day(rule: Rule, seen: Seen, _today: date, calendar: WorkCalendar) -> Found:
    if seen.due_on is None:
        return None
    for stop in seen.stops:
        left = remaining_at_stop(stop, seen.due_on, seen.stops, calendar=calendar)
        if stop.special and left <= rule.amount:
            return stop.from_on, f"启动{stop.name}时，承诺期限只剩 {left} 个工作日"
    return None


def _procedure(_rule: Rule, seen: Seen, today: date, _calendar: WorkCalendar) -> Found:
    for stop in seen.stops:
        if stop.until_on is not None and stop.until_on < stop.from_on:
            return stop.until_on, f"{stop.name}的结果早于申请"
        planned = stop.planned_until_on
        if planned is not None and (stop.until_on or today) > planned:
            return planned + ONE_DAY, f"{stop.name}告知到 {day_words(planned)} 为止，已经超过"
    return None


def _order(_rule: Rule, seen: Seen, _today: date, _calendar: WorkCalendar) -> Found:
    """A step that lies before the one written down before it, comes after the end, or is missing.

    申请 ≤ 受理 ≤ 各环节 ≤ 办结; nothing but delivery, rating and filing after the end.
    """
    before = None
    taken: set[str] = set()
    for step in seen.steps:
        day = step.at.astimezone(BEIJING).date()
        if before is not None and step.at < before.at:
            return day, f"第 {len(taken) + 1} 个环节的时间早于前一个环节"
        if taken & ENDS and step.step not in AFTER_THE_END:
            return day, "办件结束以后又有办理环节"
        if step.step in DECISIONS and "accept" not in taken:
            return day, "没有受理就作出了决定"
        before = step
        taken.add(step.step)
    return _days_in_order(seen)


def _days_in_order(seen: Seen) -> Found:
    submitted = next((s.at for s in seen.steps if s.step == "submit"), None)
    if submitted is None or seen.accepted_on is None:
        return None
    if seen.accepted_on < submitted.astimezone(BEIJING).date():
        return seen.accepted_on, "受理的日期早于申请的日期"
    if seen.decided_on is not None and seen.decided_on < seen.accepted_on:
        return seen.decided_on, "决定的日期早于受理的日期"
    if seen.notice_on and seen.completed_on and seen.completed_on < seen.notice_on:
        return seen.completed_on, "收到补正材料的日期早于告知补正的日期"
    return None


def _second_notice(rule: Rule, seen: Seen, today: date, _calendar: WorkCalendar) -> Found:
    if seen.second_notices < max(rule.amount, 1):
        return None
    asked = [step.at for step in seen.steps if step.step == "ask_supplement"]
    since = asked[-1].astimezone(BEIJING).date() if asked else today
    return since, f"一次性告知以后又要求补正 {seen.second_notices} 次"


def _reason(_rule: Rule, seen: Seen, today: date, _calendar: WorkCalendar) -> Found:
    if not seen.ended_without_reason:
        return None
    return _ended(seen, today), "没有写明理由"


def _ended(seen: Seen, today: date) -> date:
    return seen.steps[-1].at.astimezone(BEIJING).date() if seen.steps else today


def _missing(_rule: Rule, seen: Seen, today: date, _calendar: WorkCalendar) -> Found:
    if not seen.missing:
        return None
    return seen.accepted_on or today, f"受理时缺少必要材料：{'、'.join(seen.missing)}"


def _unlisted(_rule: Rule, seen: Seen, today: date, _calendar: WorkCalendar) -> Found:
    if not seen.unlisted:
        return None
    return today, f"要求了清单以外的材料：{'、'.join(seen.unlisted)}"


def _rating(_rule: Rule, seen: Seen, _today: date, _calendar: WorkCalendar) -> Found:
    if seen.bad_rating_on is None:
        return None
    return seen.bad_rating_on, "申请人给了差评，需要整改并反馈"


def _fee(_rule: Rule, seen: Seen, today: date, _calendar: WorkCalendar) -> Found:
    wrong = list(wrongly_charged(seen.fee))
    if not wrong:
        return None
    return wrong[0][0] or today, "；".join(words for _day, words in wrong)


def _fee_missing(_rule: Rule, seen: Seen, today: date, _calendar: WorkCalendar) -> Found:
    if not seen.granted or seen.fee.free or seen.fee.charged:
        return None
    return seen.decided_on or today, "事项收费，但没有收费记录，也没有减免的依据"


def branches(rule: Rule, seen: Seen) -> tuple[Branch, ...]:
    """The faults of single branches of a case, each of which the rule finds by itself."""
    found = {
        Check.UNANSWERED: seen.unanswered,
        Check.SAMPLED: seen.sampled,
        Check.COMPLAINT: seen.late_complaints,
        Check.FEE: seen.sampled_fees,
    }
    return found.get(rule.check, ())


LOOKS: Mapping[Check, Look] = MappingProxyType(
    {
        Check.STOPS: _stops,
        Check.STOP_ON_LAST_DAY: _stop_on_last_day,
        Check.PROCEDURE: _procedure,
        Check.ORDER: _order,
        Check.SECOND_NOTICE: _second_notice,
        Check.REASON: _reason,
        Check.MISSING: _missing,
        Check.UNLISTED: _unlisted,
        Check.RATING: _rating,
        Check.FEE: _fee,
        Check.FEE_MISSING: _fee_missing,
    }
)
