"""Giving posts, empowering agents, and recording each look at personal data."""

from tongban.access.services.clients import (
    ClientRefused,
    ClientTaken,
    Token,
    close_client,
    count_call,
    forget_calls,
    issue_token,
    register_client,
    renew_secret,
)
from tongban.access.services.empowering import empower, revoke_empowerment
from tongban.access.services.posting import NotStaff, hold_post, leave_post
from tongban.access.services.recording import look_up_subject, record_access

__all__ = [
    "ClientRefused",
    "ClientTaken",
    "NotStaff",
    "Token",
    "close_client",
    "count_call",
    "empower",
    "forget_calls",
    "hold_post",
    "issue_token",
    "leave_post",
    "look_up_subject",
    "record_access",
    "register_client",
    "renew_secret",
    "revoke_empowerment",
]
