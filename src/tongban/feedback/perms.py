"""Who may see a rating, and who may give one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role

if TYPE_CHECKING:
    from tongban.base.actors import Actor
    from tongban.feedback.models import Rating


def visible_to(actor: Actor) -> Q:
    """A person sees his own ratings, an approver his department's, a supervisor all."""
    if actor.is_person and actor.principal is not None:
        return Q(applicant_id=actor.principal)
    if actor.is_system or actor.holds(Role.SUPERVISOR):
        return Q()
    if actor.is_staff:
        return Q(unit__in=actor.units(Role.APPROVER))
    return Q(pk__in=[])


def may_call_for_revisit(actor: Actor) -> bool:
    """A supervisor confirms what was put right, and so has the rating revisited."""
    return actor.is_staff and actor.holds(Role.SUPERVISOR)


def may_revisit(actor: Actor, rating: Rating) -> bool:
    """The head of the department that answers for the rating, or a supervisor."""
    here = actor.holds(Role.APPROVER, unit=rating.unit)
    return actor.is_staff and (here or actor.holds(Role.SUPERVISOR))


def may_answer_revisit(actor: Actor, rating: Rating) -> bool:
    """Whoever rated answers himself, and nobody for him."""
    return actor.is_person and actor.principal == rating.applicant_id
