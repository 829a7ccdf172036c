"""Who may register subjects, change contacts and make accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.directory.rules import Role

if TYPE_CHECKING:
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.identity.models import Account


def may_register(actor: Actor) -> bool:
    """Clerks take in people and enterprises; the system brings its own."""
    return actor.is_system or actor.holds(Role.CLERK, Role.AGENT_WORKER)


def may_make_accounts(actor: Actor) -> bool:
    """Operators make accounts of staff; strangers sign up for themselves elsewhere."""
    return actor.is_system or actor.holds(Role.OPERATOR)


def may_confirm(actor: Actor) -> bool:
    """Clerks of a hall, where the person and his document can be seen."""
    return bool(actor.places(Role.CLERK))


def may_reset_password(actor: Actor, account: Account) -> bool:
    """Clerks of a hall do it for people who stand before them, operators for staff."""
    if actor.is_system:
        return True
    return actor.holds(Role.OPERATOR) if account.is_staff_account else may_confirm(actor)


def may_change_contact(actor: Actor, subject_id: UUID) -> bool:
    """People change their own and that of whom they act for; clerks do it at the counter."""
    own = actor.is_person and subject_id in {actor.subject, actor.principal}
    return own or may_register(actor)
