"""Who may see cards, orders and figures, and who may act on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role
from tongban.supervision.rules import Told

if TYPE_CHECKING:
    from tongban.base.actors import Actor, Post
    from tongban.supervision.models import CaseWarning, SupervisionOrder

POSTS = (Role.HANDLER, Role.REVIEWER)
ANSWERING = (Role.APPROVER, *POSTS, Role.CLERK)


def visible_to(actor: Actor) -> Q:
    """Which cards the actor may know of.

    A supervisor sees every card, the head of a department those of his department, an examiner
    and a clerk those that were meant for whoever works on the case.
    """
    if actor.is_system or actor.holds(Role.SUPERVISOR):
        return Q()
    post = Q(told__contains=[Told.POST])
    mine = Q(unit__in=actor.units(Role.APPROVER))
    mine |= post & Q(unit__in=actor.units(*POSTS))
    return mine | post & Q(place__in=actor.places(Role.CLERK))


def orders_visible_to(actor: Actor) -> Q:
    """A supervisor sees every order; head and handlers those of their department."""
    if actor.is_system or actor.holds(Role.SUPERVISOR):
        return Q()
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
        if post.role in (Role.APPROVER, *POSTS) and post.unit == card.unit:
            return post
    return None


def may_reply(actor: Actor, order: SupervisionOrder) -> bool:
    """Whether the actor may reply to an order; once it was escalated, only the head."""
    roles = (Role.APPROVER,) if order.level else (Role.APPROVER, Role.HANDLER)
    return actor.is_staff and actor.holds(*roles, unit=order.unit)
