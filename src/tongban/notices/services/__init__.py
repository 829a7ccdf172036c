"""Telling people, and sending what they were told."""

from tongban.notices.services.inbox import mark_read, tell
from tongban.notices.services.sending import FailureMissing, deliver, renew
from tongban.notices.services.templates import TemplateUnknown

__all__ = ["FailureMissing", "TemplateUnknown", "deliver", "mark_read", "renew", "tell"]
