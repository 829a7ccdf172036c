"""Who may give posts, empower agents and look at the data of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role

if TYPE_CHECKING:
    from uuid import UUID

    from tongban.access.models import Empowerment, Objection
    from tongban.base.actors import Actor

NOBODY = Q(pk__in=[])
ANSWERING = (Role.APPROVER, Role.LICENSING, Role.SUPERVISOR)


def may_give_posts(actor: Actor) -> bool:
    """Operators and the system put people into posts."""
    return actor.is_system or actor.holds(Role.OPERATOR)


def may_appoint_deputy(actor: Actor, unit: str) -> bool:
    """The head of a department and operators say who stands in for whom."""
    return may_give_posts(actor) or actor.holds(Role.APPROVER, unit=unit)


def is_own_post(actor: Actor, post_id: int, account: int) -> bool:
    """Whether the actor is that account and holds that post himself, not for a colleague."""
    mine = any(post.id == post_id and not post.deputy_for for post in actor.posts)
    return actor.is_staff and actor.account == account and mine


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
    """Clerks and community workers look up whom they have before them."""
    return actor.is_system or actor.holds(Role.CLERK, Role.AGENT_WORKER)


def may_read_data(actor: Actor) -> bool:
    """Staff in a post, people for whom they act, systems we know; nobody unknown."""
    known = actor.is_person and not actor.is_unconfirmed
    return actor.is_system or known or actor.is_client or (actor.is_staff and bool(actor.posts))


def is_own(actor: Actor, subject_id: UUID) -> bool:
    """Whether a natural person is himself the subject."""
    return actor.is_person and actor.subject == subject_id


def may_consent(actor: Actor) -> bool:
    """A person known to us, for himself or for whom he acts."""
    return actor.is_person and not actor.is_unconfirmed


def consents_given_by(actor: Actor) -> Q:
    """The consents that the one whom the actor acts for gave."""
    return Q(giver=actor.principal) if may_consent(actor) else NOBODY


def consents_received_by(actor: Actor) -> Q:
    """The consents given to the one whom the actor acts for; his own system counts as he does."""
    acts = (may_consent(actor) or actor.is_client) and actor.principal is not None
    return Q(receiver=actor.principal) if acts else NOBODY


def looks_at(actor: Actor) -> Q:
    """The looks at the data of the one whom the actor acts for."""
    return Q(subject=actor.principal) if may_consent(actor) else NOBODY


def objections_of(actor: Actor) -> Q:
    """The objections of the one whom the actor acts for."""
    return Q(subject=actor.principal) if may_consent(actor) else NOBODY


def objections_before(actor: Actor) -> Q:
    """The objections that the actor's offices answer; supervisors read all of them."""
    if not actor.is_staff:
        return NOBODY
    return Q() if actor.holds(Role.SUPERVISOR) else Q(unit__in=actor.units(*ANSWERING))


def may_answer(actor: Actor, objection: Objection) -> bool:
    """Who leads or manages in the office that answers for the look, unless he looked himself."""
    leads = actor.is_staff and actor.holds(*ANSWERING, unit=objection.unit)
    return leads and actor.account != objection.look.account_id
