"""Figures: from the province down to the cases of one item, out of counters that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Sum

from tongban.base.errors import require
from tongban.directory import queries as directory
from tongban.items import queries as items
from tongban.supervision import perms
from tongban.supervision.models import Tally
from tongban.supervision.rules import COUNTERS, NOW, STOCK, rates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from tongban.base.actors import Actor
    from tongban.supervision.rules import Rate

_FLOW = [name for name in COUNTERS if name not in STOCK]


class Period(StrEnum):
    """The spans that a page can show; each is read from days or from months, never from cases."""

    LAST_30 = "30"
    MONTH = "month"
    BEFORE = "before"
    YEAR = "year"


PERIODS = {
    Period.LAST_30: "近 30 天",
    Period.MONTH: "本月",
    Period.BEFORE: "上月",
    Period.YEAR: "今年",
}


@dataclass(frozen=True, slots=True)
class Level:
    """Where one stands on the way down: a region, a department in it, an item of that."""

    region: str = ""
    unit: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page: what it is, its counters, its indicators."""

    kind: str
    key: str
    name: str
    counters: Mapping[str, int]
    rates: tuple[Rate, ...]

    def rate(self, key: str) -> Rate:
        """One of the indicators."""
        return next(rate for rate in self.rates if rate.formula.key == key)


@dataclass(frozen=True, slots=True)
class Drill:
    """One step of the way down: the whole, its parts, and the way back up."""

    level: Level
    period: Period
    since: date
    until: date
    whole: Line
    parts: tuple[Line, ...]
    way: tuple[tuple[str, Level], ...]


def span_of(period: Period, today: date) -> tuple[str, date, date]:
    """The grain and the first and last day of a period."""
    first = today.replace(day=1)
    if period is Period.LAST_30:
        return "day", today - timedelta(days=29), today
    if period is Period.MONTH:
        return "month", first, today
    if period is Period.BEFORE:
        last = first - timedelta(days=1)
        return "month", last.replace(day=1), last
    return "month", first.replace(month=1), today


def drill(actor: Actor, level: Level, period: Period, today: date) -> Drill:
    """The figures at one step of the way down; for supervisors.

    It reads as many rows as there are parts and days or months, however many cases lie behind.
    """
    require(perms.may_see_board(actor))
    grain, since, until = span_of(period, today)
    region = directory.region(level.region or top())
    here = Level(region.code, level.unit, level.item)
    way = _way(here)
    whole = _read(_rows_of_whole(here), grain, since, until, "scope")
    counters = next(iter(whole.values()), {})
    return Drill(
        level=here,
        period=period,
        since=since,
        until=until,
        whole=_line("whole", "", way[-1][0], counters),
        parts=tuple(_parts(here, grain, since, until)),
        way=way,
    )


def top() -> str:
    """Where the way begins: at the one province that has figures, else at the country."""
    here = directory.regions_under("")[0].code
    counted = Tally.objects.filter(scope="region", region=here, span=NOW)
    keys = list(counted.order_by("key").values_list("key", flat=True)[:2])
    return keys[0] if len(keys) == 1 else here


def _way(here: Level) -> tuple[tuple[str, Level], ...]:
    """The names from the country down to where one stands."""
    chain = [*directory.ancestors(here.region), directory.region(here.region)]
    way = [(each.name, Level(each.code)) for each in chain]
    if here.unit:
        name = directory.department(here.unit).name
        way.append((name, Level(here.region, here.unit)))
    if here.item:
        way.append((_item_names([here.item])[here.item], here))
    return tuple(way)


def _rows_of_whole(here: Level) -> QuerySet[Tally]:
    if here.item:
        return Tally.objects.filter(scope="item", key=here.unit, item=here.item)
    if here.unit:
        return Tally.objects.filter(scope="unit", key=here.unit, item="")
    return Tally.objects.filter(scope="region", key=here.region, item="")


def _parts(here: Level, grain: str, since: date, until: date) -> Iterable[Line]:
    if here.item:
        return
    if here.unit:
        rows = Tally.objects.filter(scope="item", key=here.unit)
        read = _read(rows, grain, since, until, "item")
        names = _item_names(read)
        yield from (_line("item", key, names[key] or key, read[key]) for key in sorted(read))
        return
    below = {each.code: each.name for each in directory.regions_under(here.region)}
    rows = Tally.objects.filter(scope="region", key__in=list(below), item="")
    read = _read(rows, grain, since, until, "key")
    yield from (_line("region", key, below[key], read[key]) for key in sorted(read))
    units = Tally.objects.filter(scope="unit", region=here.region)
    read = _read(units, grain, since, until, "key")
    names = {office.key: office.name for office in directory.departments(read)}
    yield from (_line("unit", key, names.get(key, key), read[key]) for key in sorted(read))


def _read(
    rows: QuerySet[Tally], grain: str, since: date, until: date, by: str
) -> dict[str, dict[str, int]]:
    """The sums of the flow in the period and of the stock now, by a column; two statements."""
    first = since.replace(day=1) if grain == "month" else since
    flow = rows.filter(span=grain, starts_on__gte=first, starts_on__lte=until)
    found: dict[str, dict[str, int]] = {}
    for part, names in ((flow, _FLOW), (rows.filter(span=NOW), list(STOCK))):
        sums = part.values(by).annotate(**{f"sum_{name}": Sum(name) for name in names})
        for row in sums.order_by(by):
            kept = {name: int(row[f"sum_{name}"] or 0) for name in names}
            found.setdefault(str(row[by]), dict.fromkeys(COUNTERS, 0)).update(kept)
    return found


def _line(kind: str, key: str, name: str, counters: Mapping[str, int]) -> Line:
    return Line(kind, key, name, counters, rates(counters))


def _item_names(keys: Iterable[str]) -> dict[str, str]:
    wanted = list(keys)
    return dict.fromkeys(wanted, "") | items.names(wanted)
