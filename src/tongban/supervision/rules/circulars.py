"""Circulars (通报): which month, in which order, who is named at the tail; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from tongban.base.errors import Invalid, Refusal
from tongban.supervision.rules.indicators import BY_KEY, rate

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_WORDS: Final = 2000
FIRST_YEAR: Final = 2000
FULL: Final = 100


class CircularInvalid(Invalid):
    """No circular can be made as it was asked for."""

    code = "supervision.circular_invalid"


class CircularTaken(Refusal):
    """There is a circular of this region and month; what was published stays."""

    code = "supervision.circular_taken"
    sentence = "这个地区这个月的通报已经发布过。先撤回，才能再发布一份。"


class OwnCircular(Refusal):
    """Whoever published a circular does not withdraw it as well."""

    code = "supervision.own_circular"
    sentence = "发布的人不能自己撤回。请另一位监察人员或者发布部门的负责人撤回。"


class CircularWithdrawn(Refusal):
    """It was withdrawn before; that is done once."""

    code = "supervision.circular_withdrawn"
    sentence = "这份通报已经撤回。"


class NothingToTell(Refusal):
    """No department of the region concluded anything in that month."""

    code = "supervision.nothing_to_tell"
    sentence = "这个地区这个月没有办结的件，没有内容可以通报。"


@dataclass(frozen=True, slots=True)
class By:
    """Who published, or wants to withdraw; of old circulars only the name is known."""

    account: int | None
    name: str

    def is_same(self, other: By) -> bool:
        if self.account is None or other.account is None:
            return self.name == other.name
        return self.account == other.account


@dataclass(frozen=True, slots=True)
class Layout:
    """What a circular shows: indicators, the order by them, how many of the last are named."""

    columns: tuple[str, ...]
    order: tuple[str, ...]
    tail: int


@dataclass(frozen=True, slots=True)
class Counts:
    """A region or a department with its counters."""

    key: str
    name: str
    counters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one stands: equal figures share a rank; None for whoever concluded nothing."""

    counts: Counts
    rank: int | None
    is_last: bool = False


def month_of(text: str, today: date) -> tuple[date, date]:
    """The first and last day of a month that is over, written as 2026-02."""
    try:
        year, month = (int(part) for part in text.strip().split("-"))
        first = date(year, month, 1)
        following = (first + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError):
        raise CircularInvalid(fields={"month": "请按 2026-02 的样子填写月份。"}) from None
    if first.year < FIRST_YEAR or following > today:
        raise CircularInvalid(fields={"month": "只能通报已经过完的月份。"})
    return first, following - timedelta(days=1)


def opening(words: str) -> str:
    """What the supervisor says at the head, or `CircularInvalid`; it may be left out."""
    text = words.replace("\x00", "").strip()
    if len(text) > LONGEST_WORDS:
        sentence = f"最多写 {LONGEST_WORDS} 个字，现在有 {len(text)} 个。"
        raise CircularInvalid(fields={"words": sentence})
    return text


def withdrawn(*, by: By, publisher: By, already: bool) -> None:
    """Decide that a circular may be withdrawn, or raise `CircularWithdrawn` or `OwnCircular`."""
    if already:
        raise CircularWithdrawn
    if by.is_same(publisher):
        raise OwnCircular


def ranked(rows: Sequence[Counts], layout: Layout) -> tuple[Place, ...]:
    """Everybody in order, the best first; whoever concluded nothing stands below, without a rank.

    The last ones are named: at most half, never the best, and only who falls short of the first
    indicator of the order.
    """
    resting = [row for row in rows if not row.counters.get("finished")]
    doing = [row for row in rows if row.counters.get("finished")]
    doing.sort(key=lambda row: (_figures(row, layout), row.key))
    figures = [_figures(row, layout) for row in doing]
    ranks = [figures.index(each) + 1 for each in figures]
    first_named = len(doing) - min(layout.tail, len(doing) // 2)
    places = [
        Place(row, rank, at >= first_named and rank > 1 and _short(row, layout))
        for at, (row, rank) in enumerate(zip(doing, ranks, strict=True))
    ]
    return (*places, *(Place(row, None) for row in resting))


def _figures(row: Counts, layout: Layout) -> tuple[float, ...]:
    """By what a row is put in its order: the smaller the better, nothing counted last."""
    shares = [(BY_KEY[key].good_up, rate(row.counters, BY_KEY[key]).share) for key in layout.order]
    return tuple(
        float("inf") if share is None else -share if good_up else share for good_up, share in shares
    )


def _short(row: Counts, layout: Layout) -> bool:
    share = rate(row.counters, BY_KEY[layout.order[0]]).share
    return share is not None and share < FULL
