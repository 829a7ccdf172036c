"""The board and the way down from province to case, at a million cases; what a look costs.

Run with `python -m bench.supervision [cases]`.  Each page is asked for through the test client.
The plans of its queries are compared at ten thousand cases and at the full number: a plan that
changes its shape is printed, and the run fails.  The figures that jobs keep are laid by SQL here.
"""

from __future__ import annotations

import statistics
import sys
import time
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from bench import desk, million

if TYPE_CHECKING:
    from django.test import Client

SMALL = 10_000
AIM = 100
LOOKS = 100
COUNTY = "230102"
ROOT = "/desk/board/"
PAGES = {
    "board": ROOT,
    "province": f"{ROOT}figures/?region=230000",
    "county, a year": f"{ROOT}figures/?region={COUNTY}&period=year",
    "department, 30 days": f"{ROOT}figures/?region={COUNTY}&unit=mkt",
    "department, a year": f"{ROOT}figures/?region={COUNTY}&unit=mkt&period=year",
    "catalogue of the county": f"{ROOT}figures/?region={COUNTY}&of=list",
    "item": f"{ROOT}figures/?region={COUNTY}&unit=mkt&item=food_business",
    "open cases of the item": f"{ROOT}cases/?unit=mkt&item=food_business",
    "overdue of a department": f"{ROOT}cases/?unit=mkt&light=red",
    "all overdue": f"{ROOT}cases/?light=red",
    "all open": f"{ROOT}cases/",
    "concluded": f"{ROOT}cases/?state=concluded",
}
TABLES = ("cases_case", "supervision_")
_WATCHES = """
INSERT INTO supervision_casewatch
       (number, unit, item, state, light, is_open, submitted_at, version, next_due_on, counted)
SELECT number, unit, item_key, state, CASE WHEN concluded_at IS NULL THEN light ELSE 'green' END,
       concluded_at IS NULL, submitted_at, version, next_due_on, '{}'
  FROM cases_case WHERE number IS NOT NULL
    ON CONFLICT (number) DO NOTHING
"""
# Key, item and region of each scope.
_SCOPES = {
    "item": "unit, item_key, region",
    "unit": "unit, '', region",
    "region": "region, '', '230100'",
}
_EMPTY = "TRUNCATE supervision_tally, supervision_itemwatch"


def _lay() -> None:
    """Watches and counters as the jobs would have kept them."""
    from django.db import connection

    from tongban.supervision import services

    with connection.cursor() as cursor:
        cursor.execute(_WATCHES)
        cursor.execute(_EMPTY)
        for scope in _SCOPES:
            for span, day in (("day", "submitted_at::date"), ("month", _month("submitted_at"))):
                cursor.execute(_flow(scope, span, day))
            cursor.execute(_stock(scope))
        for code, above in (("230100", "230000"), ("230000", "000000"), ("000000", "")):
            cursor.execute(_above(code, above))
        services.count_catalogue()
        cursor.execute("VACUUM ANALYZE supervision_casewatch, supervision_tally")


def _month(column: str) -> str:
    return f"date_trunc('month', {column})::date"


def _columns() -> tuple[str, ...]:
    from tongban.supervision.rules import COUNTERS

    return COUNTERS


def _insert(head: str, sums: dict[str, str], tail: str) -> str:
    names = _columns()
    values = ", ".join(sums.get(name, "0") for name in names)
    columns = ", ".join(("span", "starts_on", "scope", "key", "item", "region", *names))
    return f"INSERT INTO supervision_tally ({columns}) SELECT {head}, {values} {tail}"


def _flow(scope: str, span: str, day: str) -> str:
    ended = "count(*) FILTER (WHERE concluded_at IS NOT NULL)"
    sums = {
        "received": "count(*)", "accepted": "count(accepted_on)", "finished": ended,
        "received_online": "count(*) FILTER (WHERE channel <> 'window')", "ended": ended,
        "on_time": "count(*) FILTER (WHERE decided_on <= due_on AND concluded_at IS NOT NULL)",
    }  # fmt: skip
    head = f"'{span}', {day}, '{scope}', {_SCOPES[scope]}"
    return _insert(head, sums, "FROM cases_case WHERE number IS NOT NULL GROUP BY 2, 4, 5, 6")


def _stock(scope: str) -> str:
    sums = {"open": "count(*)"}
    sums |= {x: f"count(*) FILTER (WHERE light = '{x}')" for x in ("blue", "yellow", "red")}
    states = ("submitted", "correction", "accepted", "examining")
    sums |= {f"in_{x}": f"count(*) FILTER (WHERE state = '{x}')" for x in states}
    head = f"'now', DATE '1970-01-01', '{scope}', {_SCOPES[scope]}"
    tail = "FROM cases_case WHERE number IS NOT NULL AND concluded_at IS NULL GROUP BY 4, 5, 6"
    return _insert(head, sums, tail)


def _above(code: str, above: str) -> str:
    names = {name: name for name in _columns()}
    head = f"span, starts_on, scope, '{code}', '', '{above}'"
    return _insert(
        head, names, f"FROM supervision_tally WHERE scope = 'region' AND key = '{COUNTY}'"
    )


def plans(browser: Client) -> dict[str, list[Any]]:
    """The shapes of the plans of each page's queries, in their order."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for what, address in PAGES.items():
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200, address
        found[what] = [desk._plan(str(one["sql"])) for one in asked if _tells(str(one["sql"]))]
    return found


def _tells(sql: str) -> bool:
    return sql.lstrip().startswith("SELECT") and any(table in sql for table in TABLES)


def _timed_looks() -> list[float]:
    """Milliseconds of each look at cases that nobody has looked at."""
    from tongban.base import clock
    from tongban.cases import queries
    from tongban.supervision import services

    numbers = [each.number for each in queries.standings(limit=LOOKS).items]
    taken = []
    for number in numbers:
        begin = time.perf_counter()
        services.look(number=number, now=clock.now())
        taken.append((time.perf_counter() - begin) * 1000)
    return taken


def _shown(name: str, taken: list[float], aim: int = 0) -> None:
    centile = statistics.quantiles(taken, n=20)[-1]
    missed = f"  (aim {aim} ms)" if aim and centile > aim else ""
    middle = statistics.median(taken)
    print(f"supervision: {name}: p50 {middle:.0f} ms, p95 {centile:.0f} ms{missed}")


def main(cases: int) -> int:
    """Lay a few, then all; compare the plans, print the figures."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    models = million.prepare()
    browser = desk._browser("supervisor")
    million.copy(models, SMALL)
    _lay()
    few = plans(browser)
    million.copy(models, cases - SMALL, after=SMALL + 100)
    _lay()
    many = plans(browser)
    changed = [page for page in PAGES if few[page] != many[page]]
    for page in changed:
        for before, after in zip_longest(few[page], many[page]):
            if before != after:
                print(f"supervision: plan changed: {page}\n  {before}\n  {after}")
    for what, address in PAGES.items():
        _shown(what, desk.timed(address, browser), AIM)
    _shown("one look", _timed_looks())
    print(f"supervision: {cases:,} cases; {len(changed)} of {len(PAGES)} pages change their plan")
    return 1 if changed else 0


if __name__ == "__main__":
    with million.own_server():
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["testserver"]
        status = main(int(sys.argv[1]) if len(sys.argv) > 1 else million.CASES)
    sys.exit(status)
