"""Who may see a rating, and who may give one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role

if TYPE_CHECKING:
    from tongban.base.actors import Actor


def visible_to(actor: Actor) -> Q:
    """A person sees his own ratings, an approver his department's, a supervisor all."""
    if actor.is_person and actor.principal is not None:
        return Q(applicant_id=actor.principal)
    if actor.is_system or actor.holds(Role.SUPERVISOR):
        return Q()
    if actor.is_staff:
        return Q(unit__in=actor.units(Role.APPROVER))
    return Q(pk__in=[])
