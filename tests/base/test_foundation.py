"""Audit, outbox, numbering, paging: promises of the base house."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from tongban.base import audit, clock, numbering
from tongban.base.actors import SYSTEM
from tongban.base.models import AuditEntry, NumberSeries
from tongban.base.paging import BadCursor, keyset

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def test_an_entry_can_be_neither_changed_nor_deleted() -> None:
    entry = audit.record(SYSTEM, "base.tried", "subject:1", at=clock.now())

    for sql in (
        "UPDATE base_auditentry SET subject = 'x' WHERE id = %s",
        "DELETE FROM base_auditentry WHERE id = %s",
        "TRUNCATE base_auditentry",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [entry.pk] if "%s" in sql else [])

    assert AuditEntry.objects.get(pk=entry.pk).subject == "subject:1"


@pytest.mark.django_db(transaction=True)
def test_an_entry_needs_the_transaction_of_its_command() -> None:
    with pytest.raises(audit.OutsideTransaction):
        audit.record(SYSTEM, "base.tried", "subject:1", at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_a_number_is_given_back_when_the_change_fails() -> None:
    with transaction.atomic():
        first = numbering.next_number("tried", period="2026")
    with transaction.atomic():
        numbering.next_number("tried", period="2026")
        transaction.set_rollback(True)
    with transaction.atomic():
        second = numbering.next_number("tried", period="2026")

    assert (first, second) == (1, 2)


def test_pages_join_without_gap_or_repetition() -> None:
    NumberSeries.objects.bulk_create(
        NumberSeries(series=f"s{n % 3}", period=str(n), last=n) for n in range(25)
    )
    seen: list[int] = []
    after = ""
    while True:
        page = keyset(NumberSeries.objects.all(), by=("-series", "id"), after=after, limit=4)
        seen += [row.pk for row in page.items]
        after = page.next
        if not after:
            break

    expected = NumberSeries.objects.order_by("-series", "id").values_list("pk", flat=True)
    assert seen == list(expected)


@pytest.mark.parametrize("token", ["x", "WzFd", "é", "W10", "bnVsbA", "W3sifV0"])
def test_a_forged_cursor_is_declined(token: str) -> None:
    with pytest.raises(BadCursor):
        keyset(NumberSeries.objects.all(), by=("last", "id"), after=token)


def test_the_outbox_names_start_empty(outbox_names: Callable[[], list[str]]) -> None:
    assert outbox_names() == []
