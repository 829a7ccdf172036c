"""Who may see a case and take a step with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role
from tongban.base.errors import Forbidden
from tongban.cases.rules import State, Step, who_may

if TYPE_CHECKING:
    from tongban.base.actors import Actor, Post
    from tongban.cases.models import Case

NOBODY = Q(pk__in=[])
DEPARTMENTAL = (Role.HANDLER, Role.REVIEWER, Role.APPROVER, Role.LICENSING)


def visible_to(actor: Actor) -> Q:
    """Which cases the actor may know of; every query begins here.

    A person sees the cases of the one he acts for.  A clerk sees the cases of his hall, an
    examiner those of his department, a supervisor all that were handed in.  Drafts are seen by
    their applicant, or by the clerk who is typing them in.
    """
    if actor.is_system:
        return Q()
    if actor.is_person and actor.principal is not None:
        return Q(applicant_id=actor.principal) & ~Q(state=State.DRAFT, channel="window")
    if not actor.is_staff:
        return NOBODY
    seen = Q(unit__in=actor.units(*DEPARTMENTAL)) | Q(place__in=actor.places(Role.CLERK))
    if actor.holds(Role.SUPERVISOR):
        seen = Q()
    own_drafts = Q(state=State.DRAFT, opened_by=actor.account, channel="window")
    return seen & ~Q(state=State.DRAFT) | own_drafts


def post_for(actor: Actor, case: Case, *roles: str) -> Post | None:
    """The post by which the actor may act on the case in one of the roles."""
    for post in actor.posts:
        if post.role not in roles:
            continue
        if post.role == Role.CLERK and post.place == case.place:
            return post
        if post.role != Role.CLERK and post.unit == case.unit:
            return post
    return None


def may_take(actor: Actor, case: Case, step: Step) -> bool:
    """Whether the actor's roles let him take this step with this case, in any state."""
    roles = who_may(step, on_the_spot=case.process == "spot")
    if actor.is_system:
        return "system" in roles
    if actor.is_person:
        return "applicant" in roles and actor.principal == case.applicant_id
    return post_for(actor, case, *roles) is not None


def may_edit_draft(actor: Actor, case: Case) -> bool:
    """Whether the actor may change this draft: its applicant, or the clerk who opened it."""
    if case.channel == "window":
        return actor.is_staff and case.opened_by == actor.account
    return actor.is_person and actor.principal == case.applicant_id


def may_take_in(actor: Actor) -> bool:
    """Whether the actor may take in walk-in people."""
    return bool(actor.places(Role.CLERK))


def require(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence at the call
    """Raise `Forbidden` unless allowed."""
    if not allowed:
        raise Forbidden
