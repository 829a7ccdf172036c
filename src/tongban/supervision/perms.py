"""Who may see the board and the warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role

if TYPE_CHECKING:
    from tongban.base.actors import Actor


def visible_to(actor: Actor) -> Q:
    """A supervisor sees every warning, an approver those of his department."""
    if actor.is_system or actor.holds(Role.SUPERVISOR):
        return Q()
    return Q(unit__in=actor.units(Role.APPROVER))


def may_see_board(actor: Actor) -> bool:
    """Whether the actor is a supervisor."""
    return actor.holds(Role.SUPERVISOR)
