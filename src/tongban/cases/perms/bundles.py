"""Who may see a life event (一件事), change it, and apply for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from tongban.access.rules import Role
from tongban.base.actors import Channel
from tongban.cases.models import BundleMember
from tongban.cases.perms.single import DEPARTMENTAL, NOBODY

if TYPE_CHECKING:
    from tongban.base.actors import Actor
    from tongban.cases.models import Bundle


def own_bundles(actor: Actor) -> Q:
    """The life events of the one the actor acts for, drafts too; not what a clerk still types."""
    if actor.is_person and actor.principal is not None:
        typing = Q(submitted_at=None, channel=Channel.WINDOW)
        return (Q(applicant_id=actor.principal) | Q(made_id=actor.principal)) & ~typing
    return NOBODY


def typed_bundles(actor: Actor) -> Q:
    """The life events that the actor applies for: his own, or for people at his counter."""
    if not actor.is_staff:
        return own_bundles(actor)
    places = actor.places(Role.CLERK)
    return Q(channel=Channel.WINDOW, opened_by=actor.account, place__in=places)


def visible_bundles(actor: Actor) -> Q:
    """Which life events that were handed in the actor may know of.

    A clerk sees those of his hall, a department those in which it has a member.
    """
    if actor.is_system or (actor.is_staff and actor.holds(Role.SUPERVISOR)):
        return Q()
    if not actor.is_staff:
        return own_bundles(actor)
    units = actor.units(*DEPARTMENTAL)
    own = Exists(BundleMember.objects.filter(bundle=OuterRef("pk"), unit__in=units))
    return Q(place__in=actor.places(Role.CLERK)) | Q(own)


def may_take_bundle(actor: Actor, bundle: Bundle) -> bool:
    """Whether the actor may check, accept or refuse a life event: a clerk of its hall."""
    return actor.is_staff and bundle.place in actor.places(Role.CLERK)


def may_act_on_bundle(actor: Actor, bundle: Bundle) -> bool:
    """Whether the actor may correct a life event or take it back: its applicant, or his counter."""
    if actor.is_person:
        return actor.principal in {bundle.applicant_id, bundle.made_id}
    return may_take_bundle(actor, bundle)
