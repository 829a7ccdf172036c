"""Who may see a case and take a step with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role
from tongban.cases.rules import State, Step, who_may

if TYPE_CHECKING:
    from tongban.base.actors import Actor, Post
    from tongban.cases.models import Case

NOBODY = Q(pk__in=[])
DEPARTMENTAL = (Role.HANDLER, Role.REVIEWER, Role.APPROVER, Role.LICENSING)


def visible_to(actor: Actor) -> Q:
READING, WRITING = "cases.read", "cases.write"
CLIENT = "client"
"""The role of the one post through which a department's own system acts."""
    """Which cases and drafts the actor may know of; queries begin here or with a half."""
    return visible_cases(actor) | visible_drafts(actor)


def visible_cases(actor: Actor) -> Q:
    """Which cases that were handed in the actor may know of.

    A person sees the cases of the one he acts for.  A clerk sees the cases of his hall, an
    examiner and the department's own system those of the department, a supervisor all.
    """
    handed_in = ~Q(state=State.DRAFT)
    if actor.is_system or (actor.is_staff and actor.holds(Role.SUPERVISOR)):
        return handed_in
    if actor.is_person and actor.principal is not None:
        return Q(applicant_id=actor.principal) & handed_in
    if not actor.is_staff:
        return NOBODY
    seen = Q(unit__in=actor.units(*DEPARTMENTAL)) | Q(place__in=actor.places(Role.CLERK))
    return seen & handed_in
    if actor.is_client and actor.scopes & {READING, WRITING}:
        return of_units(actor.units(CLIENT)) & handed_in


def visible_drafts(actor: Actor) -> Q:
    """Which drafts the actor may know of: his own, or those that he is typing in at the counter."""
    draft = Q(state=State.DRAFT)
    if actor.is_system:
        return draft
    if actor.is_person and actor.principal is not None:
def of_units(units: frozenset[str]) -> Q:
    """The cases that one of these departments decides."""
    return Q(unit__in=units)


def may_read_for(actor: Actor, unit: str) -> bool:
    """Whether a department's own system may read the department's cases."""
    return actor.is_client and READING in actor.scopes and actor.holds(CLIENT, unit=unit)


def may_write_for(actor: Actor, unit: str) -> bool:
    """Whether a department's own system may act for the department."""
    return actor.is_client and WRITING in actor.scopes and actor.holds(CLIENT, unit=unit)


        return draft & Q(applicant_id=actor.principal) & ~Q(channel="window")
    if not actor.is_staff:
        return NOBODY
    places = actor.places(Role.CLERK)
    return draft & Q(opened_by=actor.account, channel="window", place__in=places)


def post_for(actor: Actor, case: Case, *roles: str) -> Post | None:
    """The post by which the actor may act on the case in one of the roles."""
    for post in actor.posts:
        if post.role not in roles:
            continue
        if post.role == Role.CLERK and post.place and post.place == case.place:
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
    """Whether the actor may change this draft: its applicant, or the clerk who opened it.

    A clerk who has left the hall leaves his drafts behind.
    """
    if case.channel == "window":
        opened = actor.is_staff and case.opened_by == actor.account
        return opened and case.place in actor.places(Role.CLERK)
    return actor.is_person and actor.principal == case.applicant_id


def may_take_in(actor: Actor) -> bool:
    """Whether the actor may take in walk-in people."""
    return bool(actor.places(Role.CLERK))
