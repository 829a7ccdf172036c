"""Facts and audit entries of this house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.base import outbox

MESSAGE_READ: Final = "notices.message_read"
"""A person opened a message for the first time."""

STAFF_MESSAGE_READ: Final = "notices.staff_message_read"
"""A member of staff opened a message, or set it aside, for the first time."""

STAFF_MESSAGES_READ: Final = "notices.staff_messages_read"
"""A member of staff set all aside that was unread."""

DELIVERY_RENEWED: Final = "notices.delivery_renewed"
"""Somebody in charge had a failed delivery tried again."""


@dataclass(frozen=True)
class MessageWritten(outbox.Event):
    """A subject has a new message, which may now be sent by the other ways."""

    name: ClassVar[str] = "notices.message_written"
    message: str
