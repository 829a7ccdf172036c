"""Reading the feed of a department."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tongban.base.errors import NotFound
from tongban.base.prepared import Statement
from tongban.exchange import perms, rules
from tongban.exchange.models import FeedEntry, Webhook

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from tongban.base.actors import Actor

_PAGE = Statement(
    "SELECT seq, number, kind, at, facts::text FROM exchange_feedentry"
    " WHERE unit = $1 AND seq > $2::bigint ORDER BY seq LIMIT $3::int"
)
_HEAD = Statement("SELECT last, gone FROM exchange_feedhead WHERE unit = $1")


class FeedUnknown(NotFound):
    """There is no such department, or it is another's feed."""

    code = "exchange.feed_unknown"
    sentence = "没有找到这个部门的动态。请核对部门标识，它应当是应用登记时所属的部门。"


class Told(NamedTuple):
    """One entry as it is told; its facts are JSON."""

    seq: int
    number: str
    kind: str
    at: datetime
    facts: str


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Entries in order, the place after them, and whether more are there already."""

    items: Sequence[Told]
    next: str
    more: bool


def feed(actor: Actor, unit: str, *, after: str = "", limit: int = 100) -> FeedPage:
    """Entries of the actor's department after a cursor, in their order, without gaps.

    `next` is always a cursor, also when nothing is new: keep it.  Without one it begins at the
    first that is still kept.  Declined with `FeedUnknown`, `rules.CursorGone`,
    `rules.CursorOfAnother` or `rules.CursorUnreadable`.
    """
    if not perms.may_read_feed(actor, unit):
        raise FeedUnknown
    start = rules.place(unit, after)
    # Before the head: what was removed in between is then known to be gone.
    rows = _PAGE.rows([unit, start, max(1, min(limit, rules.MOST_ENTRIES))])
    found = [Told(*row) for row in rows]
    last, gone = reach(unit)
    require_kept(start if after else gone, last=last, gone=gone)
    end = found[-1].seq if found else max(start, gone)
    return FeedPage(found, rules.cursor(unit, end), more=end < last)


def require_kept(start: int, *, last: int, gone: int) -> None:
    """Decline a place from which the feed cannot be read without a gap."""
    if start > last:
        raise rules.CursorUnreadable
    if start < gone:
        raise rules.CursorGone


def entries(unit: str, *, after: int, most: int) -> list[FeedEntry]:
    """That many numbered entries after a place, in order."""
    rows = FeedEntry.objects.filter(unit=unit, seq__gt=after)
    return list(rows.order_by("seq")[:most])


def reach(unit: str) -> tuple[int, int]:
    """The numbers of the last entry of a feed, and of the last that was removed from it."""
    heads = _HEAD.rows([unit])
    return (int(heads[0][0]), int(heads[0][1])) if heads else (0, 0)


def has_webhook(units: Collection[str]) -> list[str]:
    """Those of the departments that somebody wants to be called for."""
    live = Webhook.objects.filter(unit__in=units, closed_at=None, paused_at=None)
    return sorted(live.order_by().values_list("unit", flat=True).distinct())
