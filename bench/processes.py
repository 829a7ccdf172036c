"""How long one step of a run takes, with everything that is stored for it.

Run with `python bench/processes.py`; it works in a database of its own and removes it.
"""

from __future__ import annotations

import os
import statistics
import time

import django

from tongban.project import embedded

embedded.ensure()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from tongban.base import clock  # noqa: E402
from tongban.base.actors import Actor, ActorKind, Post  # noqa: E402
from tongban.processes import services  # noqa: E402

RUNS = 150
WALK = (
    ("handle", "forward"),
    ("review", "back"),
    ("handle", "forward"),
    ("review", "forward"),
    ("approve", "back"),
    ("review", "forward"),
    ("approve", "grant"),
)
ROLES = ("handler", "reviewer", "approver")
TEAM = Actor(
    ActorKind.STAFF, name="样例", posts=tuple(Post(i, role, "x") for i, role in enumerate(ROLES))
)


def walk(reference: str) -> tuple[float, list[float]]:
    """Milliseconds of the start and of each step of one run."""
    begin = time.perf_counter()
    services.start(kind="standard", reference=reference, now=clock.now())
    started = (time.perf_counter() - begin) * 1000
    steps = []
    for task_key, outcome in WALK:
        begin = time.perf_counter()
        services.complete(
            reference=reference, task_key=task_key, outcome=outcome, actor=TEAM, now=clock.now()
        )
        steps.append((time.perf_counter() - begin) * 1000)
    return started, steps


def shown(name: str, figures: list[float]) -> None:
    """One line: median and 95th percentile."""
    centile = statistics.quantiles(figures, n=20)[-1]
    print(f"processes: {name}: p50 {statistics.median(figures):.1f} ms, p95 {centile:.1f} ms")


def main() -> None:
    """Walk many runs, each with two returns, and print what a step costs."""
    services.load_definitions(now=clock.now())
    walk("warm-up")
    walks = [walk(f"bench-{number}") for number in range(RUNS)]
    shown("start", [started for started, _ in walks])
    shown("step", [step for _, steps in walks for step in steps])


if __name__ == "__main__":
    connection.settings_dict["OPTIONS"].pop("pool", None)
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main()
    finally:
        teardown_databases(databases, verbosity=0)
