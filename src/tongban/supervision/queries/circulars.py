"""Circulars (通报): what one would say today, and those that were published."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from tongban.base.crypto import sm3
from tongban.base.errors import NotFound, require
from tongban.base.paging import Page, keyset
from tongban.supervision import perms
from tongban.supervision.models import Circular
from tongban.supervision.queries import figures
from tongban.supervision.queries.rules import DATA
from tongban.supervision.rules import BY_KEY, circulars, rate
from tongban.supervision.rules.circulars import Counts, Layout, NothingToTell, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from tongban.base.actors import Actor
    from tongban.supervision.queries.figures import Line

PARTS = {"region": "各地区", "unit": "各部门"}
COUNTS = {
    "received": "申请", "finished": "办结", "late": "超期办结", "red": "在办超期",
    "cards_yellow": "黄牌", "cards_red": "红牌",
}  # fmt: skip


class CircularUnknown(NotFound):
    """There is no such circular."""

    code = "supervision.circular_unknown"
    sentence = "没有找到这份通报。"


@cache
def ranking() -> Layout:
    """What circulars show, and by what they rank."""
    said = yaml.safe_load((DATA / "circular.yaml").read_text(encoding="utf-8"))
    return Layout(tuple(said["columns"]), tuple(said["order"]), said["tail"])


def circular_draft(actor: Actor, region: str, month: str, today: date) -> dict[str, Any]:
    """What the circular of a region and a month would state today, as it would be frozen.

    Declined with `CircularInvalid`, `CircularTaken` or `NothingToTell`; for supervisors.
    """
    require(perms.may_supervise(actor))
    since, until = circulars.month_of(month, today)
    before = latest_circular(region, since)
    if before is not None and not hasattr(before, "withdrawal"):
        raise circulars.CircularTaken
    whole, parts = figures.month(region, since, until)
    if not whole.counters["finished"]:
        raise NothingToTell
    layout = ranking()
    return {
        "title": f"{whole.name}{since.year}年{since.month}月政务服务效能通报",
        "region": region,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "counts": list(COUNTS.values()),
        "columns": [_column(key) for key in layout.columns],
        "order": [BY_KEY[key].name for key in layout.order],
        "replaces": before.number if before else "",
        "sums": [_row(Place(_counts(whole), None), layout)],
        "tables": [_table(kind, parts, layout) for kind in PARTS
                   if any(line.kind == kind for line in parts)],
    }  # fmt: skip


def latest_circular(region: str, month: date) -> Circular | None:
    """The circular of a region and month that no other one replaces; withdrawn or not."""
    rows = Circular.objects.filter(region=region, month=month, replaced_by=None)
    return rows.select_related("withdrawal").first()


def face_of(facts: Mapping[str, Any]) -> str:
    """What tells whether a circular says the same as the one that was looked at."""
    return sm3.digest(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hex()


def _table(kind: str, parts: Iterable[Line], layout: Layout) -> dict[str, Any]:
    lines = [line for line in parts if line.kind == kind]
    idle = [line for line in lines if not any(line.counters[name] for name in COUNTS)]
    places = circulars.ranked([_counts(line) for line in lines if line not in idle], layout)
    return {
        "title": PARTS[kind],
        "kind": kind,
        "idle": [line.name for line in idle],
        "rows": [_row(place, layout) for place in places],
        "last": [place.counts.name for place in places if place.is_last],
    }


def _column(key: str) -> dict[str, str]:
    return {"name": BY_KEY[key].name, "words": BY_KEY[key].words}


def _counts(line: Line) -> Counts:
    return Counts(line.key, line.name, line.counters)


def _row(place: Place, layout: Layout) -> dict[str, Any]:
    counters: Mapping[str, int] = place.counts.counters
    shown = [rate(counters, BY_KEY[key]) for key in layout.columns]
    return {
        "key": place.counts.key,
        "name": place.counts.name,
        "rank": place.rank,
        "last": place.is_last,
        "counts": [counters.get(name, 0) for name in COUNTS],
        "rates": [
            (each.words, f"{each.above}/{each.below}" if each.below else "") for each in shown
        ],
    }


def published_circulars(actor: Actor, *, after: str = "", limit: int = 20) -> Page[Circular]:
    """Every circular, the latest first; for everybody who works in a department."""
    require(perms.may_read_circulars(actor))
    rows = Circular.objects.select_related("withdrawal").defer("facts")
    return keyset(rows, by=("-made_at", "id"), after=after, limit=limit)


def may_withdraw(actor: Actor, found: Circular) -> bool:
    """Whether the actor may withdraw a circular that holds, as somebody else than its publisher."""
    by = circulars.By(actor.account, actor.name)
    return (
        perms.may_withdraw(actor, found)
        and not hasattr(found, "withdrawal")
        and not by.is_same(circulars.By(found.account, found.made_by))
    )


def circular(actor: Actor, serial: str) -> Circular:
    """One circular as it was published."""
    require(perms.may_read_circulars(actor))
    rows = Circular.objects.select_related("withdrawal", "replaces", "replaced_by")
    found = rows.filter(serial=serial).first()
    if found is None:
        raise CircularUnknown
    return found
