"""Who may give posts, empower agents and look at the data of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.access.rules import Role

if TYPE_CHECKING:
    from uuid import UUID

    from tongban.access.models import Empowerment
    from tongban.base.actors import Actor


def may_give_posts(actor: Actor) -> bool:
    """Operators and the system put people into posts."""
    return actor.is_system or actor.holds(Role.OPERATOR)


def may_register_clients(actor: Actor) -> bool:
    """Operators and the system register the systems of departments and enterprises."""
    return actor.is_system or actor.holds(Role.OPERATOR)


def may_empower(actor: Actor, principal: UUID) -> bool:
    """A person empowers others for himself; for an enterprise a clerk does it on its letter."""
    return actor.is_system or actor.holds(Role.CLERK) or is_own(actor, principal)


def may_revoke(actor: Actor, empowerment: Empowerment) -> bool:
    """The principal takes it back, the agent gives it up; clerks do it at the counter."""
    parties = {empowerment.principal_id, empowerment.agent_id}
    own = actor.is_person and bool(parties & {actor.subject, actor.principal})
    return own or actor.is_system or actor.holds(Role.CLERK)


def may_look_up(actor: Actor) -> bool:
    """Clerks look up whom they have before them."""
    return actor.is_system or actor.holds(Role.CLERK)


def may_read_data(actor: Actor) -> bool:
    """Staff in a post, people for whom they act, systems we know; nobody unknown."""
    known = actor.is_person and not actor.is_unconfirmed
    return actor.is_system or known or actor.is_client or (actor.is_staff and bool(actor.posts))


def is_own(actor: Actor, subject_id: UUID) -> bool:
    """Whether a natural person is himself the subject."""
    return actor.is_person and actor.subject == subject_id
