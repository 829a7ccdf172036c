"""The trail: one entry for each command, in its own transaction, each a leaf of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tongban.base import ledger
from tongban.base.models import AuditEntry
from tongban.base.transactions import OutsideTransaction, require_transaction
from tongban.base.web.readonly import writes_allowed

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

__all__ = ["OutsideTransaction", "entry", "record", "require_transaction", "trail"]

KIND: Final = "audit"
COLUMNS: Final = (
    "event", "subject", "at", "actor_kind", "actor_account", "actor_name", "actor_post",
    "principal", "channel", "request_id", "purpose", "facts",
)  # fmt: skip

ledger.table(KIND, "base.AuditEntry", COLUMNS)


def record(
    actor: Actor, event: str, subject: str, *, at: datetime, purpose: str = "", **facts: object
) -> AuditEntry:
    """Write down that `actor` did `event` to `subject`.

    `facts` are JSON-able and hold no personal data.  The database refuses to change or delete an
    entry; without an open transaction `OutsideTransaction` is raised.
    """
    require_transaction()
    row = entry(actor, event, subject, at=at, purpose=purpose, **facts)
    with writes_allowed():
        (number,) = ledger.insert(row)
    return AuditEntry(id=number, **row.columns)


def entry(
    actor: Actor, event: str, subject: str, *, at: datetime, purpose: str = "", **facts: object
) -> ledger.Row:
    """The same entry, for `ledger.insert` together with other rows in one statement."""
    post = actor.posts[0] if actor.posts else None
    values = (
        event,
        subject,
        at,
        actor.kind,
        actor.account,
        "" if actor.is_person else actor.name,
        f"{post.unit}/{post.role}" if post else "",
        actor.principal,
        actor.channel,
        actor.request_id,
        purpose,
        facts,
    )
    return ledger.Row(KIND, AuditEntry._meta.db_table, dict(zip(COLUMNS, values, strict=True)))


def trail(subject: str) -> list[AuditEntry]:
    """All entries about one subject, oldest first; the caller has checked who may read it."""
    return list(AuditEntry.objects.filter(subject=subject).order_by("id"))
