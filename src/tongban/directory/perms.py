"""Who may change the directory; reading it is everybody's right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.base.actors import Actor

# The words for roles belong to `access`, which stands above; this one is needed below.
OPERATOR = "operator"


def may_maintain(actor: Actor) -> bool:
    """Operators and the system keep regions, departments, halls and posts."""
    return actor.is_system or actor.holds(OPERATOR)
