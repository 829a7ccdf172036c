"""Gap-free series: a number exists exactly if the change that took it was committed."""

from __future__ import annotations

from django.db import connection

from tongban.base.audit import require_transaction

_NEXT = """
INSERT INTO base_numberseries (series, period, last) VALUES (%s, %s, 1)
ON CONFLICT (series, period) DO UPDATE SET last = base_numberseries.last + 1
RETURNING last
"""


def next_number(series: str, *, period: str = "") -> int:
    """Take the next number of a series, from 1 on, inside the open transaction.

    The row stays locked until the transaction ends, so take it as late as possible.  A rolled
    back transaction gives its number back.
    """
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, period])
        row = cursor.fetchone()
    return int(row[0])
