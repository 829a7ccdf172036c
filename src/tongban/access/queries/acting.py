"""Who is acting, and for whom he may act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Q, Value

from tongban.access.models import Empowerment, PostHolding, in_force
from tongban.access.rules import EVERYTHING
from tongban.base import clock
from tongban.base.actors import Actor, ActorKind, Channel, Post
from tongban.base.errors import NotFound
from tongban.directory import queries as directory
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from tongban.identity.models import Account


class EmpowermentUnknown(NotFound):
    """There is no such empowerment, or it is between others."""

    code = "access.empowerment_unknown"
    sentence = "没有找到这项授权。"


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody for whom the person at the keyboard may act: himself or an enterprise."""

    subject: UUID
    kind: str
    name: str
    chosen: bool


def actor_for(
    account: Account | None,
    *,
    channel: Channel,
    principal: UUID | None = None,
    request_id: str = "",
) -> Actor:
    """The actor behind a request.

    A person whose account nobody has confirmed yet is no subject and acts for nobody, whatever
    he says and whoever empowered him.  A principal the person may not (any longer) act for falls
    back to himself.  At most one query: the posts of staff, or the empowerment for another
    principal.
    """
    if account is None or not account.is_active:
        return Actor(kind=ActorKind.ANONYMOUS, channel=channel, request_id=request_id)
    if account.is_staff_account:
        return Actor(
            kind=ActorKind.STAFF,
            account=account.pk,
            name=account.display_name,
            posts=_posts(account.pk),
            channel=channel,
            request_id=request_id,
        )
    own = account.subject_id if identity.is_confirmed(account) else None
    chosen = own
    if principal is not None and own is not None and principal != own:
        granted = _granted(own).filter(principal_id=principal, scope=EVERYTHING)
        chosen = principal if granted.exists() else own
    return Actor(
        kind=ActorKind.PERSON,
        account=account.pk,
        subject=own,
        principal=chosen,
        name=account.display_name,
        channel=channel,
        request_id=request_id,
    )


def principals(actor: Actor) -> tuple[UUID, ...]:
    """Whom the actor may act for in everything: himself first, then those who empowered him."""
    if not actor.is_person or actor.subject is None:
        return ()
    given = _granted(actor.subject).filter(scope=EVERYTHING).order_by("id")
    return (actor.subject, *given.values_list("principal_id", flat=True))


def choices(actor: Actor) -> tuple[Choice, ...]:
    """The same with names, for the page on which one chooses."""
    ids = principals(actor)
    shown = identity.masked_many(ids)
    return tuple(
        Choice(
            subject=one,
            kind=shown[one].kind,
            name=actor.name if one == actor.subject else shown[one].name,
            chosen=one == actor.principal,
        )
        for one in ids
    )


def may_act_for(actor: Actor, subject_id: UUID, *, item: str = "") -> bool:
    """Whether the actor is the subject or was empowered by it, in everything or for the item."""
    if not actor.is_person or actor.subject is None:
        return False
    if subject_id == actor.subject:
        return True
    scopes = [EVERYTHING, item] if item else [EVERYTHING]
    given = _granted(actor.subject).filter(principal_id=subject_id, scope__in=scopes)
    return given.exists()


def empowerments(actor: Actor) -> tuple[Empowerment, ...]:
    """The empowerments between the actor and others that are in force today."""
    if not actor.is_person or actor.subject is None:
        return ()
    party = Q(agent_id=actor.subject) | Q(principal_id=actor.principal)
    rows = Empowerment.objects.filter(in_force(clock.today()), party, revoked_at=None)
    return tuple(rows.order_by("id"))


def holders(role: str, *, unit: str = "", place: str = "", item: str = "") -> tuple[int, ...]:
    """The accounts that hold a role today or stand in in it, in a unit and at a place if given.

    Who stands in for some items only counts for those.  In a unit that went up in another one,
    those of its successor count: they answer for what it did.
    """
    today = clock.today()
    where = Q(post__role=role)
    if unit:
        stands_for = Q(post__department__stands_for__contains=[unit])
        where &= Q(post__department__key=unit) | stands_for
    if place:
        where &= Q(post__hall__code=place)
    held = _held(today).filter(where).order_by().values_list("account_id", flat=True)
    covered = Q(items=[]) | Q(items__contains=[item]) if item else Q(items=[])
    standing = directory.standing_in(today).filter(covered, where).order_by()
    return tuple(sorted({*held.union(standing.values_list("account", flat=True))}))


def _posts(account_id: int) -> tuple[Post, ...]:
    """His own posts and those in which he stands in for a colleague; one query."""
    names = (
        "post_id", "post__role", "post__department__key", "post__hall__code",
        "post__department__stands_for",
    )  # fmt: skip
    today = clock.today()
    held = _held(today).filter(account_id=account_id).order_by()
    held = held.annotate(
        deputy=Value("", output_field=CharField()),
        only=Value([], output_field=ArrayField(CharField(max_length=64))),
    )
    standing = directory.standing_in(today).filter(account=account_id).order_by()
    own = held.values_list(*names, "deputy", "only")
    return _once(own.union(standing.values_list(*names, "absent_name", "items"), all=True))


def _once(rows: Iterable[tuple[Any, ...]]) -> tuple[Post, ...]:
    """Each post once: his own before a colleague's, one for everything before one for some."""
    own: dict[int, Post] = {}
    for number, role, unit, place, former, deputy, only in sorted(
        rows, key=lambda row: (row[0], bool(row[5]), bool(row[6]), row[5])
    ):
        post = Post(number, role, unit, place or "", deputy, frozenset(only), frozenset(former))
        known = own.setdefault(number, post)
        if known.only and known.deputy_for == deputy:
            own[number] = replace(known, only=known.only | post.only)
    return tuple(own.values())


def _held(day: date) -> QuerySet[PostHolding]:
    return PostHolding.objects.filter(in_force(day), ended_at=None, post__active=True)


def _granted(agent: UUID) -> QuerySet[Empowerment]:
    return Empowerment.objects.filter(in_force(clock.today()), agent_id=agent, revoked_at=None)
