"""Who may see and do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role

if TYPE_CHECKING:
    from tongban.base.actors import Actor

NOBODY = Q(pk__in=[])
KEEPERS = (Role.LICENSING, Role.APPROVER)


def visible_to(actor: Actor) -> Q:
    """Which archives and lists the actor may know of: those of his department, or all."""
    if actor.is_system or (actor.is_staff and actor.holds(Role.SUPERVISOR)):
        return Q()
    if not actor.is_staff:
        return NOBODY
    return Q(unit__in=actor.units(*KEEPERS))


def restored_visible_to(actor: Actor) -> Q:
    """Which restored cases: also those within a life event whose keeper the actor is."""
    own = visible_to(actor)
    if not own or not actor.is_staff:
        return own
    return own | Q(within__unit__in=actor.units(*KEEPERS))


def may_keep(actor: Actor, unit: str) -> bool:
    """Whether the actor looks after the archives of that department."""
    return actor.is_staff and unit in actor.units(*KEEPERS)


def may_approve(actor: Actor, unit: str) -> bool:
    """Whether the actor may decide about a list of that department."""
    return actor.is_staff and unit in actor.units(Role.APPROVER)
