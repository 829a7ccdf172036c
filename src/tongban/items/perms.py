"""Who may publish the catalogue; reading it is everybody's right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.directory.rules import Role
from tongban.items.models import State

if TYPE_CHECKING:
    from tongban.base.actors import Actor


def may_publish(actor: Actor) -> bool:
    """Item editors, and the system when an operator loads a file on the machine itself."""
    return actor.is_system or actor.holds(Role.CATALOGUE)


def listed() -> Q:
    """Items that people find; a cancelled one is reached by its address only."""
    return Q(state__in=(State.IN_USE, State.PAUSED))
