"""Standing in (代理) for a colleague who is away, between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import perms
from tongban.access.models import PostHolding, in_force
from tongban.access.services.posting import NotStaff
from tongban.base.errors import Invalid, require
from tongban.directory import queries as directory
from tongban.directory import services as posts
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.directory.models import Substitution


class PostNotHeld(Invalid):
    """Nobody can stand in for somebody in a post that he does not hold."""

    code = "access.post_not_held"
    sentence = "这位同事在这段时间没有担任这个岗位。"


@transaction.atomic
def stand_in(
    *,
    actor: Actor,
    post_id: int,
    absent: int,
    account: int,
    since_on: date,
    until_on: date,
    reason: str,
    now: datetime,
) -> Substitution:
    """Let a member of staff act in a colleague's post from one day to another, both included.

    The head of the department or an operator says so.  His acts are then marked "代" with the
    colleague's name; his own posts stay as they are.
    """
    post = directory.post(post_id)
    require(perms.may_appoint_deputy(actor, post.department.key))
    away, other = identity.account(absent), identity.account(account)
    if not other.is_staff_account:
        raise NotStaff
    held = PostHolding.objects.filter(in_force(since_on), ended_at=None, post_id=post_id)
    if not held.filter(account_id=absent).exists():
        raise PostNotHeld(fields={"absent": PostNotHeld.sentence})
    return posts.substitute(
        actor=actor, post_id=post_id, absent=(absent, away.display_name[:64]), account=account,
        since_on=since_on, until_on=until_on, reason=reason, now=now,
    )  # fmt: skip
