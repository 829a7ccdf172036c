"""Giving posts, empowering agents, and recording each look at personal data."""

from tongban.access.services.empowering import empower, revoke_empowerment
from tongban.access.services.posting import NotStaff, hold_post, leave_post
from tongban.access.services.recording import look_up_subject, record_access

__all__ = [
    "NotStaff",
    "empower",
    "hold_post",
    "leave_post",
    "look_up_subject",
    "record_access",
    "revoke_empowerment",
]
