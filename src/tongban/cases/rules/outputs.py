"""How the applicant gets what the case yields (结果领取方式)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tongban.base.errors import Refusal

if TYPE_CHECKING:
    from tongban.cases.rules.papers import DeliveredPaper

FIELD = "delivery_way"
"""The field of every form in which the applicant says how he wants it."""


class Way(StrEnum):
    """What the applicant chose on the form."""

    ELECTRONIC = "electronic"
    PICKUP = "pickup"
    COURIER = "courier"


SAID: Mapping[str, Way] = MappingProxyType(
    {"只要电子件": Way.ELECTRONIC, "窗口领取": Way.PICKUP, "邮寄": Way.COURIER}
)
SAYS: Mapping[Way, str] = MappingProxyType({way: word for word, way in SAID.items()})


class NotDelivering(Refusal):
    """Nothing waits to be handed over: not decided yet, or handed over already."""

    code = "cases.not_delivering"
    sentence = "这个办件现在没有要送达的结果，可能还没有办完，或者已经送达。"


class NoWayOpen(Refusal):
    """The case has ended, so there is nothing left to choose."""

    code = "cases.no_way_open"
    sentence = "这个办件已经结束，不能再改领取方式。"


@dataclass(frozen=True, slots=True)
class Handed:
    """What reached whom, where and how: everything that 送达回证 states."""

    way: str
    place: str
    things: tuple[DeliveredPaper, ...]
    received_by: str
    relation: str = ""
    remark: str = ""


def way_of(form: Mapping[str, Any]) -> Way:
    """The way that the form says; one that does not say anything is answered electronically."""
    return SAID.get(str(form.get(FIELD, "")), Way.ELECTRONIC)
