"""Which materials are there, and which still have to be brought."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Source(StrEnum):
    """How a material came in."""

    LICENCE = "licence"
    UPLOAD = "upload"
    PAPER = "paper"
    FORM = "form"
    SHARED = "shared"
    COUNTER = "counter"
    PROMISE = "promise"


class Verdict(StrEnum):
    """What the clerk found on looking at a material."""

    GOOD = "good"
    WRONG = "wrong"


SOURCE_LABELS = {
    Source.LICENCE: "电子证照",
    Source.UPLOAD: "上传文件",
    Source.PAPER: "窗口收取",
    Source.FORM: "在线填表",
    Source.SHARED: "部门数据共享核验",
    Source.COUNTER: "到窗口核验原件",
    Source.PROMISE: "凭告知承诺不用交",
}

# 国务院令第716号 第七条: what sharing can give is not asked from the applicant.
GIVEN_BY_ITSELF = {
    "在线填表": Source.FORM,
    "数据共享": Source.SHARED,
    "前序事项结果": Source.SHARED,
    "窗口核验原件": Source.COUNTER,
}
REQUIRED = "必要"
MAY_FOLLOW = "容缺后补"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One material as the rules see it."""

    name: str
    need: str
    obtain: str
    source: str = ""
    verdict: str = ""

    @property
    def is_required(self) -> bool:
        return self.need == REQUIRED


def initial_source(obtain: str) -> Source | None:
    """How a material comes in without the applicant handing in a thing, if it does."""
    return GIVEN_BY_ITSELF.get(obtain)


def missing_at_submission(materials: Iterable[HandedIn]) -> tuple[str, ...]:
    """Compulsory materials that the applicant must still hand in before submitting."""
    return tuple(each.name for each in materials if each.is_required and not each.source)


def missing_at_acceptance(materials: Iterable[HandedIn]) -> tuple[str, ...]:
    """Compulsory materials without which the case is not complete.

    One that the clerk found wrong is missing; an original to be seen at the counter is missing
    until the clerk has seen it.
    """
    return tuple(each.name for each in materials if each.is_required and not stands(each))


def may_follow(material: HandedIn) -> bool:
    """Whether a material that has not come yet may come after the acceptance (容缺后补)."""
    return material.need == MAY_FOLLOW and not stands(material)


def stands(material: HandedIn) -> bool:
    """Whether a material is there, as far as anybody has looked."""
    if material.verdict == Verdict.WRONG or not material.source:
        return False
    return material.source != Source.COUNTER or material.verdict == Verdict.GOOD
