"""Who may change the directory; reading it is everybody's right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.directory.rules import Role

if TYPE_CHECKING:
    from tongban.base.actors import Actor


def may_maintain(actor: Actor) -> bool:
    """Operators and the system keep regions, departments, halls and posts."""
    return actor.is_system or actor.holds(Role.OPERATOR)


def may_order(actor: Actor, unit: str) -> bool:
    """Who says who stands in for whom in a department: its approvers, and operators."""
    return may_maintain(actor) or actor.holds(Role.APPROVER, unit=unit)
