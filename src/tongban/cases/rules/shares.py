"""How much of the promised limit each post has (环节时限)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tongban.cases.rules.limits import Limit, Unit

# Percent of the promised limit; no law fixes them, and a node may set its own.
SHARES: Mapping[str, int] = MappingProxyType({"handler": 50, "reviewer": 30, "approver": 20})


def share_of(role: str, promised: Limit | None, shares: Mapping[str, int] = SHARES) -> int | None:
    """Return the working days of a post, at least one; None where none are shared out.

    Only a limit of working days can be shared, and only among the posts that have a share.
    """
    if promised is None or promised.unit is not Unit.WORKING_DAYS or not promised.value:
        return None
    percent = shares.get(role)
    return None if percent is None else max(1, -(-promised.value * percent // 100))
