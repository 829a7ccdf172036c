"""Gap-free series: a number exists exactly if the change that took it was committed."""

from __future__ import annotations

from tongban.base.prepared import Statement
from tongban.base.transactions import require_transaction

_NEXT = Statement(
    """
INSERT INTO base_numberseries (series, period, last) VALUES ($1, $2, 1)
ON CONFLICT (series, period) DO UPDATE SET last = base_numberseries.last + 1
RETURNING last
"""
)


def next_number(series: str, *, period: str = "") -> int:
    """Take the next number of a series, from 1 on, inside the open transaction.

    The row stays locked until the transaction ends, so take it as late as possible.  A rolled
    back transaction gives its number back.
    """
    require_transaction()
    ((number,),) = _NEXT.rows([series, period])
    return int(number)
