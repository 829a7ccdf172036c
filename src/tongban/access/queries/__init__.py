"""Who is acting, for whom he may act, and who looked at his data."""

from tongban.access.queries.acting import (
    Choice,
    EmpowermentUnknown,
    actor_for,
    choices,
    empowerments,
    holders,
    may_act_for,
    principals,
)
from tongban.access.queries.clients import (
    ClientUnknown,
    client_actor,
    client_for_change,
    clients,
    digest_of,
)
from tongban.access.queries.looks import footprint, looks

__all__ = [
    "Choice",
    "ClientUnknown",
    "EmpowermentUnknown",
    "actor_for",
    "choices",
    "client_actor",
    "client_for_change",
    "clients",
    "digest_of",
    "empowerments",
    "footprint",
    "holders",
    "looks",
    "may_act_for",
    "principals",
]
