"""Versions of a type: drafted, published from a day on, in the end retired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from tongban.base.errors import Invalid, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BEGINNING = date(1900, 1, 1)
"""From when the first version of a file holds: licences may be older than the platform."""
LONGEST_REASON = 500


class VersionState(StrEnum):
    """The states of a version."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class TypeState(StrEnum):
    """Where a type stands on a day."""

    DRAFTED = "drafted"
    COMING = "coming"
    IN_FORCE = "in_force"
    RETIRED = "retired"


LABELS: Mapping[str, str] = MappingProxyType(
    {
        TypeState.DRAFTED: "起草中",
        TypeState.COMING: "待实施",
        TypeState.IN_FORCE: "在用",
        TypeState.RETIRED: "已停用",
    }
)


class DayUnfit(Invalid):
    """The version cannot hold, or cannot end, on that day."""

    code = "licences.type_day_unfit"


class TypeRetired(Refusal):
    """No version of the type is in force on that day."""

    code = "licences.type_retired"
    sentence = "这种证照类型现在没有在用的版本，不能颁发。"


class NotRetirable(Refusal):
    """There is nothing in force that could be retired."""

    code = "licences.type_not_retirable"
    sentence = "这种证照类型没有在用的版本，或者已经定了停用的日子。"


@dataclass(frozen=True, slots=True)
class Span:
    """A published version: from which day it holds, and until when if it was retired."""

    number: int
    starts_on: date
    ends_on: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the version, as far as it goes by itself, holds that day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


def in_force(spans: Sequence[Span], day: date) -> Span | None:
    """The version that a licence issued on `day` follows: the latest that had begun by then."""
    begun = [span for span in spans if span.starts_on <= day]
    latest = max(begun, key=lambda span: (span.starts_on, span.number), default=None)
    return latest if latest is not None and latest.holds(day) else None


def next_change(spans: Sequence[Span], day: date) -> date | None:
    """The next day after `day` on which another version holds, or none any more."""
    days = {span.starts_on for span in spans} | {span.ends_on for span in spans if span.ends_on}
    for later in sorted(each for each in days if each > day):
        if in_force(spans, later) != in_force(spans, later - timedelta(days=1)):
            return later
    return None


def state_of(spans: Sequence[Span], day: date) -> TypeState:
    """Where a type with these published versions stands."""
    if not spans:
        return TypeState.DRAFTED
    if in_force(spans, day):
        return TypeState.IN_FORCE
    return TypeState.COMING if any(s.starts_on > day for s in spans) else TypeState.RETIRED


def check_publishing(
    spans: Sequence[Span], *, starts_on: date, today: date, issued_today: bool
) -> None:
    """Raise `DayUnfit` unless a new version may hold from that day on.

    What was issued keeps the version it was issued by: no day in the past, and today only as long
    as nothing was issued today.
    """
    if starts_on < today:
        raise DayUnfit(fields={"starts_on": "实施日期不能早于今天。"})
    if starts_on == today and issued_today:
        sentence = "今天已经按原来的版本颁发过证照，最早从明天起实施。"
        raise DayUnfit(fields={"starts_on": sentence})
    last = max((span.starts_on for span in spans), default=starts_on)
    if starts_on < last:
        sentence = f"已经有一个版本从 {last} 起实施，新的版本不能更早。"
        raise DayUnfit(fields={"starts_on": sentence})


def check_retiring(
    spans: Sequence[Span], *, ends_on: date, today: date, reason: str
) -> tuple[Span, str]:
    """Return the version that ends, and the reason to write down."""
    last = max(spans, key=lambda span: (span.starts_on, span.number), default=None)
    if last is None or last.ends_on is not None:
        raise NotRetirable
    wrong = {}
    if ends_on < today:
        wrong["ends_on"] = "停用日期不能早于今天。"
    elif ends_on <= last.starts_on:
        wrong["ends_on"] = f"最新的版本从 {last.starts_on} 起实施，停用日期要更晚。"
    said = reason.strip()
    if not 0 < len(said) <= LONGEST_REASON:
        wrong["reason"] = f"请写明停用的依据和原因，不超过 {LONGEST_REASON} 个字。"
    if wrong:
        raise DayUnfit(fields=wrong)
    return last, said
