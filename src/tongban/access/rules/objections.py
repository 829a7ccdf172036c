"""Objections (异议) of people to looks at their data."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tongban.base.errors import Invalid, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

WORKING_DAYS: Final = 15
"""How long the office has for its answer."""
LONGEST: Final = 500


class Verdict(StrEnum):
    """What the office found."""

    UPHELD = "upheld"
    REJECTED = "rejected"


VERDICT_LABELS: Mapping[str, str] = MappingProxyType(
    {Verdict.UPHELD: "这次查看不当，已纠正", Verdict.REJECTED: "经核实，这次查看符合规定"}
)


class ObjectionInvalid(Invalid):
    """An objection or its answer says nothing, or too much."""

    code = "access.objection_invalid"


class NobodyAnswers(Refusal):
    """No office answers for the look: it was one's own agent's, or the platform's."""

    code = "access.nobody_answers"
    sentence = (
        "这次查看不是部门做的，没有部门能答复。是您的经办人查看的，可以撤回对他的授权；"
        "有其他疑问，请打服务热线12345。"
    )


class ObjectionAnswered(Refusal):
    """The office has answered already; an answer is not rewritten."""

    code = "access.objection_answered"
    sentence = "这件异议已经答复过，答复不能改。"


def check_words(words: str) -> str:
    """What a person objects, or `ObjectionInvalid`."""
    text = words.strip()
    if not 0 < len(text) <= LONGEST:
        raise ObjectionInvalid(fields={"words": f"请写明哪里不对，不超过{LONGEST}个字。"})
    return text


def check_answer(verdict: str, answer: str) -> tuple[Verdict, str]:
    """Verdict and words of an office, or `ObjectionInvalid`."""
    wrong: dict[str, str] = {}
    text = answer.strip()
    if verdict not in set(Verdict):
        wrong["verdict"] = "请选择核实的结果。"
    if not 0 < len(text) <= LONGEST:
        wrong["answer"] = f"请写明核实的情况，不超过{LONGEST}个字。"
    if wrong:
        raise ObjectionInvalid(fields=wrong)
    return Verdict(verdict), text
