"""Leaves, logs and tampering that the tests of the ledger share."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from tests.access.factories import person, staff
from tests.identity.factories import YANG_DAMIN
from tongban.access import services as access
from tongban.base import audit
from tongban.base.actors import SYSTEM
from tongban.base.ledger import canonical
from tongban.base.ledger.models import LedgerLeaf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def minutes(count: float) -> datetime:
    """Some minutes after noon."""
    return NOON + timedelta(minutes=count)


def write(count: int, event: str = "base.tried") -> list[int]:
    """Audit entries with their leaves; returns their ids."""
    with transaction.atomic():
        return [
            audit.record(SYSTEM, event, f"subject:{n}", at=NOON, nth=n).pk for n in range(count)
        ]


def look_at_somebody(purpose: str = "办理居住证") -> UUID:
    """A clerk looks a person up by his number; returns whose data were looked at."""
    subject = person().subject
    assert subject is not None
    card = access.look_up_subject(
        actor=staff(), number_type="111", number=YANG_DAMIN[1], purpose=purpose, now=NOON
    )
    assert card is not None
    assert card.id == subject
    return subject


def entries() -> list[bytes]:
    """The entries of the log in the order of their indexes."""
    rows = LedgerLeaf.objects.filter(index__isnull=False).order_by("index")
    return [canonical.entry(row.kind, row.reference, bytes(row.digest)) for row in rows]


def indexes() -> list[int | None]:
    """The indexes of all leaves in the order of writing."""
    return list(LedgerLeaf.objects.order_by("id").values_list("index", flat=True))


@contextmanager
def without_guards() -> Iterator[None]:
    """What a person with every right in the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")


def tamper(sql: str) -> None:
    """Change rows past every trigger."""
    with without_guards(), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount, f"nothing was changed by {sql}"
