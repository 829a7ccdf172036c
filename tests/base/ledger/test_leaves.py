"""Leaves: written with the change or not at all, guarded by the database, salts erasable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.base.ledger.circumstances import NOON, write
from tongban.base import audit, ledger
from tongban.base.actors import SYSTEM
from tongban.base.ledger import canonical, sequencing, sources
from tongban.base.ledger.models import LedgerHead, LedgerLeaf, LedgerTile
from tongban.base.models import AuditEntry, OutboxEvent
from tongban.base.transactions import OutsideTransaction
from tongban.base.web import read_only
from tongban.base.web.readonly import WroteWhileReading

if TYPE_CHECKING:
    from django.test import RequestFactory
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def facts_of(number: int) -> dict[str, object]:
    columns = AuditEntry.objects.filter(pk=number).values_list(*audit.COLUMNS).get()
    return dict(zip(audit.COLUMNS, columns, strict=True))


def test_an_audit_entry_is_written_with_its_leaf_in_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        entry = audit.record(
            SYSTEM, "base.tried", "subject:1", at=NOON, purpose="核对", big=2**70, part=[1.5, "甲"]
        )

    leaf = LedgerLeaf.objects.get()
    assert (leaf.kind, leaf.reference, leaf.index) == ("audit", str(entry.pk), None)
    assert leaf.salt is not None
    assert bytes(leaf.digest) == canonical.digest(bytes(leaf.salt), facts_of(entry.pk))
    stored = AuditEntry.objects.get()
    assert (stored.event, stored.purpose, stored.facts) == (
        entry.event, "核对", {"big": 2**70, "part": [1.5, "甲"]},
    )  # fmt: skip


def test_rows_written_together_have_their_own_leaves() -> None:
    one = audit.entry(SYSTEM, "base.tried", "subject:1", at=NOON)
    two = audit.entry(SYSTEM, "base.tried", "subject:2", at=NOON)

    numbers = ledger.insert(one, two)

    assert [facts_of(number)["subject"] for number in numbers] == ["subject:1", "subject:2"]
    for number in numbers:
        leaf = LedgerLeaf.objects.get(reference=str(number))
        assert bytes(leaf.digest) == canonical.digest(bytes(leaf.salt or b""), facts_of(number))


def test_rows_that_are_alike_are_one_statement_with_a_leaf_each(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    facts = {"big": 2**70, "part": [1.5, "甲"], "none": None, "quote": "'\"\\{}"}
    rows = [
        audit.entry(SYSTEM, "base.tried", f"subject:{n}", at=NOON, purpose="核对", n=n, **facts)
        for n in range(300)
    ]

    with django_assert_num_queries(1):
        numbers = ledger.insert_alike(rows)

    assert numbers == sorted(numbers)
    stored = AuditEntry.objects.in_bulk(numbers)
    assert [stored[number].subject for number in numbers] == [f"subject:{n}" for n in range(300)]
    assert (stored[numbers[7]].facts, stored[numbers[7]].at) == ({"n": 7, **facts}, NOON)
    leaves = {int(leaf.reference): leaf for leaf in LedgerLeaf.objects.filter(kind="audit")}
    assert set(leaves) == set(numbers)
    for number in numbers[::50]:
        salt = bytes(leaves[number].salt or b"")
        assert bytes(leaves[number].digest) == canonical.digest(salt, facts_of(number))
    assert ledger.insert_alike([]) == []
    with pytest.raises(ValueError, match="one table"):
        ledger.insert_alike([rows[0], ledger.leaf("tried", "甲/7", {"a": 1})])


def test_rows_of_models_stand_in_one_statement_with_leaves_of_their_own_words(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    said = OutboxEvent(name="tried", payload={"a": [1]}, at=NOON)
    entry = audit.entry(SYSTEM, "base.tried", "subject:1", at=NOON)

    with django_assert_num_queries(1):
        numbers = ledger.insert(ledger.row_of(said), ledger.leaf("tried", "甲/7", {"a": 1}), entry)

    assert OutboxEvent.objects.get(pk=numbers[0]).payload == {"a": [1]}
    assert (said.pk, said._state.adding) == (numbers[0], False)
    leaves = LedgerLeaf.objects.order_by("kind").values_list("kind", "reference")
    assert list(leaves) == [("audit", str(numbers[2])), ("tried", "甲/7")]


def test_equal_facts_have_different_digests() -> None:
    ledger.append("tried", "1", {"name": "样大民"})
    ledger.append("tried", "2", {"name": "样大民"})

    first, second = LedgerLeaf.objects.order_by("id")
    assert bytes(first.digest) != bytes(second.digest)


def test_a_thing_has_one_leaf() -> None:
    ledger.append("tried", "1", {"a": 1})

    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.append("tried", "1", {"a": 2})
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.append("tried", "", {"a": 2})


@pytest.mark.django_db(transaction=True)
def test_a_leaf_lives_and_dies_with_its_change() -> None:
    for act in (
        lambda: ledger.append("tried", "1", {}),
        lambda: audit.record(SYSTEM, "base.tried", "subject:1", at=NOON),
        lambda: ledger.erase("tried", "1"),
    ):
        with pytest.raises(OutsideTransaction):
            act()
    with transaction.atomic():
        ledger.append("tried", "1", {})
        transaction.set_rollback(True)

    assert LedgerLeaf.objects.count() == 0


def test_a_page_that_only_reads_writes_no_leaf_unseen(rf: RequestFactory) -> None:
    row = audit.entry(SYSTEM, "base.tried", "subject:1", at=NOON)

    @read_only
    def page(request: Any) -> Any:
        ledger.insert(row)

    with pytest.raises(WroteWhileReading):
        page(rf.get("/"))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE base_ledgerleaf SET digest = decode(repeat('00', 32), 'hex')",
        "UPDATE base_ledgerleaf SET reference = 'x'",
        "UPDATE base_ledgerleaf SET kind = 'x'",
        "UPDATE base_ledgerleaf SET id = id + 1000",
        "UPDATE base_ledgerleaf SET index = 7",
        "UPDATE base_ledgerleaf SET index = NULL",
        "UPDATE base_ledgerleaf SET salt = decode(repeat('00', 16), 'hex')",
        "UPDATE base_ledgerleaf SET salt = NULL, digest = decode(repeat('00', 32), 'hex')",
        "DELETE FROM base_ledgerleaf",
        "TRUNCATE base_ledgerleaf",
        "UPDATE base_ledgertile SET hashes = decode(repeat('00', 32), 'hex')",
        "UPDATE base_ledgertile SET hashes = decode(repeat('00', 64), 'hex')",
        "UPDATE base_ledgertile SET level = 1",
        "DELETE FROM base_ledgertile",
        "TRUNCATE base_ledgertile",
        "UPDATE base_ledgerhead SET size = 0",
        "UPDATE base_ledgerhead SET note = ''",
        "DELETE FROM base_ledgerhead",
        "TRUNCATE base_ledgerhead",
    ],
)
def test_the_database_keeps_what_was_written(sql: str) -> None:
    write(1)
    sequencing.sequence()
    sequencing.sign(now=NOON)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert LedgerLeaf.objects.count() == LedgerTile.objects.count() == 1
    assert LedgerHead.objects.count() == 1


def test_a_salt_that_was_erased_does_not_come_back() -> None:
    ledger.append("tried", "1", {"name": "样大民"})
    digest = bytes(LedgerLeaf.objects.get().digest)

    assert ledger.erase("tried", "1")

    leaf = LedgerLeaf.objects.get(kind="tried")
    assert (leaf.salt, bytes(leaf.digest)) == (None, digest)
    assert LedgerLeaf.objects.get(kind=sources.ERASURE).reference == "tried/1"
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerLeaf.objects.filter(kind="tried").update(salt=bytes(16))
    assert not ledger.erase("tried", "1")
    assert not ledger.erase("tried", "no such thing")
    assert LedgerLeaf.objects.count() == 2


def test_a_kind_has_one_source() -> None:
    with pytest.raises(ValueError, match="has a source already"):
        ledger.table("audit", "base.AuditEntry", audit.COLUMNS)


def test_the_tables_say_which_columns_their_leaves_cover() -> None:
    own = {field.attname for field in AuditEntry._meta.concrete_fields} - {"id"}

    assert own == set(audit.COLUMNS)
