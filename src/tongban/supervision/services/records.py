"""Records that leave the platform: who took which, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.errors import require
from tongban.supervision import events, perms

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor


@transaction.atomic
def note_inventory_export(*, actor: Actor, what: str, now: datetime) -> None:
    """Write down that somebody takes a list with him that he keeps."""
    require(perms.may_keep_lists(actor))
    audit.record(actor, events.RECORDS_EXPORTED, what, at=now)


@transaction.atomic
def note_export(*, actor: Actor, what: str, now: datetime) -> None:
    """Write down that a supervisor takes records with him, before the first leaves."""
    require(perms.may_supervise(actor))
    audit.record(actor, events.RECORDS_EXPORTED, what, at=now)
