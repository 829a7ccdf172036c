"""What an inbox of people and one of staff share: how words get in, and how they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tongban.notices import queries, rules
from tongban.notices.models import Message, StaffMessage
from tongban.notices.services.templates import template

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from tongban.notices.rules import Text

Some = TypeVar("Some", Message, StaffMessage)


def written(
    audience: str, template_key: str, context: Mapping[str, str], link: str, now: datetime
) -> tuple[dict[str, Any], Text]:
    """The columns of a message from its template, and all its words.

    Raises `TemplateUnknown` or `PlaceholderMissing`, and `ValueError` for a link elsewhere.
    """
    if not rules.is_own_link(link):
        raise ValueError("a message may only link to this node")
    text = rules.render(template(template_key, audience), context)
    columns = {
        "template": template_key, "title": text.title[:200], "body": text.body, "link": link,
        "created_at": now,
    }  # fmt: skip
    return columns, text


def opened(seen: QuerySet[Some], message_id: UUID, now: datetime) -> tuple[Some, bool]:
    """Note that a message which the actor may see was opened; whether it was the first time.

    Any other is declined with `MessageMissing`.
    """
    message = seen.filter(pk=message_id).select_for_update(of=("self",)).first()
    if message is None:
        raise queries.MessageMissing
    is_first = message.read_at is None
    if is_first:
        message.read_at = now
        message.save(update_fields=["read_at"])
    return message, is_first
