"""What must live and die with a change is written inside the change's transaction."""

from __future__ import annotations

from django.db import connection


class OutsideTransaction(RuntimeError):
    """Something that must live and die with a change was written outside its transaction."""


def require_transaction() -> None:
    """Raise `OutsideTransaction` unless a transaction is open."""
    if not connection.in_atomic_block:
        raise OutsideTransaction
