"""What a version of a rule may say, and who may publish it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tongban.base.errors import Invalid, Refusal
from tongban.cases.rules import Light
from tongban.supervision.rules.thresholds import PERCENT
from tongban.supervision.rules.words import Basis, Check, Measure, Told

if TYPE_CHECKING:
    from datetime import date

    from tongban.supervision.rules.thresholds import Rule

LONGEST_TITLE = 60
MOST_DAYS = 60
CODE = re.compile(r"[A-Z][A-Z0-9]{0,5}")
COUNTED = frozenset({Check.STOPS, Check.SECOND_NOTICE})


class RuleInvalid(Invalid):
    """A rule says something that cannot be."""

    code = "supervision.rule_invalid"


class OwnDraft(Refusal):
    """Whoever wrote a draft may not publish it as well."""

    code = "supervision.own_draft"
    sentence = "起草的人不能自己发布。请另一位监察人员核对后发布。"


class StartsTooEarly(Invalid):
    """A rule cannot begin to hold on a day that is over."""

    code = "supervision.starts_too_early"

    def __init__(self) -> None:
        sentence = "生效日期不能早于今天。"
        super().__init__(sentence, fields={"starts_on": sentence})


def checked(rule: Rule) -> Rule:
    """Return the rule in its plain form, or raise `RuleInvalid` with a sentence for each field."""
    faults = dict(_faults(rule))
    if faults:
        raise RuleInvalid(fields=faults)
    if rule.check is not Check.LIMIT:
        return replace(rule, title=rule.title.strip(), basis=None, measure=None)
    return replace(rule, title=rule.title.strip())


def _faults(rule: Rule) -> list[tuple[str, str]]:
    return [
        (name, sentence)
        for name, wrong, sentence in (
            ("code", not CODE.fullmatch(rule.code), "编号是一个大写字母加数字，例如 L9。"),
            ("light", rule.light is Light.GREEN, "绿灯不用规则，请选提醒、黄牌或者红牌。"),
            ("title", not rule.title.strip(), "请填写规则的名称。"),
            ("title", len(rule.title) > LONGEST_TITLE, f"名称最多 {LONGEST_TITLE} 个字。"),
            ("basis", _lacks(rule, rule.basis), "请选是哪一种期限。"),
            ("measure", _lacks(rule, rule.measure), "请选怎么算。"),
            (
                "amount",
                not _fits(rule),
                "数值不合适：比例是 1 到 100，天数是 0 到 60，次数至少 1。",
            ),
            (
                "answer_days",
                not 0 <= rule.answer_days <= MOST_DAYS,
                "反馈时限是 0 到 60 个工作日。",
            ),
            ("told", not rule.told or not set(rule.told) <= set(Told), "请至少选一类要告诉的人。"),
        )
        if wrong
    ]


def _lacks(rule: Rule, word: Basis | Measure | None) -> bool:
    return rule.check is Check.LIMIT and word is None


def _fits(rule: Rule) -> bool:
    if rule.measure is Measure.USED:
        return 1 <= rule.amount <= PERCENT
    least = 1 if rule.check in COUNTED else 0
    return least <= rule.amount <= MOST_DAYS


def may_publish(drafted_by: int | None, publisher: int | None) -> None:
    """Raise `OwnDraft` unless two different persons draft and publish."""
    if drafted_by is None or publisher is None or drafted_by == publisher:
        raise OwnDraft


def starts_on(day: date | None, today: date) -> date:
    """The day from which a version holds: today unless a later one is given."""
    if day is not None and day < today:
        raise StartsTooEarly
    return day or today
