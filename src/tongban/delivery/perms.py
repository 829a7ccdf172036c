"""Who may see and do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role

if TYPE_CHECKING:
    from tongban.base.actors import Actor

NOBODY = Q(pk__in=[])


def visible_to(actor: Actor) -> Q:
    """Which consignments the actor may know of: his own, those of his hall, all for supervision."""
    if actor.is_system or (actor.is_staff and actor.holds(Role.SUPERVISOR)):
        return Q()
    if actor.is_person and actor.principal is not None:
        return Q(applicant_id=actor.principal)
    if actor.is_staff:
        return Q(hall__in=actor.places(Role.CLERK))
    return NOBODY


def may_handle(actor: Actor, hall: str) -> bool:
    """Whether the actor sits at the counter that keeps the consignment."""
    return actor.is_staff and hall in actor.places(Role.CLERK)


def is_owner(actor: Actor) -> bool:
    """Whether the actor is a person who acts for somebody known."""
    return actor.is_person and actor.principal is not None
