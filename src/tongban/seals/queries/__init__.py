"""Reads of seals, their orders and impressions."""

from tongban.seals.queries.register import (
    Row,
    authorisations,
    history,
    keys_waiting,
    picture,
    row,
    rows_of,
    seal,
    seal_for,
    seals,
    status_at,
    steps_open_to,
    used,
    version_picture,
    versions,
)
from tongban.seals.queries.statements import Statement, statement
from tongban.seals.queries.uses import (
    OrderRow,
    impression,
    impressions,
    order,
    orders,
    waiting_count,
)

__all__ = [
    "OrderRow",
    "Row",
    "Statement",
    "authorisations",
    "history",
    "impression",
    "impressions",
    "keys_waiting",
    "order",
    "orders",
    "picture",
    "row",
    "rows_of",
    "seal",
    "seal_for",
    "seals",
    "statement",
    "status_at",
    "steps_open_to",
    "used",
    "version_picture",
    "versions",
    "waiting_count",
]
