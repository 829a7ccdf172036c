"""Telling people, and sending what they were told."""

from tongban.notices.services.inbox import mark_read, tell
from tongban.notices.services.sending import FailureMissing, deliver, renew
from tongban.notices.services.staff import mark_all_staff_read, mark_staff_read, tell_staff
from tongban.notices.services.substitutions import tell_run_out, tell_substitution
from tongban.notices.services.templates import TemplateUnknown

__all__ = [
    "FailureMissing",
    "TemplateUnknown",
    "deliver",
    "mark_all_staff_read",
    "mark_read",
    "mark_staff_read",
    "renew",
    "tell",
    "tell_run_out",
    "tell_staff",
    "tell_substitution",
]
