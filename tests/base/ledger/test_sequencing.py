"""The sequencer: each committed leaf gets its place once, in order, whoever dies on the way."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from tests.base.ledger import rfc6962
from tests.base.ledger.circumstances import NOON, entries, indexes, minutes, tamper, write
from tongban.base import ledger
from tongban.base.crypto import keys, sm2
from tongban.base.ledger import keeping, log, notes, publishing, sequencing, tree
from tongban.base.ledger.models import LedgerHead, LedgerLeaf

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries


def in_thread(work: Callable[[], object]) -> threading.Thread:
    """Run with a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db
def test_leaves_get_consecutive_places_in_the_order_of_writing() -> None:
    write(3)
    assert (sequencing.sequence(), indexes()) == (3, [0, 1, 2])

    write(2)

    assert (sequencing.sequence(), indexes()) == (2, [0, 1, 2, 3, 4])
    assert (sequencing.sequence(), indexes()) == (0, [0, 1, 2, 3, 4])
    assert log.root(log.size()) == rfc6962.MTH(entries())


@pytest.mark.django_db
@pytest.mark.parametrize("steps", [(1,), (255, 1), (256, 1), (100, 300, 200), (513,)])
def test_the_stored_tree_is_that_of_the_rfc_however_it_grew(steps: tuple[int, ...]) -> None:
    for step in steps:
        write(step)
        sequencing.sequence()

    for size in (1, sum(steps) // 2 or 1, sum(steps)):
        assert log.root(size) == rfc6962.MTH(entries()[:size])


@pytest.mark.django_db
def test_a_batch_takes_a_number_of_queries_that_does_not_grow_with_the_log(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        write(300)
        sequencing.sequence()
    write(200)

    # savepoint, lock, leaves that wait, size, one unfinished tile a level, places, tiles
    with django_assert_num_queries(9):
        sequencing.sequence()
    nodes = log.nodes(1000)
    with django_assert_num_queries(3):
        tree.inclusion(nodes, 0, 1000)


@pytest.mark.django_db
def test_more_than_one_batch_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencing, "BATCH", 4)
    write(9)

    assert sequencing.sequence() == 9
    assert log.root(9) == rfc6962.MTH(entries())


@pytest.mark.django_db(transaction=True)
def test_a_leaf_that_commits_late_is_not_missed() -> None:
    written, commit = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            ledger.append("tried", "late", {})
            written.set()
            assert commit.wait(20)

    thread = in_thread(late)
    assert written.wait(20)
    with transaction.atomic():
        ledger.append("tried", "early", {})
    assert sequencing.sequence() == 1
    commit.set()
    thread.join()

    assert sequencing.sequence() == 1

    rows = LedgerLeaf.objects.order_by("id").values_list("reference", "index")
    assert list(rows) == [("late", 1), ("early", 0)]
    assert log.root(2) == rfc6962.MTH(entries())


@pytest.mark.django_db(transaction=True)
def test_two_sequencers_at_once_give_each_place_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencing, "BATCH", 7)
    write(100)

    threads = [in_thread(lambda: keeping.keep_up(now=NOON)) for _ in range(4)]
    for thread in threads:
        thread.join()

    assert sorted(index for index in indexes() if index is not None) == list(range(100))
    assert log.root(100) == rfc6962.MTH(entries())
    sizes = list(LedgerHead.objects.order_by("id").values_list("size", flat=True))
    assert sizes == sorted(sizes)
    assert sizes[-1] == 100
    kept = publishing.published()
    assert kept is not None
    assert kept.head.root == log.root(kept.head.size)


@pytest.mark.django_db
def test_the_node_signs_a_head_also_when_nothing_happened() -> None:
    empty = sequencing.sign(now=NOON)
    write(2)
    sequencing.sequence()
    first = sequencing.sign(now=minutes(1))
    second = sequencing.sign(now=minutes(2))

    assert [each.head.size for each in (empty, first, second)] == [0, 2, 2]
    assert empty.head.root == tree.EMPTY
    assert first.head.root == second.head.root == rfc6962.MTH(entries())
    row = LedgerHead.objects.order_by("-id")[0]
    key = keys.store().public(row.key_id)
    sm2.verify(key, second.head.text.encode(), second.signature)
    notes.verify(notes.read(row.note), [key])
    assert row.key_id.startswith("ledger-")


@pytest.mark.django_db
def test_an_older_head_is_not_signed_after_a_newer_one() -> None:
    newer = sequencing.sign(now=minutes(2))

    assert sequencing.sign(now=minutes(1)) == newer
    assert LedgerHead.objects.count() == 1


@pytest.mark.django_db
def test_a_database_restored_from_an_old_copy_signs_nothing() -> None:
    write(5)
    keeping.keep_up(now=NOON)
    tamper("DELETE FROM base_ledgertile")
    tamper("DELETE FROM base_ledgerleaf WHERE index > 2")
    tamper("UPDATE base_ledgerleaf SET index = NULL")
    signed = LedgerHead.objects.count()

    with pytest.raises(publishing.PastChanged, match="5 leaves are published, the database has 0"):
        keeping.keep_up(now=minutes(1))
    sequencing.sequence()
    write(2)
    sequencing.sequence()
    with pytest.raises(publishing.PastChanged, match="are not those that were published"):
        keeping.keep_up(now=minutes(1))

    assert LedgerHead.objects.count() == signed


@pytest.mark.django_db
def test_the_job_runs_by_the_clock_and_never_piles_up() -> None:
    from procrastinate.contrib.django import app

    (timed,) = [
        each
        for (name, _), each in app.periodic_registry.periodic_tasks.items()
        if name == "base.jobs.keep_ledger"
    ]
    seconds = timed.croniter.get_next(float, start_time=0.0)

    assert (seconds, timed.croniter.get_next(float, start_time=30.0)) == (30.0, 60.0)
    assert timed.task.queueing_lock == "ledger"
    # A job that was killed stays "doing", and a lock would then hold up all that follow.
    assert timed.task.lock is None
    write(1)
    timed.task.func(timestamp=0)
    assert (indexes(), LedgerHead.objects.count()) == ([0], 1)
