"""Giving posts, empowering agents, and recording each look at personal data."""

from tongban.access.services.clients import (
    ClientRefused,
    ClientTaken,
    QuotaSpent,
    Token,
    close_client,
    count_call,
    forget_calls,
    issue_token,
    register_client,
    renew_secret,
)
from tongban.access.services.consenting import (
    give_consent,
    hold_consent,
    revoke_consent,
    spend_consent,
)
from tongban.access.services.empowering import empower, revoke_empowerment
from tongban.access.services.objecting import answer_objection, object_to
from tongban.access.services.posting import NotStaff, hold_post, hold_posts, leave_post
from tongban.access.services.recording import BY_LAW, Right, look_up_subject, record_access
from tongban.access.services.standing_in import NotOfYourOffice, PostNotHeld, stand_in

__all__ = [
    "BY_LAW",
    "ClientRefused",
    "ClientTaken",
    "NotOfYourOffice",
    "NotStaff",
    "PostNotHeld",
    "QuotaSpent",
    "Right",
    "Token",
    "answer_objection",
    "close_client",
    "count_call",
    "empower",
    "forget_calls",
    "give_consent",
    "hold_consent",
    "hold_post",
    "hold_posts",
    "issue_token",
    "leave_post",
    "look_up_subject",
    "object_to",
    "record_access",
    "register_client",
    "renew_secret",
    "revoke_consent",
    "revoke_empowerment",
    "spend_consent",
    "stand_in",
]
