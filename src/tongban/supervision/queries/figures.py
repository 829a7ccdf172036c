"""Figures: from the province down to the cases of one item, out of counters that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from django.db import connection

from tongban.base.errors import require
from tongban.directory import queries as directory
from tongban.items import queries as items
from tongban.supervision import perms
from tongban.supervision.models import Tally
from tongban.supervision.rules import BY_KEY, COUNTERS, FLOW, NOW, STOCK, rate, rates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tongban.base.actors import Actor
    from tongban.supervision.rules import Rate


_ALL = frozenset(COUNTERS)


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

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Every indicator, in the order of the page."""
        return rates(self.counters)

    def rate(self, key: str) -> Rate:
        """One of the indicators."""
        return rate(self.counters, BY_KEY[key])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are summed: by a column, under a condition in our own words and its values."""

    by: str
    where: str
    values: tuple[str | list[str], ...]


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


def drill(
    actor: Actor,
    level: Level,
    period: Period,
    today: date,
    *,
    counters: Iterable[str] = COUNTERS,
) -> Drill:
    """The figures at one step of the way down; for supervisors.

    It reads as many rows as there are parts and days or months, however many cases lie behind; of
    the parts only these counters, and no parts at all if there are none.
    """
    require(perms.may_see_board(actor))
    grain, since, until = span_of(period, today)
    region = directory.region(level.region or top())
    here = Level(region.code, level.unit, level.item)
    way = _way(here)
    whole = _read(_whole(here), grain, since, until)
    shown = frozenset(counters)
    return Drill(
        level=here,
        period=period,
        since=since,
        until=until,
        whole=Line("whole", "", way[-1][0], _one(whole)),
        parts=tuple(_parts(here, grain, since, until, shown)) if shown else (),
        way=way,
    )


def month(region: str, first: date, last: date) -> tuple[Line, tuple[Line, ...]]:
    """A region as a whole in one month, and the regions and departments right under it."""
    found = directory.region(region)
    here = Level(found.code)
    whole = _read(_whole(here), "month", first, last)
    parts = tuple(_parts(here, "month", first, last, _ALL))
    return Line("whole", region, found.name, _one(whole)), parts


def _one(read: Mapping[str, dict[str, int]]) -> dict[str, int]:
    """The only sums that were read, or zeros."""
    return next(iter(read.values()), dict.fromkeys(COUNTERS, 0))


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


def _whole(here: Level) -> Wanted:
    if here.item:
        return Wanted("scope", "key = %s AND scope = 'item' AND item = %s", (here.unit, here.item))
    scope, key = ("unit", here.unit) if here.unit else ("region", here.region)
    return Wanted("scope", "key = %s AND scope = %s AND item = ''", (key, scope))


def _parts(
    here: Level, grain: str, since: date, until: date, shown: frozenset[str]
) -> Iterable[Line]:
    if here.item:
        return
    if here.unit:
        wanted = Wanted("item", "key = %s AND scope = 'item'", (here.unit,))
        read = _read(wanted, grain, since, until, shown)
        names = _item_names(read)
        yield from (Line("item", key, names[key] or key, read[key]) for key in sorted(read))
        return
    below = {each.code: each.name for each in directory.regions_under(here.region)}
    keys = Wanted("key", "key = ANY(%s) AND scope = 'region' AND item = ''", (list(below),))
    read = _read(keys, grain, since, until, shown) if below else {}
    yield from (Line("region", key, below[key], read[key]) for key in sorted(read))
    units = Wanted("key", "region = %s AND scope = 'unit'", (here.region,))
    read = _read(units, grain, since, until, shown)
    names = {office.key: office.name for office in directory.departments(read)}
    yield from (Line("unit", key, names.get(key, key), read[key]) for key in sorted(read))


def _read(
    wanted: Wanted, grain: str, since: date, until: date, shown: frozenset[str] = _ALL
) -> dict[str, dict[str, int]]:
    """The sums of the flow in the period and of the stock now, by a column; two statements.

    Both are asked even if nothing of one is shown: what is there at all is in either.
    """
    first = since.replace(day=1) if grain == "month" else since
    found: dict[str, dict[str, int]] = {}
    flow, stock = _shown(shown)
    with connection.cursor() as cursor:
        for names, part, values in (
            (flow, "span = %s AND starts_on BETWEEN %s AND %s", (grain, first, until)),
            (stock, "span = %s", (NOW,)),
        ):
            cursor.execute(_sums(wanted.by, names, f"{wanted.where} AND {part}"),
                           (*wanted.values, *values))  # fmt: skip
            for by, *sums in cursor.fetchall():
                kept = found.setdefault(str(by), dict.fromkeys((*flow, *stock), 0))
                kept.update(zip(names, map(int, sums), strict=True))
    return found


@cache
def _shown(wanted: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of the flow and of the stock what is wanted, in the order of the page; one at least."""
    flow, stock = (tuple(name for name in all_ if name in wanted) for all_ in (FLOW, STOCK))
    return flow or FLOW[:1], stock or STOCK[:1]


@cache
def _sums(by: str, names: tuple[str, ...], where: str) -> str:
    """Without an order, so that its plan is the same at any size; the few sums are sorted here.

    Written out, since building the same sixty sums for each page costs more than reading."""
    sums = ", ".join(f"sum({name})" for name in names)
    table = Tally._meta.db_table
    return f"SELECT {by}, {sums} FROM {table} WHERE {where} GROUP BY {by}"  # noqa: S608 - our own names


def _item_names(keys: Iterable[str]) -> dict[str, str]:
    wanted = list(keys)
    return dict.fromkeys(wanted, "") | items.names(wanted)
