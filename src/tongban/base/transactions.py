"""What must live and die with a change is written inside the change's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


class OutsideTransaction(RuntimeError):
    """Something that must live and die with a change was written outside its transaction."""


def require_transaction() -> None:
    """Raise `OutsideTransaction` unless a transaction is open."""
    if not connection.in_atomic_block:
        raise OutsideTransaction


@contextmanager
def joined() -> Iterator[None]:
    """Take part in the open transaction, or open one.

    Unlike `transaction.atomic` it keeps no savepoint: it is for a command that writes in its last
    statement only, so that nothing is to be undone where it declines.
    """
    if connection.in_atomic_block:
        yield
    else:
        with transaction.atomic():
            yield
