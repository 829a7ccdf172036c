"""The ledger comes to a node that has run before, and its tables go if they must."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.base.ledger.circumstances import NOON, write
from tongban.base.ledger import checking, keeping
from tongban.base.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'ledger%'"
        )
        return {name for (name,) in cursor.fetchall()}


def migrate(name: str) -> None:
    with connection.schema_editor(atomic=False) as editor:
        loader = MigrationLoader(connection, replace_migrations=False)
        migration = loader.get_migration("base", "0003_ledger")
        before = loader.project_state(("base", "0002_guards"))
        getattr(migration, name)(before, editor)


def test_a_node_that_has_a_past_gets_a_ledger(committed_area: str) -> None:
    guarded = triggers()
    migrate("unapply")
    assert triggers() == set()
    assert "base_ledgerleaf" not in connection.introspection.table_names()
    entries = AuditEntry.objects.count()

    migrate("apply")

    assert triggers() == guarded > set()
    assert AuditEntry.objects.count() == entries > 0
    write(3)
    keeping.keep_up(now=NOON)
    report = checking.check()
    assert (report.difference, report.leaves) == ("", 3)
