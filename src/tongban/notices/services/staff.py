"""Telling staff what concerns them, and setting it aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.audit import require_transaction
from tongban.notices import events, perms
from tongban.notices.models import StaffMessage
from tongban.notices.services.messages import opened, written
from tongban.notices.services.templates import STAFF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor


def tell_staff(
    *,
    accounts: Iterable[int | None],
    template_key: str,
    context: Mapping[str, str],
    link: str,
    now: datetime,
    dedupe: str,
) -> None:
    """Put a message on the desk of each account, in the open transaction; one statement.

    Who was told under the same `dedupe` is not told again; None is nobody.  `context` holds case
    numbers, items and days, never the data of a person.  Raises `TemplateUnknown` or
    `PlaceholderMissing`, faults of the caller.
    """
    require_transaction()
    columns, _text = written(STAFF, template_key, context, link, now)
    concerned = sorted({one for one in accounts if one is not None})
    StaffMessage.objects.bulk_create(
        (StaffMessage(account_id=account, dedupe=dedupe, **columns) for account in concerned),
        ignore_conflicts=True,
    )


@transaction.atomic
def mark_staff_read(*, actor: Actor, message_id: UUID, now: datetime) -> StaffMessage:
    """Note that the actor opened a message or set it aside; the first time counts.

    A colleague's message is declined with `MessageMissing`.
    """
    seen = StaffMessage.objects.filter(perms.staff_visible_to(actor))
    message, is_first = opened(seen, message_id, now)
    if is_first:
        audit.record(actor, events.STAFF_MESSAGE_READ, str(message.pk), at=now)
    return message


@transaction.atomic
def mark_all_staff_read(*, actor: Actor, until: datetime, now: datetime) -> int:
    """Set all aside that came in up to that moment; returns how many that were.

    What came in after the page was shown stays unread.
    """
    rows = StaffMessage.objects.filter(
        perms.staff_visible_to(actor), read_at=None, created_at__lte=until
    )
    count = rows.update(read_at=now)
    if count:
        audit.record(
            actor, events.STAFF_MESSAGES_READ, f"account:{actor.account}", at=now, count=count
        )
    return count
