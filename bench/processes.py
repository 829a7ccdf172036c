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
ASKED = ("fire", "eco", "hea")
JOINT = (
    ("handle", "forward", None, ASKED),
    *(("ask", "agree", unit, ()) for unit in ASKED),
    ("own_review", "forward", None, ()),
    ("approve", "back", None, ()),
    ("handle", "forward", None, ASKED[:2]),
    *(("ask", "agree", unit, ()) for unit in ASKED[:2]),
    ("own_review", "forward", None, ()),
    ("approve", "grant", None, ()),
)
ROLES = ("handler", "reviewer", "approver")
TEAM = Actor(
    ActorKind.STAFF,
    name="样例",
    posts=tuple(Post(i, role, unit) for unit in ("x", *ASKED) for i, role in enumerate(ROLES)),
)
WALKS = {"standard": tuple((*step, None, ()) for step in WALK), "joint": JOINT}


def walk(reference: str, kind: str) -> tuple[float, list[float]]:
    """Milliseconds of the start and of each step of one run."""
    begin = time.perf_counter()
    services.start(kind=kind, reference=reference, now=clock.now())
    started = (time.perf_counter() - begin) * 1000
    steps = []
    for task_key, outcome, branch, units in WALKS[kind]:
        begin = time.perf_counter()
        services.complete(
            reference=reference, task_key=task_key, outcome=outcome, actor=TEAM, now=clock.now(),
            unit="x", branch=branch, units=units,
        )  # fmt: skip
        steps.append((time.perf_counter() - begin) * 1000)
    return started, steps


def shown(name: str, figures: list[float]) -> None:
    """One line: median and 95th percentile."""
    centile = statistics.quantiles(figures, n=20)[-1]
    print(f"processes: {name}: p50 {statistics.median(figures):.1f} ms, p95 {centile:.1f} ms")


def main() -> None:
    """Walk many runs with returns, one post after the other and several at once; print the cost."""
    services.load_definitions(now=clock.now())
    for kind in WALKS:
        walk(f"{kind}-warm-up", kind)
        walks = [walk(f"{kind}-{number}", kind) for number in range(RUNS)]
        shown(f"{kind} start", [started for started, _ in walks])
        shown(f"{kind} step", [step for _, steps in walks for step in steps])


if __name__ == "__main__":
    connection.settings_dict["OPTIONS"].pop("pool", None)
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main()
    finally:
        teardown_databases(databases, verbosity=0)
