"""Writing figures: only the difference to what a case has added before."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db import connection

from tongban.base.audit import require_transaction
from tongban.supervision.models import Tally
from tongban.supervision.rules import COUNTERS, NOW, differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tongban.supervision.models import CaseWatch

EPOCH: Final = date(1970, 1, 1)
_TABLE = Tally._meta.db_table
_COLUMNS = ("span", "starts_on", "scope", "key", "item", "region", *COUNTERS)
_INSERT = f"""INSERT INTO {_TABLE} ({", ".join(_COLUMNS)}) VALUES """  # noqa: S608 - our own names
_ADD = " ON CONFLICT (scope, key, span, starts_on, item) DO UPDATE SET " + ", ".join(
    f"{name} = {_TABLE}.{name} + EXCLUDED.{name}" for name in COUNTERS
)
_ROW = f"({', '.join(['%s'] * len(_COLUMNS))})"
Scope = tuple[str, str, str, str]
Counters = dict[str, int]


def move(
    watch: CaseWatch, scopes: Mapping[str, object], days: Mapping[str, Mapping[str, int]]
) -> None:
    """Let the figures say what the case adds now, in the open transaction.

    What it added before is taken back where it was added, even if the case has since gone to
    another department or region.
    """
    require_transaction()
    before = watch.counted or {"at": scopes, "days": {}}
    if before["at"] == scopes:
        steps = [(scopes, differences(before["days"], days))]
    else:
        steps = [(before["at"], differences(before["days"], {})), (scopes, differences({}, days))]
    _add(steps)
    watch.counted = {"at": dict(scopes), "days": {day: dict(of) for day, of in days.items()}}


def scopes_of(unit: str, item: str, chain: tuple[str, ...]) -> dict[str, object]:
    """Where a case is counted."""
    return {"unit": unit, "item": item, "chain": list(chain)}


def _add(steps: Iterable[tuple[Mapping[str, object], Mapping[str, Mapping[str, int]]]]) -> None:
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


def _scopes(at: Mapping[str, object]) -> Iterator[Scope]:
    """Scope, key, item and region: the item first, the country last."""
    unit, item = str(at["unit"]), str(at["item"])
    chain = [str(code) for code in at["chain"]]  # type: ignore[attr-defined]
    yield "item", unit, item, chain[0]
    yield "unit", unit, "", chain[0]
    for code, above in zip(chain, [*chain[1:], ""], strict=True):
        yield "region", code, "", above


def _lock_order(row: tuple[tuple[str, date, Scope], Counters]) -> tuple[object, ...]:
    (span, starts_on, (scope, key, item, _region)), _counters = row
    weight = {"item": 0, "unit": 1, "region": 2}[scope]
    rank = 0 if scope != "region" else len(key.rstrip("0")) * -1
    return weight, rank, key, item, span, starts_on
