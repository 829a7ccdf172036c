"""Who may see, order and use seals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role

if TYPE_CHECKING:
    from tongban.base.actors import Actor
    from tongban.seals.models import Seal

NOBODY = Q(pk__in=[])
SEEING = (Role.SEALING, Role.APPROVER)


def visible_to(actor: Actor) -> Q:
    """The seals of the offices in which the actor keeps seals or approves; the system sees all."""
    if actor.is_system:
        return Q()
    return Q(unit__key__in=actor.units(*SEEING)) if actor.is_staff else NOBODY


def orders_visible_to(actor: Actor) -> Q:
    """The orders about those seals."""
    if actor.is_system:
        return Q()
    return Q(seal__unit__key__in=actor.units(*SEEING)) if actor.is_staff else NOBODY


def may_apply(actor: Actor, unit: str) -> bool:
    """The seal keepers of the office."""
    return actor.is_system or actor.holds(Role.SEALING, unit=unit)


def may_examine(actor: Actor, seal: Seal) -> bool:
    """Who approves in the office, or another of its seal keepers."""
    return actor.is_system or actor.holds(*SEEING, unit=seal.unit.key)


def may_keep(actor: Actor, seal: Seal) -> bool:
    """Making, filing, putting to use, renewing and cancelling: the seal keepers of the office."""
    return actor.is_system or actor.holds(Role.SEALING, unit=seal.unit.key)


def may_entrust(actor: Actor, seal: Seal) -> bool:
    """Authorising and setting limits: who approves in the office, or a seal keeper."""
    return actor.is_system or actor.holds(*SEEING, unit=seal.unit.key)


def may_stop(actor: Actor, seal: Seal) -> bool:
    """Suspending and resuming: who approves in the office, or a seal keeper."""
    return actor.is_system or actor.holds(*SEEING, unit=seal.unit.key)


def may_order(actor: Actor, seal: Seal) -> bool:
    """Who decides in the office, and its seal keepers."""
    return actor.is_system or actor.holds(*SEEING, unit=seal.unit.key)


def may_impress(actor: Actor, unit: str) -> bool:
    """A seal keeper of the office, if the seal was entrusted to him; never the system by itself."""
    return actor.holds(Role.SEALING, unit=unit)


def may_let_job_seal(actor: Actor, unit: str) -> bool:
    """A job of the node, a department's own system, or staff on whose word a job runs."""
    if actor.is_system:
        return True
    return (actor.is_staff or actor.is_client) and any(post.unit == unit for post in actor.posts)
