"""Reads of seals, their orders and impressions."""

from tongban.seals.queries.register import (
    Row,
    authorisations,
    history,
    picture,
    rows_of,
    seal,
    seal_for,
    seals,
    status_at,
    steps_open_to,
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
    "order",
    "orders",
    "picture",
    "rows_of",
    "seal",
    "seal_for",
    "seals",
    "statement",
    "status_at",
    "steps_open_to",
    "version_picture",
    "versions",
    "waiting_count",
]
