"""Who may see cards, orders and figures, and who may act on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role
from tongban.supervision.rules import Told

if TYPE_CHECKING:
    from tongban.base.actors import Actor, Post
    from tongban.cases.models import Case
    from tongban.supervision.models import CaseWarning, Circular, Complaint, SupervisionOrder

POSTS = (Role.HANDLER, Role.REVIEWER)
ANSWERING = (Role.APPROVER, *POSTS, Role.CLERK)


def visible_to(actor: Actor) -> Q:
    """Which cards the actor may know of.

    A supervisor sees every card, the head of a department those of his department, an examiner
    and a clerk those that were meant for whoever works on the case.
    """
    if actor.is_system or actor.holds(Role.SUPERVISOR):
        return Q()
    return answered_by(actor)


def answered_by(actor: Actor) -> Q:
    """Which cards lie on the desks of the actor's posts; none for a supervisor as such."""
    post = Q(told__contains=[Told.POST])
    mine = Q(unit__in=actor.units(Role.APPROVER))
    mine |= post & Q(unit__in=actor.units(*POSTS))
    return mine | post & Q(place__in=actor.places(Role.CLERK))


def orders_visible_to(actor: Actor) -> Q:
    """A supervisor sees every order; head and handlers those of their department."""
    if actor.is_system or actor.holds(Role.SUPERVISOR):
        return Q()
    return replied_by(actor)


def replied_by(actor: Actor) -> Q:
    """Which orders the actor's department has to reply to."""
    return Q(unit__in=actor.units(Role.APPROVER, Role.HANDLER))


def may_see_board(actor: Actor) -> bool:
    """Whether the actor is a supervisor."""
    return actor.holds(Role.SUPERVISOR)


def may_supervise(actor: Actor) -> bool:
    """Whether the actor may write rules, order, review and write off."""
    return actor.is_staff and actor.holds(Role.SUPERVISOR)


def may_answer(actor: Actor, card: CaseWarning) -> Post | None:
    """The post by which the actor may answer a card that he sees."""
    for post in actor.posts:
        if post.role == Role.CLERK and post.place and post.place == card.place:
            return post
        if post.role in (Role.APPROVER, *POSTS) and post.serves(card.unit):
            return post
    return None


def inventory_visible_to(actor: Actor) -> Q:
    """A supervisor sees the lists of every department, the head those of his own."""
    if actor.is_system or actor.holds(Role.SUPERVISOR):
        return Q()
    return Q(unit__in=actor.units(Role.APPROVER))


def may_keep_lists(actor: Actor) -> bool:
    """Whether the actor keeps the lists (清单) of any department."""
    return actor.is_staff and actor.holds(Role.SUPERVISOR, Role.APPROVER)


def may_keep(actor: Actor, unit: str) -> bool:
    """The head keeps the lists of his department; so may a supervisor."""
    here = actor.holds(Role.APPROVER, unit=unit)
    return actor.is_staff and (here or actor.holds(Role.SUPERVISOR))


def may_read_circulars(actor: Actor) -> bool:
    """A circular is for everybody who works in one of the departments."""
    return actor.is_staff


def may_withdraw(actor: Actor, circular: Circular) -> bool:
    """A supervisor, or the head of the office that published it."""
    head = bool(circular.unit) and actor.holds(Role.APPROVER, unit=circular.unit)
    return actor.is_staff and (head or actor.holds(Role.SUPERVISOR))


def may_note_fee(actor: Actor, case: Case) -> bool:
    """Whoever works on the case at its window or in its department."""
    here = bool(case.place) and case.place in actor.places(Role.CLERK)
    return actor.is_staff and (here or actor.holds(Role.APPROVER, *POSTS, unit=case.unit))


def complaints_visible_to(actor: Actor) -> Q:
    """A supervisor sees every complaint; the head those about his department."""
    if actor.is_system or actor.holds(Role.SUPERVISOR):
        return Q()
    return Q(unit__in=actor.units(Role.APPROVER))


def may_complain(actor: Actor, case: Case) -> bool:
    """The applicant writes about his own case, and nobody for him."""
    return actor.is_person and actor.principal == case.applicant_id


def may_answer_complaint(actor: Actor, complaint: Complaint) -> bool:
    """The head of the department answers, or the supervisor for it."""
    here = actor.holds(Role.APPROVER, unit=complaint.unit)
    return actor.is_staff and (here or actor.holds(Role.SUPERVISOR))


def may_reply(actor: Actor, order: SupervisionOrder) -> bool:
    """Whether the actor may reply to an order; once it was escalated, only the head."""
    roles = (Role.APPROVER,) if order.level else (Role.APPROVER, Role.HANDLER)
    return actor.is_staff and actor.holds(*roles, unit=order.unit)
