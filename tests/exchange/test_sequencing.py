"""Numbers of the feed without a gap, whoever commits first and however many give them."""

from __future__ import annotations

import threading
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from tongban.exchange import queries, services

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_transaction_that_commits_late_is_never_missed() -> None:
    """The one that began first commits last; a reader in between still gets both, in order."""
    began, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                services.enter(units=["u"], number="slow", kind="k", facts={}, at=NOON)
                began.set()
                assert go_on.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert began.wait(30)
    with transaction.atomic():
        services.enter(units=["u"], number="fast", kind="k", facts={}, at=NOON)
    services.number_waiting()
    early = [(one.seq, one.number) for one in queries.entries("u", after=0, most=10)]
    go_on.set()
    thread.join(30)
    services.number_waiting()
    later = [(one.seq, one.number) for one in queries.entries("u", after=1, most=10)]

    assert early == [(1, "fast")]
    assert later == [(2, "slow")]


def test_several_sequencers_at_once_give_each_number_once() -> None:
    with transaction.atomic():
        for index in range(300):
            services.enter(units=["u", "v"], number=str(index), kind="k", facts={}, at=NOON)

    def sequence() -> None:
        try:
            services.number_waiting()
        finally:
            connection.close()

    threads = [threading.Thread(target=sequence) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    for unit in ("u", "v"):
        found = queries.entries(unit, after=0, most=500)
        assert [(one.seq, one.number) for one in found] == [
            (index + 1, str(index)) for index in range(300)
        ]
