"""Who may read a message, and who watches over the sending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role

if TYPE_CHECKING:
    from tongban.base.actors import Actor


def visible_to(actor: Actor) -> Q:
    """Messages to the person, or to the enterprise for which the person acts just now."""
    if actor.is_person and actor.principal:
        return Q(subject=actor.principal)
    return Q(pk__in=[])


def staff_visible_to(actor: Actor) -> Q:
    """Messages to the member of staff himself; nobody reads those of a colleague."""
    if actor.is_staff and actor.account is not None:
        return Q(account=actor.account)
    return Q(pk__in=[])


def may_watch(actor: Actor) -> bool:
    """Operators and supervisors see what could not be delivered, without the words."""
    return actor.holds(Role.OPERATOR, Role.SUPERVISOR)


def may_renew(actor: Actor) -> bool:
    """Operators have a failed delivery tried again."""
    return actor.holds(Role.OPERATOR)
