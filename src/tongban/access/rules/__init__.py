"""Decisions about who may do what, for what reason and how long; no I/O."""

from tongban.access.rules.words import (
    EVERYTHING,
    MOST_PER_DAY,
    MOST_PER_MINUTE,
    PER_MINUTE,
    ROLE_LABELS,
    SCOPES,
    TOKEN_MINUTES,
    ClientInvalid,
    EmpowermentInvalid,
    PurposeMissing,
    Role,
    check_client,
    check_purpose,
    check_span,
)

__all__ = [
    "EVERYTHING",
    "MOST_PER_DAY",
    "MOST_PER_MINUTE",
    "PER_MINUTE",
    "ROLE_LABELS",
    "SCOPES",
    "TOKEN_MINUTES",
    "ClientInvalid",
    "EmpowermentInvalid",
    "PurposeMissing",
    "Role",
    "check_client",
    "check_purpose",
    "check_span",
]
