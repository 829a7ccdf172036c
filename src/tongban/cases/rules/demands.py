"""What is asked for in a material that is missing or wrong: the same words everywhere.

Guide (办事指南), self-check of the portal and one-time notice (一次性告知) say what will do by
`items.rules.standard`; that something is missing is said here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base.errors import Refusal
from tongban.cases.rules.materials import REQUIRED, Verdict
from tongban.items.rules import standard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongban.items.rules import ItemDefinition

MISSING = "没有交"
WRONG = "不符合要求"


class NoticeIncomplete(Refusal):
    """The one notice was to leave out something that is known to be missing or wrong."""

    code = "cases.notice_incomplete"
    status = 422

    def __init__(self, demands: Iterable[Demand]) -> None:
        named = {one.key: f"也要一并告知：{one.sentence}" for one in demands}
        super().__init__(
            "补正只能告知一次，还有材料没有列进去，请一并告知。",
            fields=named,
        )


@dataclass(frozen=True, slots=True)
class Demand:
    """One material that must be brought or mended: what is wrong, and what will do."""

    key: str
    name: str
    wrong: str
    standard: str

    @property
    def sentence(self) -> str:
        """The demand as one sentence."""
        return f"{self.name}：{self.wrong}。要求：{self.standard}。"


@dataclass(frozen=True, slots=True)
class Held:
    """One material of a draft or case, as far as a demand depends on it."""

    key: str
    name: str
    need: str
    source: str
    verdict: str = ""
    remark: str = ""


def demand(definition: ItemDefinition, held: Held) -> Demand:
    """What is asked for in this material, be it missing or wrong."""
    known = definition.material(held.key)
    words = held.remark if held.verdict == Verdict.WRONG else ""
    wrong = (words or WRONG) if held.source else MISSING
    return Demand(held.key, held.name, wrong, standard(known) if known else "符合办事指南的要求")


def owed(definition: ItemDefinition, materials: Iterable[Held]) -> tuple[Demand, ...]:
    """Everything that must be asked for: compulsory materials not there, and those found wrong."""
    return tuple(
        demand(definition, one)
        for one in materials
        if one.verdict == Verdict.WRONG or (one.need == REQUIRED and not one.source)
    )
