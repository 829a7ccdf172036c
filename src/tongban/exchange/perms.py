"""Who may read a feed and see to webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role

if TYPE_CHECKING:
    from tongban.base.actors import Actor

NOBODY = Q(pk__in=[])
CLIENT = "client"
"""The role of the one post through which a department's system acts."""
READING = "events.read"


def may_read_feed(actor: Actor, unit: str) -> bool:
    """A system of that very department that was registered for it."""
    return actor.is_client and READING in actor.scopes and actor.holds(CLIENT, unit=unit)


def webhooks_of(actor: Actor) -> Q:
    """A system sees its own; those who run the node see all."""
    if actor.is_client and READING in actor.scopes:
        return Q(client=actor.client)
    return Q() if may_see_to(actor) else NOBODY


def may_see_to(actor: Actor) -> bool:
    """Operators and the system see to webhooks that failed."""
    return actor.is_system or (actor.is_staff and actor.holds(Role.OPERATOR))
