"""A year of a big city: cases by the million, laid down inside PostgreSQL within minutes.

    python -m bench.million [cases]      lays them in a server of its own and says how long it took

Other figures call `lay(cases)` in a migrated, empty database, or `prepare()` and then `copy()` as
often as they like.  A few cases are brought through
services to each phase; the rest are copies of these under numbers, days, items, departments, halls
and lights of their own, with their tasks (待办) and steps.  Nine of ten are closed.  What a list
does not show is not copied: materials, papers, the runs of processes.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tongban.cases.models import Case

CASES = 1_000_000
HALLS = 20
PEOPLE = 400
# How many of a thousand cases stand in each phase.
SHARES = {"concluded": 900, "submitted": 25, "asked": 10, "accepted": 45, "at_last_post": 20}
DAYS = 365
_SHIFTED = (
    "created_at", "changed_at", "submitted_at", "receipt_on", "answer_due_on", "notice_on",
    "correction_due_on", "completed_on", "accepted_at", "accepted_on", "decided_on",
    "deliver_due_on", "concluded_at", "due_on", "legal_due_on",
)  # fmt: skip
_ITEMS = """
CREATE UNLOGGED TABLE bench_item AS
SELECT row_number() OVER (ORDER BY i.id) - 1 AS n, i.key, i.name, i.kind, i.current_id,
       d.key AS unit
  FROM items_item i JOIN directory_department d ON d.id = i.department_id
"""
# `at` is the case, `n` and `h` are its item and hall, `shift` the days since the model was made.
_MADE = """
CREATE UNLOGGED TABLE bench_made AS
SELECT at, md5('bench' || at)::uuid AS id, 990000000000000000 + at AS number, t.id AS model,
       i.key, i.name, i.kind, i.current_id, i.unit, i.words, p.id AS applicant,
       (CASE WHEN at %% 3 = 0 THEN %(hall)s ELSE 'hall' || at %% %(halls)s END) AS place,
       (at * 7919 %% %(days)s)::int AS shift, CURRENT_DATE + (at %% 27 - 2)::int AS due
  FROM generate_series(%(first)s::bigint, %(last)s) AS at
  JOIN bench_item i ON i.n = at * 31 %% (SELECT count(*) FROM bench_item)
  JOIN bench_person p ON p.n = at * 17 %% %(people)s
  CROSS JOIN cases_case t WHERE t.number = %(model)s
"""
_COPIES = "INSERT INTO {table} ({names}) SELECT {values} FROM {joined}"
_PEOPLE = """
CREATE UNLOGGED TABLE bench_person AS
SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM identity_subject WHERE kind = 'natural'
 LIMIT %s
"""


def lay(cases: int = CASES) -> None:
    """Fill the database with so many cases, at the present day; the sample area comes first."""
    copy(prepare(), cases)


def copy(models: Mapping[str, Case], cases: int, *, after: int = 0) -> None:
    """Copies of the models, numbered on from `after`."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_ITEMS)
        cursor.execute(_PEOPLE, [PEOPLE])
        _write_words(cursor, models)
        first = after + 1
        for phase, share in SHARES.items():
            last = first + max(1, cases * share // 1000) - 1
            _copy(cursor, models[phase], first, last)
            first = last + 1
        cursor.execute("DROP TABLE bench_item; DROP TABLE bench_person")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")  # else what was just laid is written while pages are timed


def _write_words(cursor: Any, models: Mapping[str, Case]) -> None:
    """The search words of a case of each item, with the materials of the models."""
    from tongban.cases.rules import searching

    materials = list(models["submitted"].materials.values_list("name", flat=True))
    cursor.execute("ALTER TABLE bench_item ADD COLUMN words tsvector")
    cursor.execute("SELECT key, name FROM bench_item")
    words = [(searching.vector("", (name, *materials)), key) for key, name in cursor.fetchall()]
    cursor.executemany("UPDATE bench_item SET words = %s::tsvector WHERE key = %s", words)


def prepare() -> dict[str, Case]:
    """The sample area, and one case in each phase."""
    from tests.cases import circumstances

    from tongban.base import clock
    from tongban.demo.services import area, seals

    now = clock.now()
    area.lay_directory(now)
    area.lay_catalogue(now)
    area.lay_people(now)
    seals.lay_seals(now)
    area.lay_licences(now)
    numbers = {phase: getattr(circumstances, phase)(now=now) for phase in SHARES}
    _lay_halls()
    _lay_people()
    return {phase: circumstances.found(number) for phase, number in numbers.items()}


def _lay_halls() -> None:
    from tongban.base import clock
    from tongban.base.actors import SYSTEM
    from tongban.directory import services as directory

    for at in range(HALLS):
        directory.open_hall(
            actor=SYSTEM, code=f"hall{at}", name=f"样例第{at + 1}大厅", region="230102",
            address="样例区示范路1号", hours="周一至周五 8:30—17:00", phone="000-00000100",
            now=clock.now(),
        )  # fmt: skip


def _lay_people() -> None:
    """Applicants with numbers that can be nobody's."""
    from stdnum.cn import ric

    from tongban.base import clock
    from tongban.base.actors import SYSTEM
    from tongban.identity import services as identity

    for at in range(PEOPLE):
        number = f"99010119910{1 + at // 200}{at % 28 + 1:02d}{at % 1000:03d}"
        identity.register(
            actor=SYSTEM, kind="natural", number_type="111", name="样大民", now=clock.now(),
            number=number + ric.calc_check_digit(f"{number}0"),
        )  # fmt: skip


def _copy(cursor: Any, model: Case, first: int, last: int) -> None:
    """Copies of the case with its tasks and steps."""
    closed = model.concluded_at is not None
    cursor.execute(
        _MADE,
        {
            "first": first, "last": last, "model": model.number, "people": PEOPLE,
            "hall": "daoli", "halls": HALLS, "days": DAYS if closed else 12,
        },
    )  # fmt: skip
    _insert(cursor, "cases_case", "t.id = m.model", _case(closed=closed))
    _insert(cursor, "cases_casetask", "t.case_id = m.model", _task(), keep_id=False)
    _insert(cursor, "cases_casestep", "t.case_id = m.model", _step(), keep_id=False)
    cursor.execute("DROP TABLE bench_made")


def _case(*, closed: bool) -> dict[str, str]:
    """What is its own in a copied case."""
    own = {name: f't."{name}" - make_interval(days => m.shift)' for name in _SHIFTED}
    own |= {
        "id": "m.id", "number": "m.number::text", "project_no": "'bench' || m.at",
        "item_version_id": "m.current_id", "item_key": "m.key", "item_name": "m.name",
        "kind": "m.kind", "unit": "m.unit", "place": "m.place", "applicant_id": "m.applicant",
        "search": "m.words || array_to_tsvector(ARRAY[m.number::text])",
        "channel": "(ARRAY['web','mobile','window'])[m.at % 3 + 1]",
    }  # fmt: skip
    if not closed:
        own["next_due_on"] = "m.due"
        own["due_on"] = "CASE WHEN t.due_on IS NOT NULL THEN m.due END"
        own["light"] = (
            "CASE WHEN m.due < CURRENT_DATE THEN 'red'"
            " WHEN m.due <= CURRENT_DATE + 1 THEN 'yellow' ELSE 'green' END"
        )
    return own


def _task() -> dict[str, str]:
    """What is its own in a copied task; each tenth open one is claimed by somebody."""
    return {
        "case_id": "m.id",
        "unit": "CASE WHEN t.unit = '' THEN '' ELSE m.unit END",
        "place": "CASE WHEN t.place = '' THEN '' ELSE m.place END",
        "opened_at": "t.opened_at - make_interval(days => m.shift)",
        "closed_at": "t.closed_at - make_interval(days => m.shift)",
        "due_on": "m.due",
        "holder": "CASE WHEN t.closed_at IS NULL AND m.at % 10 = 0 THEN 1000000 + m.at % 50 END",
        "held_since": "CASE WHEN t.closed_at IS NULL AND m.at % 10 = 0 THEN now() END",
    }


def _step() -> dict[str, str]:
    return {"case_id": "m.id", "at": 't."at" - make_interval(days => m.shift)'}


def _insert(
    cursor: Any, table: str, join: str, own: Mapping[str, str], *, keep_id: bool = True
) -> None:
    """Insert the model's rows once for each copy, with what is its own."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    columns = [name for (name,) in cursor.fetchall() if keep_id or name != "id"]
    values = [own.get(name, f't."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    joined = f"{table} t JOIN bench_made m ON {join}"
    insert = _COPIES.format(table=table, names=names, values=", ".join(values), joined=joined)
    cursor.execute(insert)


@contextmanager
def own_server() -> Iterator[None]:
    """Django with a private server in a folder of its own; both go when the work is done."""
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as folder:
        os.environ["TONGBAN_DATA_DIR"] = folder
        os.environ["TONGBAN_MODE"] = "demo"
        from tongban.project import embedded

        embedded.ensure()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
        import django

        django.setup()
        try:
            yield
        finally:
            _stop(Path(folder) / "postgres")


def _stop(folder: Path) -> None:
    """End the private server; it may belong to another user than the one who works here."""
    number = (folder / "postmaster.pid").read_text(encoding="utf-8").split()[0]
    with suppress(ProcessLookupError):
        os.kill(int(number), signal.SIGQUIT)


def main(cases: int) -> None:
    """Lay the cases and say how long it took."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    begin = time.perf_counter()
    lay(cases)
    took = time.perf_counter() - begin
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE concluded_at IS NULL), count(*), "
            "pg_size_pretty(pg_database_size(current_database())) FROM cases_case"
        )
        running, laid, size = cursor.fetchone()
    print(f"million: {laid:,} cases, {running:,} of them open, {size}, laid in {took:.0f} s")


if __name__ == "__main__":
    with own_server():
        main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
