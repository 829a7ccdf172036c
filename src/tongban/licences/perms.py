"""Who may see, issue, look up and end licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.access.rules import Role

if TYPE_CHECKING:
    from tongban.base.actors import Actor

NOBODY = Q(pk__in=[])
NOT_SHARED = "不予共享"
OFFICIAL = (Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.APPROVER, Role.LICENSING)
EXAMINERS = (Role.HANDLER, Role.REVIEWER, Role.APPROVER, Role.LICENSING)


def owned_by(actor: Actor) -> Q:
    """The licences of the one whom the actor acts for; every page of a person begins here."""
    if not actor.is_person or actor.principal is None:
        return NOBODY
    return Q(holders__subject=actor.principal)


def kept_by(actor: Actor) -> Q:
    """The licences that an office keeps: those it issued; the system reaches all."""
    if actor.is_system:
        return Q()
    return Q(issuer__key__in=actor.units(*EXAMINERS)) if actor.is_staff else NOBODY


def may_load_types(actor: Actor) -> bool:
    """The system, operators and licence managers."""
    return actor.is_system or actor.holds(Role.OPERATOR, Role.LICENSING)


def may_issue(actor: Actor, issuer: str) -> bool:
    """The system after a decision, or a licence manager of the issuing office."""
    return actor.is_system or actor.holds(Role.LICENSING, unit=issuer)


def may_revoke(actor: Actor, issuer: str) -> bool:
    """The office that issued it, by its licence manager or the one who approves."""
    return actor.is_system or actor.holds(Role.LICENSING, Role.APPROVER, unit=issuer)


def may_look_up(actor: Actor, *, is_own: bool, case_number: str, legal_basis: str) -> bool:
    """The holder or whom he empowered; staff in an official post for a case or by a law."""
    if actor.is_system:
        return True
    if actor.is_person:
        return is_own
    return actor.holds(*OFFICIAL) and bool(case_number.strip() or legal_basis.strip())


def shared_with(actor: Actor) -> Q:
    """Of looked-up licences, those whose type is shared with the actor (共享类型).

    What is not shared (不予共享) reaches its holder and the issuing office only.
    """
    if not actor.is_staff:
        return Q()
    return ~Q(type__share_type=NOT_SHARED) | Q(issuer__key__in=actor.units(*OFFICIAL))
