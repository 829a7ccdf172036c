"""What the ledger costs and carries: `python bench/ledger.py`, in a database of its own.

A submission is timed with its leaf and without, one after the other, so that whatever else the
machine does hits both alike.  Figures are of one process beside the database.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import django

from tongban.project import embedded

_FOLDER = tempfile.TemporaryDirectory(prefix="tongban-bench-")
embedded.ensure()
os.environ["TONGBAN_DATA_DIR"] = _FOLDER.name
os.environ["TONGBAN_MODE"] = "demo"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from psycopg.types.json import Jsonb  # noqa: E402

from tongban.base import audit, clock, ledger  # noqa: E402
from tongban.base.actors import SYSTEM  # noqa: E402
from tongban.base.ledger import checking, keeping, log, proofs, sequencing  # noqa: E402
from tongban.cases import services as cases  # noqa: E402
from tongban.demo.services import area, seals, stories  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAIRS = 120
ENTRIES = 2_000
LEAVES = 100_000


@contextmanager
def without_leaves() -> Iterator[None]:
    """The trail as it would be without a ledger: the same row, no digest and no leaf."""

    def bare(row: ledger.Row) -> tuple[int]:
        names = ", ".join(connection.ops.quote_name(column) for column in row.columns)
        marks = ", ".join(["%s"] * len(row.columns))
        values: list[Any] = [
            Jsonb(value) if isinstance(value, dict) else value for value in row.columns.values()
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {row.table} ({names}) VALUES ({marks}) RETURNING id",  # noqa: S608
                values,
            )
            return (int(cursor.fetchone()[0]),)

    before, ledger.insert = ledger.insert, bare  # type: ignore[assignment]
    try:
        yield
    finally:
        ledger.insert = before


def lay_down() -> None:
    now = clock.now()
    with transaction.atomic():
        for lay in (
            area.lay_directory,
            area.lay_catalogue,
            area.lay_people,
            seals.lay_seals,
            area.lay_licences,
        ):
            lay(now)


def submission() -> float:
    """Seconds that handing one finished draft in takes."""
    actor, now = stories.person("damin"), clock.now()
    draft = stories.prepare(actor, "residence_permit", now)
    begin = time.perf_counter()
    cases.submit(actor=actor, draft_id=draft, now=now)
    return time.perf_counter() - begin


def submissions() -> None:
    bare, full = [], []
    for _ in range(PAIRS):
        with without_leaves():
            bare.append(submission())
        full.append(submission())
    plain, leafed = statistics.median(bare) * 1000, statistics.median(full) * 1000
    told("submission without a leaf, median", plain, "ms")
    told("submission with its leaf, median", leafed, "ms")
    told("the ledger slows a submission by", (leafed / plain - 1) * 100, "%")


def entries() -> None:
    def written() -> None:
        with transaction.atomic():
            audit.record(SYSTEM, "base.tried", "subject:1", at=clock.now(), fact="value")

    bare, full = [], []
    for _ in range(ENTRIES):
        with without_leaves():
            bare.append(seconds(written))
        full.append(seconds(written))
    told("audit entry without a leaf, median", statistics.median(bare) * 1000, "ms")
    told("audit entry with its leaf, median", statistics.median(full) * 1000, "ms")


def seconds(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def rate(times: int, act: Callable[[], object]) -> tuple[float, str]:
    begin = time.perf_counter()
    for _ in range(times):
        act()
    return times / (time.perf_counter() - begin), "/s"


def lay_leaves(count: int) -> None:
    with transaction.atomic():
        row = audit.entry(SYSTEM, "base.tried", "subject:1", at=clock.now(), fact="value")
        for _ in range(count):
            ledger.insert(row)


def forget_bare_rows() -> None:
    """What was written without leaves is no part of this node's past."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "DELETE FROM base_auditentry WHERE id::text NOT IN"
            " (SELECT reference FROM base_ledgerleaf WHERE kind = 'audit')"
        )


def log_figures() -> None:
    forget_bare_rows()
    lay_leaves(LEAVES)
    begin = time.perf_counter()
    placed = sequencing.sequence()
    told("leaves given their place", placed / (time.perf_counter() - begin), "/s")
    begin = time.perf_counter()
    keeping.keep_up(now=clock.now())
    told("head signed and files of all leaves written", (time.perf_counter() - begin) * 1000, "ms")
    size = log.size()
    leaf = proofs.leaf_at(size // 3)
    told("inclusion proofs made", *rate(500, lambda: proofs.inclusion(leaf)))
    told("consistency proofs made", *rate(500, lambda: proofs.consistency(size // 3)))
    begin = time.perf_counter()
    report = checking.check()
    assert not report.difference, report.difference
    told("leaves checked by `tongban ledger verify`", size / (time.perf_counter() - begin), "/s")


def told(name: str, value: float, unit: str) -> None:
    print(f"{name:<46}{value:>10.1f} {unit}", flush=True)


def main() -> None:
    lay_down()
    keeping.keep_up(now=clock.now())
    entries()
    submissions()
    log_figures()


if __name__ == "__main__":
    connection.settings_dict["OPTIONS"].pop("pool", None)
    connection.settings_dict["TEST"]["NAME"] = f"bench_ledger_{os.getpid()}"
    databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    try:
        main()
    finally:
        teardown_databases(databases, verbosity=0)
        _FOLDER.cleanup()
