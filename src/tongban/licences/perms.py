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
KEEPERS = (Role.LICENSING, Role.APPROVER)
COLLECTING = "licences.collect"
READING = "licences.read"
SEARCHING = "licences.search"
VERIFYING = "licences.verify"
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


def may_edit_types(actor: Actor) -> bool:
    """Those who may load types may also draft, save and retire them one by one."""
    return may_load_types(actor)


def may_publish_type(actor: Actor, drafted_by: int | None) -> bool:
    """Another licence manager than the last who edited the draft, or an operator."""
    if actor.is_system or actor.holds(Role.OPERATOR):
        return True
    return actor.holds(Role.LICENSING) and actor.account != drafted_by


def may_issue(actor: Actor, issuer: str) -> bool:
    """The system after a decision, or a licence manager of the issuing office."""
    return actor.is_system or actor.holds(Role.LICENSING, unit=issuer)


def may_revoke(actor: Actor, issuer: str) -> bool:
    """The office that issued it, by its licence manager or the one who approves."""
    return actor.is_system or actor.holds(Role.LICENSING, Role.APPROVER, unit=issuer)


def may_act_upon(actor: Actor, issuer: str) -> bool:
    """Whoever may end a licence of the office may also suspend, change and check it."""
    return may_revoke(actor, issuer)


def may_keep_library(actor: Actor, unit: str) -> bool:
    """The licence manager of an office takes in stock, raises grades and keeps blank paper."""
    return actor.is_system or actor.holds(Role.LICENSING, unit=unit)


def may_collect(actor: Actor, unit: str) -> bool:
    """The office's own making system, its licence manager, and the platform."""
    if actor.is_client:
        return COLLECTING in actor.scopes and any(post.unit == unit for post in actor.posts)
    return may_keep_library(actor, unit)


def may_compare(actor: Actor) -> bool:
    """Clerks at a counter, where somebody shows the original, and licence managers."""
    return actor.is_system or actor.holds(Role.LICENSING) or bool(actor.places(Role.CLERK))


def of_units(actor: Actor, *roles: str) -> Q:
    """Registers of the offices in which the actor holds one of these roles."""
    if actor.is_system:
        return Q()
    return Q(unit__key__in=actor.units(*roles)) if actor.is_staff else NOBODY


def objections_for(actor: Actor) -> Q:
    """The objections that the actor's office has to answer."""
    if actor.is_system:
        return Q()
    return Q(issuer__key__in=actor.units(*KEEPERS)) if actor.is_staff else NOBODY


def may_look_up(actor: Actor, *, is_own: bool, case_number: str, legal_basis: str) -> bool:
    """The holder or whom he empowered; staff in an official post for a case or by a law."""
    if actor.is_system:
        return True
    if actor.is_person:
        return is_own
    official = actor.holds(*OFFICIAL, Role.AGENT_WORKER)
    return official and bool(case_number.strip() or legal_basis.strip())


def shared_with(actor: Actor) -> Q:
    """Of looked-up licences, those whose type is shared with the actor (共享类型).

    What is not shared (不予共享) reaches its holder and the issuing office only.
    """
    if not actor.is_staff:
        return Q()
    return ~Q(type__share_type=NOT_SHARED) | Q(issuer__key__in=actor.units(*OFFICIAL))


def may_authorise(actor: Actor) -> bool:
    """A person known to us lets others use what he, or whom he acts for, holds."""
    return actor.is_person and not actor.is_unconfirmed


def may_read_by_system(actor: Actor) -> bool:
    """Anybody but a system that was not registered for reading."""
    return not actor.is_client or READING in actor.scopes


def may_use_by_law(actor: Actor) -> bool:
    """Official posts, and the systems of offices that were registered for reading."""
    by_system = actor.is_client and bool(actor.posts) and may_read_by_system(actor)
    return by_system or (actor.is_staff and actor.holds(*OFFICIAL))


def shared_for_use(actor: Actor) -> Q:
    """The licences whose type is shared with the office of the actor (共享类型)."""
    units = actor.units(*(post.role for post in actor.posts))
    return ~Q(type__share_type=NOT_SHARED) | Q(issuer__key__in=units)


def may_redeem(actor: Actor) -> bool:
    """Official posts at a counter, agents of enterprises, and the systems of both."""
    by_system = actor.is_client and may_read_by_system(actor)
    return by_system or actor.is_person or (actor.is_staff and actor.holds(*OFFICIAL))


def used_by(actor: Actor) -> Q:
    """The uses that somebody made: an enterprise's by any of its agents, staff's by themselves."""
    if actor.is_client and actor.posts:
        return Q(unit__in=actor.units(*(post.role for post in actor.posts)))
    if actor.is_person or actor.is_client:
        return Q(user=actor.principal) if actor.principal is not None else NOBODY
    return Q(unit__in=actor.units(*OFFICIAL), account=actor.account) if actor.is_staff else NOBODY


def held_by(actor: Actor) -> Q:
    """The uses of what the one whom the actor acts for holds."""
    if not may_authorise(actor):
        return NOBODY
    return Q(licence__holders__subject=actor.principal)


def may_search_by_system(actor: Actor) -> bool:
    """Systems that were registered for searching the directory of licences."""
    return actor.is_client and SEARCHING in actor.scopes


def may_share(actor: Actor) -> bool:
    """Systems that were registered for reading, at the sharing interface."""
    return actor.is_client and READING in actor.scopes


def may_compare_by_system(actor: Actor) -> bool:
    """Systems that were registered for checking files and facts."""
    return actor.is_client and VERIFYING in actor.scopes
