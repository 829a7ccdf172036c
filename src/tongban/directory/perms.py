"""Who may change the directory; reading it is everybody's right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.directory.rules import Role

if TYPE_CHECKING:
    from tongban.base.actors import Actor


def may_maintain(actor: Actor) -> bool:
    """Operators and the system keep regions, departments, halls and posts."""
    return actor.is_system or actor.holds(Role.OPERATOR)
