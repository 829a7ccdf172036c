"""Writing figures: only the difference to what a case has added before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.db import connection

from tongban.base.audit import require_transaction
from tongban.supervision.models import Tally
from tongban.supervision.rules import COUNTERS, NOW, differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EPOCH: Final = date(1970, 1, 1)
_TABLE = Tally._meta.db_table
_COLUMNS = ("span", "starts_on", "scope", "key", "item", "region", *COUNTERS)
_INSERT = f"""INSERT INTO {_TABLE} ({", ".join(_COLUMNS)}) VALUES """  # noqa: S608 - our own names
_ADD = " ON CONFLICT (key, scope, span, item, starts_on) DO UPDATE SET " + ", ".join(
    f"{name} = {_TABLE}.{name} + EXCLUDED.{name}" for name in COUNTERS
)
_ROW = f"({', '.join(['%s'] * len(_COLUMNS))})"
Scope = tuple[str, str, str, str]
Counters = dict[str, int]
Scopes = Mapping[str, object]
Days = Mapping[str, Mapping[str, int]]


class Watch(Protocol):
    """What keeps the share that a case or an item has added to the figures."""

    counted: Any


def move(watch: Watch, scopes: Scopes, days: Days) -> None:
    """Let the figures say what a case adds now, in the open transaction."""
    move_all([(watch, scopes, days)])


def move_all(shares: Iterable[tuple[Watch, Scopes, Days]]) -> None:
    """Let the figures say what each of these adds now, in the open transaction.

    What it added before is taken back where it was added, even if it has since gone to another
    department or region.
    """
    require_transaction()
    steps: list[tuple[Scopes, Days]] = []
    for watch, scopes, days in shares:
        before = watch.counted or {"at": scopes, "days": {}}
        if before["at"] == scopes:
            steps.append((scopes, differences(before["days"], days)))
        else:
            steps.append((before["at"], differences(before["days"], {})))
            steps.append((scopes, differences({}, days)))
        watch.counted = counted(scopes, days)
    _add(steps)


def counted(scopes: Scopes, days: Days) -> dict[str, object]:
    """How a watch keeps what was added."""
    return {"at": dict(scopes), "days": {day: dict(of) for day, of in days.items()}}


def scopes_of(unit: str, item: str, chain: tuple[str, ...]) -> dict[str, object]:
    """Where a case, an item, or (without `item`) what a department keeps lists of is counted."""
    return {"unit": unit, "item": item, "chain": list(chain)}


def _add(steps: Iterable[tuple[Scopes, Days]]) -> None:
    sums: dict[tuple[str, date, Scope], Counters] = defaultdict(lambda: defaultdict(int))
    for scopes, days in steps:
        for day, counters in days.items():
            for span, starts_on in _spans(day):
                for scope in _scopes(scopes):
                    for name, step in counters.items():
                        sums[span, starts_on, scope][name] += step
    rows = sorted(sums.items(), key=_lock_order)
    if rows:
        _write(rows)


def _write(rows: list[tuple[tuple[str, date, Scope], Counters]]) -> None:
    """One statement for all rows; rows many cases share are locked last."""
    values: list[str | date | int] = []
    for (span, starts_on, (scope, key, item, region)), counters in rows:
        values += [span, starts_on, scope, key, item, region]
        values += [counters.get(name, 0) for name in COUNTERS]
    with connection.cursor() as cursor:
        cursor.execute(f"{_INSERT}{', '.join([_ROW] * len(rows))}{_ADD}", values)


def _spans(day: str) -> Iterator[tuple[str, date]]:
    if day == NOW:
        yield NOW, EPOCH
        return
    on = date.fromisoformat(day)
    yield "day", on
    yield "month", on.replace(day=1)


def _scopes(at: Scopes) -> Iterator[Scope]:
    """Scope, key, item and region: the item first if there is one, the country last."""
    unit, item = str(at["unit"]), str(at["item"])
    chain = [str(code) for code in at["chain"]]  # type: ignore[attr-defined]
    if item:
        yield "item", unit, item, chain[0]
    yield "unit", unit, "", chain[0]
    for code, above in zip(chain, [*chain[1:], ""], strict=True):
        yield "region", code, "", above


def _lock_order(row: tuple[tuple[str, date, Scope], Counters]) -> tuple[object, ...]:
    (span, starts_on, (scope, key, item, _region)), _counters = row
    weight = {"item": 0, "unit": 1, "region": 2}[scope]
    rank = 0 if scope != "region" else len(key.rstrip("0")) * -1
    return weight, rank, key, item, span, starts_on
