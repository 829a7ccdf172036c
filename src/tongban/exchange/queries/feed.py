"""Reading the feed of a department."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base.errors import NotFound
from tongban.base.prepared import Statement
from tongban.exchange import perms, rules
from tongban.exchange.models import FeedEntry, FeedHead, Webhook

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tongban.base.actors import Actor

_LAST = Statement(
    "exchange_feed_last", ("text",), "SELECT last FROM exchange_feedhead WHERE unit = $1"
)


class FeedUnknown(NotFound):
    """There is no such department, or it is another's feed."""

    code = "exchange.feed_unknown"
    sentence = "没有找到这个部门的动态。请核对部门标识，它应当是应用登记时所属的部门。"


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Entries in order, the place after them, and whether more are there already."""

    items: Sequence[FeedEntry]
    next: str
    more: bool


def feed(actor: Actor, unit: str, *, after: str = "", limit: int = 100) -> FeedPage:
    """Entries of the actor's department after a cursor, in their order, without gaps.

    `next` is always a cursor, also when nothing is new: keep it.  Declined with `FeedUnknown`,
    `rules.CursorOfAnother` or `rules.CursorUnreadable`.
    """
    if not perms.may_read_feed(actor, unit):
        raise FeedUnknown
    start = rules.place(unit, after)
    heads = _LAST.rows([unit])
    last = int(heads[0][0]) if heads else 0
    if start > last:
        raise rules.CursorUnreadable
    found = entries(unit, after=start, most=max(1, min(limit, rules.MOST_ENTRIES)))
    end = int(found[-1].seq or start) if found else start
    return FeedPage(found, rules.cursor(unit, end), more=end < last)


def entries(unit: str, *, after: int, most: int) -> list[FeedEntry]:
    """That many numbered entries after a place, in order."""
    rows = FeedEntry.objects.filter(unit=unit, seq__gt=after)
    return list(rows.order_by("seq")[:most])


def last_of(unit: str) -> int:
    """The number of the last entry of a feed."""
    return FeedHead.objects.filter(unit=unit).values_list("last", flat=True).first() or 0


def has_webhook(units: Collection[str]) -> list[str]:
    """Those of the departments that somebody wants to be called for."""
    live = Webhook.objects.filter(unit__in=units, closed_at=None, paused_at=None)
    return sorted(live.order_by().values_list("unit", flat=True).distinct())
