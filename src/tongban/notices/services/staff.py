"""Telling staff what concerns them, and setting it aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.audit import require_transaction
from tongban.notices import events, perms, queries, rules
from tongban.notices.models import StaffMessage
from tongban.notices.services.templates import STAFF, template

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
    if not rules.is_own_link(link):
        raise ValueError("a message may only link to this node")
    text = rules.render(template(template_key, STAFF), context)
    StaffMessage.objects.bulk_create(
        (
            StaffMessage(
                account_id=account, template=template_key, title=text.title[:200], body=text.body,
                link=link, dedupe=dedupe, created_at=now,
            )
            for account in sorted({one for one in accounts if one is not None})
        ),
        ignore_conflicts=True,
    )  # fmt: skip


@transaction.atomic
def mark_staff_read(*, actor: Actor, message_id: UUID, now: datetime) -> StaffMessage:
    """Note that the actor opened a message or set it aside; the first time counts.

    A colleague's message is declined with `MessageMissing`.
    """
    rows = StaffMessage.objects.filter(perms.staff_visible_to(actor), pk=message_id)
    message = rows.select_for_update(of=("self",)).first()
    if message is None:
        raise queries.MessageMissing
    if message.read_at is None:
        message.read_at = now
        message.save(update_fields=["read_at"])
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
