"""Drawing concluded cases to be gone through by hand (抽查), and what is found in them; no I/O."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tongban.base.errors import Invalid, Refusal
from tongban.supervision.rules.steps import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST: Final = 100
LONGEST_SPAN: Final = timedelta(days=92)


class Aspect(StrEnum):
    """What is looked at in a case that was drawn."""

    LIMIT = "limit"
    ORDER = "order"
    FEE = "fee"
    MATERIAL = "material"
    RESULT = "result"
    SERVICE = "service"


ASPECTS = {
    Aspect.LIMIT: "时限",
    Aspect.ORDER: "流程",
    Aspect.FEE: "收费",
    Aspect.MATERIAL: "材料",
    Aspect.RESULT: "结果和理由",
    Aspect.SERVICE: "服务态度",
}


class SampleInvalid(Invalid):
    """No sample can be drawn as it was asked for, or nothing can be found as it was said."""

    code = "supervision.sample_invalid"


class NothingToDraw(Refusal):
    """No case was concluded that could be drawn."""

    code = "supervision.nothing_to_draw"
    sentence = "这段时间里没有办结的件。请换一段时间或者部门。"


class SampleChecked(Refusal):
    """Whoever went through the case has said what he found; that stays."""

    code = "supervision.sample_checked"
    sentence = "这一件已经检查过，结果不能再改。"


def drawable(since: date, until: date, wanted: int, today: date) -> None:
    """Raise `SampleInvalid` unless so many cases of that span may be drawn."""
    faults = {
        name: sentence
        for name, wrong, sentence in (
            ("until", until < since, "结束日期不能早于开始日期。"),
            ("until", until > today, "结束日期不能晚于今天。"),
            ("since", until - since > LONGEST_SPAN, "一次最多抽 92 天里的件。"),
            ("wanted", not 1 <= wanted <= MOST, f"一次抽 1 到 {MOST} 件。"),
        )
        if wrong
    }
    if faults:
        raise SampleInvalid(fields=faults)


def found(aspects: Iterable[str], words: str) -> tuple[list[str], str]:
    """What was found: the aspects with a fault, and in which words; none needs no words."""
    chosen, text = [*dict.fromkeys(aspects)], words.replace("\x00", "").strip()
    faults = {
        name: sentence
        for name, wrong, sentence in (
            ("aspects", not set(chosen) <= set(Aspect), "请从列出的方面里选。"),
            ("words", bool(chosen) and not text, "请写明发现了什么问题。"),
            ("words", len(text) > LONGEST, f"最多写 {LONGEST} 个字，现在有 {len(text)} 个。"),
        )
        if wrong
    }
    if faults:
        raise SampleInvalid(fields=faults)
    return [str(aspect) for aspect in Aspect if aspect in chosen], text
