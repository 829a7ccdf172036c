"""Writing down who signed in, who was turned away, and who left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.actors import ANONYMOUS
from tongban.identity import events

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor


@transaction.atomic
def signed_in(*, actor: Actor, account_id: int, realm: str, now: datetime) -> None:
    """Note that an account signed in."""
    audit.record(actor, events.SIGNED_IN, f"account:{account_id}", at=now, realm=realm)


@transaction.atomic
def sign_in_declined(*, account_id: int | None, realm: str, why: str, now: datetime) -> None:
    """Note that somebody was turned away; what was typed is not kept."""
    subject = f"account:{account_id}" if account_id else "account:unknown"
    audit.record(ANONYMOUS, events.SIGN_IN_DECLINED, subject, at=now, realm=realm, why=why)


@transaction.atomic
def signed_out(*, actor: Actor, account_id: int, why: str, now: datetime) -> None:
    """Note that a session ended: by the person's wish, or because it was too old."""
    audit.record(actor, events.SIGNED_OUT, f"account:{account_id}", at=now, why=why)
