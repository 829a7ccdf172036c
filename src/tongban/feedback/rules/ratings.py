"""Ratings (好差评): five grades, the options of each, what may be rated; no I/O.

Sources: 国办发〔2019〕51号; GB/T 39734-2020; the options of the national rating system.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from tongban.base.errors import Invalid, Refusal

LONGEST_TEXT = 500
MOST_OPTIONS = 8


class Grade(IntEnum):
    """The five grades as the national rating system counts them: 5 is the best."""

    VERY_SATISFIED = 5
    SATISFIED = 4
    FAIRLY_SATISFIED = 3
    DISSATISFIED = 2
    VERY_DISSATISFIED = 1


LABELS: Mapping[Grade, str] = MappingProxyType(
    {
        Grade.VERY_SATISFIED: "非常满意",
        Grade.SATISFIED: "满意",
        Grade.FAIRLY_SATISFIED: "基本满意",
        Grade.DISSATISFIED: "不满意",
        Grade.VERY_DISSATISFIED: "非常不满意",
    }
)
BAD = frozenset({Grade.DISSATISFIED, Grade.VERY_DISSATISFIED})

# evalDetail of the national rating system; the first digit is the grade.
OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "510": "一窗受理一次办结",
        "511": "可以先受理后补材料",
        "512": "不用提交证明",
        "513": "可以全程网上办理",
        "514": "可以使用手机办理",
        "515": "可以就近办理",
        "516": "无需材料直接办理",
        "517": "服务热情效率高",
        "406": "填写一张表单就可完成申报",
        "407": "在线提交材料窗口核验",
        "408": "一张清单告知全部申报材料",
        "409": "用告知承诺减免申报材料",
        "410": "可以在线预约办理",
        "411": "跑大厅一次办完",
        "412": "可以使用自助机办理",
        "413": "服务态度较好",
        "307": "一次性告知需要补正的材料",
        "308": "提供申报材料样本",
        "309": "在承诺的时间内办结",
        "310": "办事指南指引准确",
        "311": "按办事指南要求的材料即可办理",
        "312": "可以快递送达",
        "313": "跑动次数与承诺的一致",
        "314": "服务态度一般",
        "207": "没有提供材料样本",
        "208": "没有提供材料清单",
        "209": "未在承诺时间内办结",
        "210": "同样内容的证明材料被要求多次提交",
        "211": "承诺网办但无法在线办理",
        "212": "在线预约办理后到实体大厅重复取号排队",
        "213": "窗口人员业务不熟练",
        "214": "服务态度生硬",
        "108": "在办事指南之外增加新的审批条件",
        "109": "需提供办事指南之外的申报材料",
        "110": "无理由超过法定办理时间",
        "111": "办事指南提供样本有错",
        "112": "承诺在线收取申报材料实际无法收取",
        "113": "多头跑窗口和部门",
        "114": "跑动次数与承诺的不一致",
        "115": "服务态度差效率低",
    }
)


class RatedAlready(Refusal):
    """A concluded case is rated once."""

    code = "feedback.rated_already"
    sentence = "您已经评价过这个办件，谢谢。"


class NotConcluded(Refusal):
    """Only a concluded case is rated here."""

    code = "feedback.not_concluded"
    sentence = "办件办结后才能评价。"


class RatingInvalid(Invalid):
    """The grade, an option or the text cannot be taken."""

    code = "feedback.rating_invalid"


@dataclass(frozen=True, slots=True)
class Given:
    """A rating as it is taken."""

    grade: Grade
    options: tuple[str, ...]
    text: str

    @property
    def is_bad(self) -> bool:
        return self.grade in BAD


def options_of(grade: int) -> dict[str, str]:
    """The options that belong to a grade, by code."""
    return {code: words for code, words in OPTIONS.items() if code[0] == str(grade)}


def rate(*, grade: int, options: tuple[str, ...], text: str, concluded: bool) -> Given:
    """Decide that a rating is taken; a bad one needs neither reason nor name."""
    if not concluded:
        raise NotConcluded
    if grade not in set(Grade):
        raise RatingInvalid(fields={"grade": "请从五个等级中选一个。"})
    known = options_of(grade)
    if len(options) > MOST_OPTIONS or any(option not in known for option in options):
        raise RatingInvalid(fields={"options": "所选的内容与满意程度不一致，请重新选择。"})
    if len(text) > LONGEST_TEXT:
        raise RatingInvalid(fields={"text": f"文字最多 {LONGEST_TEXT} 字，请精简。"})
    return Given(Grade(grade), tuple(dict.fromkeys(options)), text.strip())
