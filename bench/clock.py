"""How fast all open clocks are counted anew after a change of the calendar, and what is then told.

Run with `python -m bench.clock [cases]`; it works in a database of its own and removes it.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta
from typing import Any

import django

from tongban.project import embedded

embedded.ensure()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from tongban.base import clock  # noqa: E402
from tongban.base.actors import SYSTEM  # noqa: E402
from tongban.cases import services  # noqa: E402
from tongban.cases.models import Case, CaseTask, Consequence  # noqa: E402
from tongban.cases.services.consequences import look_ahead  # noqa: E402
from tongban.demo.services import area, seals, stories  # noqa: E402

CASES = 50_000
ITEMS = ("residence_permit", "food_business", "teacher_qualification")
DAYS = 12
REGION = "230102"


# What happened to a step names its post; that of the copy has a key of its own.
_KIND = """coalesce((SELECT replace(c.kind, ':' || own.id, ':' || theirs.id)
   FROM cases_casetask own JOIN cases_casetask theirs ON theirs.role = own.role
  WHERE own.case_id = model.id AND theirs.case_id = copied.id AND c.kind LIKE '%%:' || own.id
  LIMIT 1), c.kind)"""


def lay_models() -> list[Case]:
    """Cases of several items, accepted on several days, as they are in life."""
    now, made = clock.now(), []
    with transaction.atomic():
        area.lay_directory(now)
        area.lay_catalogue(now)
        area.lay_people(now)
        seals.lay_seals(now)
        area.lay_licences(now)
    for back in range(DAYS):
        then = now - timedelta(days=back)
        for item in ITEMS:
            firm = "91990101MACMPL0100" if item == "food_business" else ""
            case = stories.apply(stories.person("damin", firm), item, then)
            stories.check_all(stories.staff("clerk"), case, then)
            made.append(
                services.accept(actor=stories.staff("clerk"), number=str(case.number), now=then)
            )
    services.sweep(now=now)  # what the calendar has done to them is copied, too
    return made


def copy(models: list[Case], cases: int) -> None:
    """Many more like these, each with the post it waits for."""
    each = cases // len(models)
    own = {"id": "gen_random_uuid()", "project_no": "NULL", "number": "'B' || c.number || '-' || n"}
    with connection.cursor() as cursor:
        _insert(cursor, Case, own, "generate_series(1, %s) n WHERE c.number NOT LIKE 'B%%'", each)
        task = {"case_id": "copied.id"}
        joined = (
            "cases_case model JOIN cases_case copied"
            " ON copied.number LIKE 'B' || model.number || '-%%'"
            " WHERE c.case_id = model.id AND %s > 0"
        )
        _insert(cursor, CaseTask, task, joined, each)
        _insert(cursor, Consequence, {**task, "kind": _KIND}, joined, each)
        # As a database is that has run for a while: what was just laid here has been put in order.
        cursor.execute("VACUUM ANALYZE cases_case")
        cursor.execute("VACUUM ANALYZE cases_casetask")


def _insert(
    cursor: Any,
    model: type[Case | CaseTask | Consequence],
    own: dict[str, str],
    joined: str,
    n: int,
) -> None:
    names = [str(field.column) for field in model._meta.concrete_fields if field.column != "id"]
    names += ["id"] if "id" in own else []
    values = ", ".join(own.get(name, f"c.{name}") for name in names)
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(names)})"  # noqa: S608 - names of our own columns
        f" SELECT {values} FROM {table} c CROSS JOIN {joined}",
        [n],
    )


def main(cases: int) -> None:
    """Close the offices for two days ahead, and count every case that they reach."""
    copy(lay_models(), cases)
    today = clock.today()
    change = services.close_offices(
        actor=SYSTEM, region=REGION, first=today + timedelta(1), last=today + timedelta(3),
        label="台风停工", now=clock.now(),
    )  # fmt: skip
    begin = time.perf_counter()
    done = services.recount(change=change.pk, now=clock.now(), lanes=2)
    took = time.perf_counter() - begin
    print(
        f"clock: {done.reached:,} cases counted anew, {done.moved:,} moved,"
        f" {done.reached / took:,.0f} /s"
    )
    _sweep()


def _sweep() -> None:
    """The sweep that follows: when the calendar acts on each case now, and what it tells."""
    now, failed = clock.now(), set[str]()
    begin, planned = time.perf_counter(), 0
    while found := look_ahead(now=now, failed=failed):
        planned += found
    took = time.perf_counter() - begin
    print(f"clock: {planned:,} cases asked when the calendar acts next, {planned / took:,.0f} /s")
    before = Consequence.objects.count()
    begin = time.perf_counter()
    effects = services.sweep(now=now)
    took, told = time.perf_counter() - begin, Consequence.objects.count() - before
    print(f"clock: {told:,} warnings told by the sweep, {told / took:,.0f} /s; {effects} effects")


if __name__ == "__main__":
    connection.settings_dict["OPTIONS"].pop("pool", None)
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
    finally:
        teardown_databases(databases, verbosity=0)
