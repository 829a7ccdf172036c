"""The check of the whole log names the first thing that is not as it was written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.base.ledger.circumstances import NOON, look_at_somebody, minutes, tamper, write
from tongban.base import ledger
from tongban.base.ledger import checking, keeping, sequencing, sources
from tongban.base.ledger.models import LedgerHead, LedgerLeaf
from tongban.base.models import AuditEntry

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
FIRST = "(SELECT min(id) FROM base_auditentry)"


def lay_log() -> None:
    """Four heads over a log of people, looks and entries, some of which still wait."""
    keeping.keep_up(now=NOON)
    look_at_somebody()
    write(300)
    keeping.keep_up(now=minutes(1))
    keeping.keep_up(now=minutes(2))
    write(100)
    keeping.keep_up(now=minutes(3))
    write(5)


def found() -> str:
    return checking.check().difference


def test_a_log_that_nobody_touched_has_no_difference() -> None:
    lay_log()
    leaves = LedgerLeaf.objects.filter(index__isnull=False).count()

    report = checking.check()

    assert report.difference == ""
    assert (report.leaves, report.waiting, report.erased) == (leaves, 5, 0)
    # 0/000 and 0/001.p, one above; a bundle for each of the two, and the head
    assert (report.heads, report.tiles, report.files) == (4, 3, 6)
    assert report.lines[-1] == "no difference"
    assert report.values()["intact"] is True


def test_an_empty_log_has_no_difference() -> None:
    assert found() == ""
    keeping.keep_up(now=NOON)
    assert found() == ""


ROWS = [
    (
        f"UPDATE base_auditentry SET subject = 'another' WHERE id = {FIRST}",
        "leaf 0 (audit {first}): its row is not what was written",
    ),
    (
        f"UPDATE base_auditentry SET facts = '{{}}' WHERE id = {FIRST} + 20",
        "(audit {twentieth}): its row is not what was written",
    ),
    (
        f"UPDATE base_auditentry SET at = at - interval '1 microsecond' WHERE id = {FIRST} + 20",
        "(audit {twentieth}): its row is not what was written",
    ),
    (
        f"DELETE FROM base_auditentry WHERE id = {FIRST} + 20",
        "(audit {twentieth}): its row was removed",
    ),
    (
        "DELETE FROM base_auditentry WHERE id = (SELECT max(id) FROM base_auditentry)",
        "waiting leaf (audit",
    ),
    ("UPDATE access_dataaccess SET purpose = '另有事由'", "(access {look}): its row is not what"),
    ("UPDATE access_dataaccess SET case_number = 'TB1'", "(access {look}): its row is not what"),
    ("DELETE FROM access_dataaccess", "(access {look}): its row was removed"),
    (
        (
            "INSERT INTO base_auditentry (at, event, subject, actor_kind, actor_name, actor_post,"
            " channel, request_id, purpose, facts)"
            " SELECT at, event, subject, actor_kind, actor_name, actor_post, channel, request_id,"
            f" purpose, facts FROM base_auditentry WHERE id = {FIRST}"
        ),
        "audit {forged} has no leaf",
    ),
]
LEAVES = [
    ("DELETE FROM base_ledgerleaf WHERE index = 9", "leaf 9 is missing; the next one there is"),
    ("DELETE FROM base_ledgerleaf WHERE index = 0", "leaf 0 is missing"),
    (
        "DELETE FROM base_ledgerleaf WHERE index = (SELECT max(index) FROM base_ledgerleaf)",
        "promises {size} leaves, there are {last}",
    ),
    (
        "DELETE FROM base_ledgerleaf WHERE id = (SELECT max(id) FROM base_ledgerleaf)",
        "has no leaf",
    ),
    (
        "UPDATE base_ledgerleaf SET digest = decode(repeat('00', 32), 'hex') WHERE index = 9",
        "leaf 9 (audit {ninth}) is not the leaf that the tree has at this place",
    ),
    (
        "UPDATE base_ledgerleaf SET reference = 'x' WHERE index = 9",
        "leaf 9 (audit x) is not the leaf that the tree has at this place",
    ),
    (
        "UPDATE base_ledgerleaf SET salt = decode(repeat('00', 16), 'hex') WHERE index = 9",
        "leaf 9 (audit {ninth}): its row is not what was written",
    ),
    (
        "UPDATE base_ledgerleaf SET salt = NULL WHERE index = 9",
        "leaf 9 (audit {ninth}): its salt is gone, and no leaf says that it was erased",
    ),
]
TREE = [
    (
        (
            "UPDATE base_ledgertile SET hashes = overlay(hashes placing '\\x00'::bytea from 289)"
            " WHERE level = 0 AND position = 0"
        ),
        "leaf 9 (audit {ninth}) is not the leaf that the tree has at this place",
    ),
    (
        "UPDATE base_ledgertile SET hashes = decode(repeat('00', 32), 'hex') WHERE level = 1",
        "tile 1/000 is not that of the leaves",
    ),
    ("DELETE FROM base_ledgertile WHERE level = 1", "tile 1/000 is not that of the leaves"),
    (
        (
            "INSERT INTO base_ledgertile (level, position, hashes)"
            " VALUES (3, 0, decode(repeat('00', 32), 'hex'))"
        ),
        "the table has other tiles than the 3 of this tree",
    ),
    (
        (
            "UPDATE base_ledgerhead SET root = decode(repeat('00', 32), 'hex')"
            " WHERE id = (SELECT min(id) FROM base_ledgerhead)"
        ),
        "head {head} says something else than was signed",
    ),
    ("UPDATE base_ledgerhead SET size = size + 1 WHERE size > 0", "than was signed"),
    ("UPDATE base_ledgerhead SET at = at + interval '1 second'", "than was signed"),
    ("UPDATE base_ledgerhead SET note = replace(note, 'time 2026', 'time 2025')", "head {head}: "),
    ("UPDATE base_ledgerhead SET note = 'x'", "head {head}: this is no signed tree head"),
    ("UPDATE base_ledgerhead SET key_id = 'ledger-00000000'", "head {head}: there is no key"),
    ("UPDATE base_ledgerhead SET id = -id", "has fewer leaves than the head before it"),
    ("DELETE FROM base_ledgerhead", "the published head is not among the heads"),
]


@pytest.mark.parametrize(("sql", "difference"), [*ROWS, *LEAVES, *TREE])
def test_what_was_changed_is_named(sql: str, difference: str) -> None:
    lay_log()
    assert found() == ""
    expected = difference.format(**names())

    tamper(sql)

    assert expected in found()


def names() -> dict[str, object]:
    first = AuditEntry.objects.order_by("id").values_list("pk", flat=True)[0]
    size = LedgerLeaf.objects.filter(index__isnull=False).count()
    return {
        "first": first,
        "twentieth": first + 20,
        "ninth": LedgerLeaf.objects.get(index=9).reference,
        "look": LedgerLeaf.objects.get(kind="access").reference,
        "forged": AuditEntry.objects.order_by("-id").values_list("pk", flat=True)[0] + 1,
        "size": size,
        "last": size - 1,
        "head": LedgerHead.objects.order_by("id").values_list("pk", flat=True)[0],
    }


def test_leaves_that_changed_places_are_found() -> None:
    lay_log()

    tamper("UPDATE base_ledgerleaf SET index = -index WHERE index IN (9, 10)")
    tamper("UPDATE base_ledgerleaf SET index = 19 + index WHERE index < 0")

    assert found().startswith("leaf 9 (audit")
    assert "is not the leaf that the tree has at this place" in found()


def test_a_past_that_was_rewritten_with_its_tree_breaks_the_signed_heads() -> None:
    lay_log()
    tamper("DELETE FROM base_ledgertile")
    tamper("UPDATE base_ledgerleaf SET index = NULL")
    tamper("DELETE FROM base_ledgerleaf WHERE kind = 'access'")
    tamper("DELETE FROM access_dataaccess")
    sequencing.sequence()

    assert "has another root than the first" in found()


@pytest.mark.parametrize("path", ["tile/0/000", "tile/1/000.p/1", "tile/entries/000", "checkpoint"])
def test_a_file_that_was_changed_or_is_missing_is_named(own_folder: Path, path: str) -> None:
    lay_log()
    file = own_folder / path
    content = file.read_bytes()

    file.write_bytes(content[:-3] + bytes([content[-3] ^ 1]) + content[-2:])
    changed = found()
    file.unlink()
    missing = found()

    if path == "checkpoint":
        assert "published head is" in changed
        assert missing == ""  # nothing says that there was ever a file
    else:
        assert changed == missing == f"the file {path} is missing or is not that of the leaves"


def test_erased_facts_leave_everything_valid() -> None:
    ledger.append("audit", "999999999", {"name": "样大民"})
    lay_log()
    number = LedgerLeaf.objects.get(index=30).reference

    ledger.erase("audit", "999999999")
    ledger.erase("audit", number)
    tamper(f"DELETE FROM base_auditentry WHERE id = {number}")
    report = checking.check()
    keeping.keep_up(now=minutes(9))

    assert (report.difference, report.erased) == ("", 2)
    assert found() == ""


def test_a_kind_that_no_house_knows_is_a_difference() -> None:
    ledger.append("strange", "1", {})

    assert found() == "waiting leaf (strange 1): no house knows this kind"


def test_rows_older_than_the_ledger_need_no_leaf() -> None:
    write(3)
    tamper("DELETE FROM base_ledgerleaf WHERE id < (SELECT max(id) FROM base_ledgerleaf)")

    assert found() == ""


def test_the_check_reads_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    source = sources.known()[0]
    assert source.kind == "access"
    audit_source = sources.found("audit")
    assert audit_source is not None

    def rows(references: object) -> object:
        asked.append(len(list(references)))  # type: ignore[call-overload]
        return audit_source.rows(references)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "BATCH", 16)
    monkeypatch.setitem(
        sources._sources,
        "audit",
        sources.Source("audit", rows, audit_source.census),  # type: ignore[arg-type]
    )
    write(100)
    keeping.keep_up(now=NOON)

    report = checking.check()

    assert (report.difference, report.leaves) == ("", 100)
    assert asked == [16] * 6 + [4]


@pytest.mark.django_db(transaction=True)
def test_the_check_is_of_one_moment_and_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    seen: list[str] = []
    write(5)
    keeping.keep_up(now=NOON)

    def execute(run: object, sql: str, *rest: object) -> object:
        seen.append(sql)
        return run(sql, *rest)  # type: ignore[operator]

    with connection.execute_wrapper(execute):
        report = checking.check()

    assert report.difference == ""
    assert "REPEATABLE READ READ ONLY" in seen[0] + seen[1]
    assert json.loads(json.dumps(report.values()))["leaves"] == 5
