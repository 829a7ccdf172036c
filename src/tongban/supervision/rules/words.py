"""The words of supervision: what a rule looks at, by which measure, whom it tells."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

BAD_RATING = "E1"
"""The rule by which a bad rating gets its card."""


class Check(StrEnum):
    """What a rule looks at."""

    LIMIT = "limit"
    STOPS = "stops"
    STOP_ON_LAST_DAY = "stop_on_last_day"
    PROCEDURE = "procedure"
    ORDER = "order"
    SECOND_NOTICE = "second_notice"
    REASON = "reason"
    MISSING = "missing"
    UNLISTED = "unlisted"
    NO_REACTION = "no_reaction"
    RATING = "rating"
    UNANSWERED = "unanswered"
    FEE = "fee"
    FEE_MISSING = "fee_missing"
    SAMPLED = "sampled"
    COMPLAINT = "complaint"


class Basis(StrEnum):
    """Against which limit a rule of limits is held."""

    STATUTORY = "statutory"
    PROMISED = "promised"
    STEP = "step"
    ANSWER = "answer"
    DELIVERY = "delivery"
    GAP = "gap"


class Measure(StrEnum):
    """How a limit is measured: days left, share used, or days too late."""

    REMAINING = "remaining"
    USED = "used"
    OVERDUE = "overdue"


class Told(StrEnum):
    """Who finds the card on his desk."""

    POST = "post"
    HEAD = "head"
    SUPERVISOR = "supervisor"


CHECK_LABELS = {
    Check.LIMIT: "时限",
    Check.STOPS: "多次启动特别程序",
    Check.STOP_ON_LAST_DAY: "期限最后一天启动特别程序",
    Check.PROCEDURE: "特别程序超过告知的时间",
    Check.ORDER: "办理时间倒置、缺少环节",
    Check.SECOND_NOTICE: "再次要求补正",
    Check.REASON: "退回、不予受理、作废没有理由",
    Check.MISSING: "缺少必要材料而受理，没有容缺记录",
    Check.UNLISTED: "要求清单以外的材料",
    Check.NO_REACTION: "预警、黄牌、红牌没有按时反馈",
    Check.RATING: "差评没有整改",
    Check.UNANSWERED: "该答复的岗位期满没有答复",
    Check.FEE: "收费与公示的标准不一致",
    Check.FEE_MISSING: "应收费而没有收费或者减免的记录",
    Check.SAMPLED: "抽查发现问题",
    Check.COMPLAINT: "咨询投诉没有按时答复",
}
BASIS_LABELS = {
    Basis.STATUTORY: "法定期限",
    Basis.PROMISED: "承诺期限",
    Basis.STEP: "环节期限",
    Basis.ANSWER: "五日答复期限",
    Basis.DELIVERY: "送达期限",
    Basis.GAP: "容缺后补期限",
}
MEASURE_LABELS = {
    Measure.REMAINING: "剩余不超过（工作日）",
    Measure.USED: "已用达到（%）",
    Measure.OVERDUE: "超过（工作日）",
}
TOLD_LABELS = {
    Told.POST: "承办人员",
    Told.HEAD: "部门负责人",
    Told.SUPERVISOR: "监察人员",
}
CARD_LABELS = {"blue": "提醒", "yellow": "黄牌", "red": "红牌"}
# 监察预警类型: local codes; the standard does not enumerate them.
LIGHT_CODES = {"green": "1", "blue": "2", "yellow": "3", "red": "4"}


def day_words(day: date) -> str:
    """A day as people write it."""
    return f"{day.year}年{day.month}月{day.day}日"
