"""How many events a second a department's system reads, and how many are numbered.

Run with `python -m bench.feed [events]`.  A feed of that many events (default 200,000, of them
a tenth the reader's) is read to its end in pages of 500 over the API, as one reader does it.
"""

from __future__ import annotations

import os
import sys
import time

import django

from tongban.project import embedded

embedded.ensure()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from tongban.access import services as access  # noqa: E402
from tongban.base import clock  # noqa: E402
from tongban.base.actors import SYSTEM  # noqa: E402
from tongban.exchange import services  # noqa: E402

EVENTS, UNIT, OTHERS = 200_000, "u0", 9
_LAY = """
INSERT INTO exchange_feedentry (unit, number, kind, facts, at)
SELECT 'u' || n %% %s, lpad(n::text, 20, '0'), 'cases.accepted', '{}', now()
FROM generate_series(1, %s) AS n
"""


def lay_down(events: int) -> str:
    """The department with its system, and events without numbers; returns the token."""
    from tests.directory.factories import make_department

    make_department(UNIT)
    _client, secret = access.register_client(
        actor=SYSTEM, key="bench", name="bench", unit=UNIT, scopes=["events.read"],
        per_minute=100_000, now=clock.now(),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LAY, [OTHERS + 1, events])
    return access.issue_token(key="bench", secret=secret, now=clock.now()).text


def read(token: str) -> tuple[int, float]:
    """Read the feed to its end; how many events, in how many seconds."""
    client, after, seen = Client(), "", 0
    headers = {"Authorization": f"Bearer {token}"}
    begin = time.perf_counter()
    while True:
        answer = client.get(
            f"/api/v1/departments/{UNIT}/events", {"limit": 500, "after": after}, headers=headers
        )
        page = answer.json()
        seen += len(page["items"])
        after = page["next"]
        if not page["more"]:
            return seen, time.perf_counter() - begin


def entered(events: int) -> float:
    """Seconds that entering so many events one by one takes, each in a transaction."""
    begin = time.perf_counter()
    for number in range(events):
        with transaction.atomic():
            services.enter(
                units=[UNIT], number=str(number), kind="cases.accepted", facts={}, at=clock.now()
            )
    return time.perf_counter() - begin


def main() -> None:
    """Lay the feed down, number it, read it, and print what that costs."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    token = lay_down(events)
    begin = time.perf_counter()
    placed = services.number_waiting()
    print(f"feed: numbered {placed / (time.perf_counter() - begin):,.0f} events/s")
    seen, took = read(token)
    print(f"feed: read {seen / took:,.0f} events/s over the API, {seen:,} of {placed:,} events")
    print(f"feed: entered {1000 / entered(1000):,.0f} events/s, one transaction each")


if __name__ == "__main__":
    settings.ALLOWED_HOSTS = ["*"]
    connection.settings_dict["OPTIONS"].pop("pool", None)
    connection.settings_dict["TEST"]["NAME"] = f"bench_feed_{os.getpid()}"
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main()
    finally:
        teardown_databases(databases, verbosity=0)
