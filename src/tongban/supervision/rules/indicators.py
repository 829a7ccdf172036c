"""Efficiency indicators (效能指标) with their formulae; each shows numerator and denominator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PERCENT = 100
CASES = "办件"
LIST = "事项实施清单"
RATINGS = "好差评"
KEPT = "部门登记的清单"


@dataclass(frozen=True, slots=True)
class Formula:
    """One rate: its name, what is divided by what, in words and in counters.

    A counter with a minus sign is taken away.  `good_up` says that a higher rate is better,
    `source` where its numbers stand, `unit` what it is told in: percent, or times (次).
    """

    key: str
    name: str
    words: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    good_up: bool = True
    source: str = CASES
    unit: str = "%"


FORMULAE = (
    Formula("on_time", "按时办结率", "承诺期限内办结 ÷ 办结", ("on_time",), ("finished",)),
    Formula("early", "提前办结率", "早于承诺期限办结 ÷ 办结", ("early",), ("finished",)),
    Formula("same_day", "当日办结率", "受理当天办结 ÷ 办结", ("same_day",), ("finished",)),
    Formula(
        "overdue", "超期率", "（超期办结 + 在办超期）÷（办结 + 在办）",
        ("late", "red"), ("finished", "open"), good_up=False,
    ),
    Formula(
        "speed", "办理提速率", "（承诺工作日 − 实际工作日）÷ 承诺工作日，按办结的承诺件合计",
        ("promised_days", "-actual_days"), ("promised_days",),
    ),
    Formula(
        "online", "网上申办率", "网上提交 ÷ 全部申请", ("received_online",), ("received",)
    ),
    Formula(
        "online_done", "网上办结率", "网上提交并办结 ÷ 办结", ("finished_online",), ("finished",)
    ),
    Formula(
        "no_visit", "全程网办率", "网上提交、没有到窗口交纸质材料的办结 ÷ 办结",
        ("no_visit",), ("finished",),
    ),
    Formula(
        "once", "一次性告知合规率", "（告知过补正 − 再次要求补正）÷ 告知过补正",
        ("corrected", "-corrected_again"), ("corrected",),
    ),
    Formula(
        "licences", "电子证照调用率", "用了电子证照的申请 ÷ 事项可以用电子证照的申请",
        ("used_licence",), ("lists_licence",),
    ),
    Formula(
        "free", "免提交率", "由证照或者数据共享得到的材料 ÷ 需要的材料",
        ("materials_free",), ("materials",),
    ),
    Formula(
        "returned", "退件率", "退回 ÷ 全部结束的办件", ("returned",), ("ended",), good_up=False
    ),
    Formula("voided", "作废率", "作废 ÷ 全部结束的办件", ("voided",), ("ended",), good_up=False),
    Formula(
        "satisfied", "满意率", "基本满意以上 ÷ 评价",
        ("satisfied",), ("rated",), source=RATINGS,
    ),
    Formula(
        "very_satisfied", "非常满意率", "非常满意 ÷ 评价",
        ("very_satisfied",), ("rated",), source=RATINGS,
    ),
    Formula(
        "bad", "差评率", "不满意和非常不满意 ÷ 评价",
        ("bad",), ("rated",), good_up=False, source=RATINGS,
    ),
    Formula(
        "asked_back", "主动评价率", "申请人评价过的办结 ÷ 办结",
        ("finished_rated",), ("finished",), source=RATINGS,
    ),
    Formula(
        "bad_fixed", "差评整改率", "整改经监察确认的差评 ÷ 需要整改的差评（核销的不算）",
        ("bad_fixed",), ("bad_due",), source=f"{RATINGS}、规则 E1 的牌",
    ),
    Formula(
        "bad_in_time", "差评按期整改率",
        "按期反馈并经监察确认的差评 ÷ 需要整改的差评（核销的不算）",
        ("bad_in_time",), ("bad_due",), source=f"{RATINGS}、规则 E1 的牌",
    ),
    Formula(
        "revisited", "差评回访率", "回访到申请人本人的差评 ÷ 整改经监察确认的差评",
        ("bad_revisited",), ("bad_handled",), source=f"{RATINGS}、回访记录",
    ),
    Formula(
        "revisit_content", "回访满意率", "最近一次回访时满意的差评 ÷ 回访到申请人本人的差评",
        ("bad_content",), ("bad_revisited",), source=f"{RATINGS}、回访记录",
    ),
    Formula(
        "rated_items", "评价覆盖率", "有人评价过的事项 ÷ 有人办过的在用事项",
        ("listed_rated",), ("listed_used",), source=f"{RATINGS}、办件，每天夜里计算",
    ),
    Formula(
        "await_accept", "平均受理用时", "从提交到受理的工作日合计 ÷ 受理",
        ("accept_days",), ("awaited",), good_up=False, unit="个工作日",
    ),
    Formula(
        "await_result", "平均送达用时", "从作出决定到结果交到申请人手里的工作日合计 ÷ 准予并办结",
        ("deliver_days",), ("handed",), good_up=False, unit="个工作日",
    ),
    Formula(
        "at_counter", "窗口平均办理时间",
        "窗口从开始登记到提交的分钟数合计 ÷ 窗口当天登记并提交的申请",
        ("counter_minutes",), ("counter",), good_up=False, unit="分钟",
    ),
    Formula(
        "spot", "即办率", "即办件事项 ÷ 在用事项",
        ("listed_spot",), ("listed",), source=f"{LIST}“办件类型”",
    ),
    Formula(
        "one_visit", "最多跑一次率", "到现场不超过一次的事项 ÷ 在用事项",
        ("listed_one_visit",), ("listed",), source=f"{LIST}“到现场次数”",
    ),
    Formula(
        "zero_visit", "零跑动率", "不用到现场的事项 ÷ 在用事项",
        ("listed_no_visit",), ("listed",), source=f"{LIST}“到现场次数”",
    ),
    Formula(
        "visits", "平均跑动次数", "各事项到现场次数合计 ÷ 在用事项",
        ("listed_visits",), ("listed",), good_up=False, source=f"{LIST}“到现场次数”", unit="次",
    ),
    Formula(
        "shortened", "时限压缩比",
        "（法定期限合计 − 承诺期限合计）÷ 法定期限合计，只算两种期限都按工作日的事项",
        ("listed_statutory", "-listed_promised"), ("listed_statutory",),
        source=f"{LIST}“法定办结时限”“承诺办结时限”",
    ),
    Formula(
        "reachable", "网上可办率", "能在网上申请的事项（深度三级以上）÷ 在用事项",
        ("listed_online",), ("listed",), source=f"{LIST}“网上办理深度”",
    ),
    Formula(
        "full_online", "网上全流程办理率", "全程网办的事项（深度四级）÷ 在用事项",
        ("listed_full_online",), ("listed",), source=f"{LIST}“网上办理深度”",
    ),
    Formula(
        "published", "应上尽上率",
        "平台上在用的事项 ÷（权力清单 + 公共服务 − 依法不上网），只算登记过清单的部门",
        ("listed_due",), ("due_items",), source=f"{LIST}、{KEPT}“应上网事项”",
    ),
    Formula(
        "joined", "应接尽接率", "已接入平台的业务系统 ÷ 清单上的业务系统",
        ("systems_joined",), ("systems",), source=f"接入应用、{KEPT}“业务系统”",
    ),
    Formula(
        "fewer_materials", "减材料率",
        "（改革前的材料 − 现在清单上的材料）÷ 改革前的材料，只算登记过改革前材料的在用事项",
        ("listed_before", "-listed_after"), ("listed_before",),
        source=f"{LIST}“申请材料”、{KEPT}“改革前材料”",
    ),
)  # fmt: skip
# 承诺时限办结偏差: how far decisions were from the promise, a distribution and not a mean.
DEVIATIONS = (
    ("far_ahead", "提前 5 个工作日以上"), ("ahead", "提前 1 至 4 个工作日"),
    ("on_the_day", "期满当天"), ("behind", "超过 1 至 4 个工作日"),
    ("far_behind", "超过 5 个工作日以上"),
)  # fmt: skip
# How long people waited, by steps of working days: for acceptance, and for the result.
WAITING = (
    ("0", "当天"), ("1", "1 个工作日"), ("2", "2 个工作日"), ("5", "3 至 5 个工作日"),
    ("more", "超过 5 个工作日"),
)  # fmt: skip
BY_KEY: Mapping[str, Formula] = {formula.key: formula for formula in FORMULAE}


@dataclass(frozen=True, slots=True)
class Rate:
    """An indicator with its two numbers; `share` is told in the unit of the formula.

    It is None where nothing was counted.
    """

    formula: Formula
    above: int
    below: int

    @property
    def share(self) -> float | None:
        if not self.below:
            return None
        return self.above / self.below * (PERCENT if self.formula.unit == "%" else 1)

    @property
    def words(self) -> str:
        """The rate as people read it: 24.8%, or 0.22 次."""
        if self.share is None:
            return "—"
        percent = self.formula.unit == "%"
        return f"{self.share:.1f}%" if percent else f"{self.share:.2f} {self.formula.unit}"


@dataclass(frozen=True, slots=True)
class Target:
    """A published target: at least (or at most) so many percent, and who set it."""

    key: str
    share: float
    source: str

    def is_met(self, rate: Rate) -> bool | None:
        """Whether the rate reaches the target; None where nothing was counted."""
        if rate.share is None:
            return None
        return rate.share >= self.share if rate.formula.good_up else rate.share <= self.share


def median(counters: Mapping[str, int], name: str) -> str:
    """The step in which the middle one of all who waited lies (中位数); empty without any."""
    steps = [(word, counters.get(f"{name}_{step}", 0)) for step, word in WAITING]
    half, passed = sum(count for _word, count in steps) / 2, 0
    for word, count in steps:
        passed += count
        if passed and passed >= half:
            return word
    return ""


def rates(counters: Mapping[str, int]) -> tuple[Rate, ...]:
    """Every indicator of these counters, in the order of the page."""
    return tuple(rate(counters, formula) for formula in FORMULAE)


def rate(counters: Mapping[str, int], formula: Formula) -> Rate:
    """One indicator of these counters."""
    return Rate(formula, _sum(counters, formula.above), _sum(counters, formula.below))


def counters_of(keys: Iterable[str]) -> frozenset[str]:
    """Every counter that these indicators are made of."""
    formulae = [BY_KEY[key] for key in keys]
    return frozenset(name.removeprefix("-") for one in formulae for name in one.above + one.below)


def _sum(counters: Mapping[str, int], names: tuple[str, ...]) -> int:
    return sum(
        -counters.get(name[1:], 0) if name.startswith("-") else counters.get(name, 0)
        for name in names
    )
