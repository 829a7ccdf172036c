"""Standing in (代理) for a colleague who is away, between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import perms, queries
from tongban.access.models import PostHolding, in_force
from tongban.access.services.posting import NotStaff
from tongban.base.errors import Invalid, require
from tongban.directory import queries as directory
from tongban.directory import services as posts
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.directory.models import Substitution


class PostNotHeld(Invalid):
    """Nobody can stand in for somebody in a post that he does not hold."""

    code = "access.post_not_held"
    sentence = "这位同事在这段时间没有担任这个岗位。"


class NotOfYourOffice(Invalid):
    """Whoever appoints his own deputy asks a colleague of the same department."""

    code = "access.not_of_your_office"
    sentence = "自己安排代理，只能请本部门的同事；要请别的部门的人，请负责人安排。"


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
    items: Sequence[str] = (),
) -> Substitution:
    """Let a member of staff act in a colleague's post from one day to another, both included.

    The head of the department or an operator says so, or the colleague himself, who may ask
    somebody of his own department only.  `items` are the items for which he does so, all if there
    are none.  His acts are then marked "代" with the colleague's name; his own posts stay as they
    are.
    """
    post = directory.post(post_id)
    unit = post.department.key
    orders = perms.may_appoint_deputy(actor, unit)
    require(orders or perms.is_own_post(actor, post_id, absent))
    if not orders and account not in queries.colleagues(unit):
        raise NotOfYourOffice(fields={"account": NotOfYourOffice.sentence})
    away, other = identity.account(absent), identity.account(account)
    if not other.is_staff_account:
        raise NotStaff
    held = PostHolding.objects.filter(in_force(since_on), ended_at=None, post_id=post_id)
    if not held.filter(account_id=absent).exists():
        raise PostNotHeld(fields={"absent": PostNotHeld.sentence})
    return posts.substitute(
        actor=actor, post_id=post_id, absent=(absent, away.display_name[:64]), account=account,
        since_on=since_on, until_on=until_on, reason=reason, now=now, items=items,
    )  # fmt: skip
