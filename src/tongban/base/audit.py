"""The trail: one entry for each command, in the command's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from tongban.base.models import AuditEntry
from tongban.base.web.readonly import writes_allowed

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor


class OutsideTransaction(RuntimeError):
    """Something that must live and die with a change was written outside its transaction."""


def require_transaction() -> None:
    """Raise unless a transaction is open."""
    if not connection.in_atomic_block:
        raise OutsideTransaction


def record(
    actor: Actor, event: str, subject: str, *, at: datetime, purpose: str = "", **facts: object
) -> AuditEntry:
    """Write down that `actor` did `event` to `subject`.

    `facts` are JSON-able and hold no personal data.  The database refuses to change or delete an
    entry; without an open transaction `OutsideTransaction` is raised.
    """
    require_transaction()
    post = actor.posts[0] if actor.posts else None
    with writes_allowed():
        return AuditEntry.objects.create(
            event=event,
            subject=subject,
            at=at,
            actor_kind=actor.kind,
            actor_account=actor.account,
            actor_name="" if actor.is_person else actor.name,
            actor_post=f"{post.unit}/{post.role}" if post else "",
            principal=actor.principal,
            channel=actor.channel,
            request_id=actor.request_id,
            purpose=purpose,
            facts=facts,
        )


def trail(subject: str) -> list[AuditEntry]:
    """All entries about one subject, oldest first; the caller has checked who may read it."""
    return list(AuditEntry.objects.filter(subject=subject).order_by("id"))
