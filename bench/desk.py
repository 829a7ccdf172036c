"""The work list and a person's cases as an ordinary member of staff sees them, at a million cases.

Run with `python -m bench.desk [cases]`.  Each page is asked for through Django's test client, the
session and the template included.  The plans of its queries are compared at ten thousand cases and
at the full number: a plan that changes its shape is printed, and the run fails.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

from bench import million

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.test import Client

SMALL = 10_000
TIMES = 60
AIM = 100
PAGES = {
    ("window", "work list"): "/desk/",
    ("window", "held by me"): "/desk/?who=held",
    ("window", "all open cases"): "/desk/?who=all",
    ("window", "overdue only"): "/desk/?light=red",
    ("window", "one item"): "/desk/?item=residence_permit",
    ("window", "one item in all"): "/desk/?who=all&item=residence_permit",
    ("window", "nothing found"): "/desk/?channel=api",
    ("window", "a common word"): "/desk/?text=许可",
    ("window", "a rare word"): "/desk/?text=居住证",
    ("window", "a common word in all"): "/desk/?who=all&text=许可",
    ("window", "how all numbers begin"): "/desk/?text=9900",
    ("head", "whole hall"): "/desk/",
    ("head", "nobody's in the hall"): "/desk/?who=unit&holder=0",
    ("examiner", "work list"): "/desk/",
    ("examiner", "whole department"): "/desk/?who=unit",
    ("damin", "my cases"): "/cases/",
}


def _employ() -> None:
    """A clerk and the head of a hall, an examiner of one department, as most are."""
    from tongban.access import services as access
    from tongban.base import clock
    from tongban.base.actors import SYSTEM
    from tongban.directory import services as directory
    from tongban.identity import services as identity

    posts = (
        ("window", "clerk", "hall7"),
        ("examiner", "handler", ""),
        ("head", "hall_head", "hall7"),
    )
    for name, role, hall in posts:
        account = identity.create_account(
            actor=SYSTEM, username=name, realm="staff", password="Tongban-Bench-8",  # noqa: S106
            display_name="样例人员", now=clock.now(),
        )  # fmt: skip
        post = directory.create_post(
            actor=SYSTEM, title="样例岗位", role=role, department="mkt", hall=hall, now=clock.now()
        )
        access.hold_post(actor=SYSTEM, account_id=account.pk, post_id=post.pk, now=clock.now())


def _browser(name: str) -> Client:
    from django.test import Client

    from tongban.identity import queries

    realm = "public" if name == "damin" else "staff"
    account = queries.account_named(name, realm=realm)
    assert account is not None
    browser = Client()
    browser.force_login(account)
    return browser


def _shape(plan: Mapping[str, Any]) -> Any:
    """What is done with which index, without costs and counts."""
    below = [_shape(one) for one in plan.get("Plans", ())]
    return [plan["Node Type"], plan.get("Index Name") or plan.get("Relation Name"), *below]


def plans() -> dict[tuple[str, str], dict[str, Any]]:
    """The shapes of the plans of each page's queries, by what is asked."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for (who, what), address in PAGES.items():
        browser = _browser(who)
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        statements = [str(one["sql"]) for one in asked if _tells(str(one["sql"]))]
        found[who, what] = {_asked(one): _plan(one) for one in statements}
    return found


def _asked(sql: str) -> str:
    """The query without its values: an empty page asks less, and for other rows."""
    bare = re.sub(r"'(?:[^']|'')*'|\b\d+\b", "?", sql)
    return re.sub(r"\?(?:::[a-z]+)?(?:, \?(?:::[a-z]+)?)+", "?", bare)


def _tells(sql: str) -> bool:
    """Whether the query reads a table that grows with the cases."""
    return "cases_case" in sql and sql.lstrip().startswith(("SELECT", "(WITH"))


def _plan(sql: str) -> Any:
    """What is planned; a prepared statement for all values alike."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (GENERIC_PLAN, FORMAT JSON) " + sql.replace("%", "%%"), [])
        told = cursor.fetchone()[0]
    return _shape((json.loads(told) if isinstance(told, str) else told)[0]["Plan"])


def timed(address: str, browser: Client) -> list[float]:
    """Milliseconds of each of many requests for a page."""
    browser.get(address)
    taken = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        browser.get(address)
        taken.append((time.perf_counter() - begin) * 1000)
    return taken


def changed(few: Mapping[Any, Any], many: Mapping[Any, Any]) -> set[tuple[str, str]]:
    """The pages of which a query is answered another way among many; each is printed."""
    moved = [
        (page, sql)
        for page in PAGES
        for sql in few[page].keys() & many[page].keys()
        if few[page][sql] != many[page][sql]
    ]
    for page, sql in moved:
        print(f"desk: plan changed: {' '.join(page)}: {' '.join(sql.split())[:300]}")
        print(f"  {few[page][sql]}\n  {many[page][sql]}")
    return {page for page, _sql in moved}


def main(cases: int) -> int:
    """Lay a few, then all; compare the plans, print the figures."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    models = million.prepare()
    _employ()
    million.copy(models, SMALL)
    few = plans()
    million.copy(models, cases - SMALL, after=SMALL + 100)
    found = changed(few, plans())
    for (who, what), address in PAGES.items():
        taken = timed(address, _browser(who))
        centile = statistics.quantiles(taken, n=20)[-1]
        print(
            f"desk: {who}: {what}: p50 {statistics.median(taken):.0f} ms, p95 {centile:.0f} ms"
            f"{'' if centile <= AIM else f'  (aim {AIM} ms)'}"
        )
    print(f"desk: {cases:,} cases; {len(found)} of {len(PAGES)} pages change their plan")
    return 1 if found else 0


if __name__ == "__main__":
    with million.own_server():
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["testserver"]
        status = main(int(sys.argv[1]) if len(sys.argv) > 1 else million.CASES)
    sys.exit(status)
