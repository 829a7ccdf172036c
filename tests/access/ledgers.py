"""Leaves of the ledger, as a test counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base.ledger.models import LedgerLeaf

if TYPE_CHECKING:
    from collections.abc import Sequence


def leaves(kind: str) -> Sequence[LedgerLeaf]:
    """The leaves of one kind, in the order in which they were written."""
    return list(LedgerLeaf.objects.filter(kind=kind).order_by("id"))
