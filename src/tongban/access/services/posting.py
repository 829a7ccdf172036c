"""Putting staff into posts, and out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import events, perms, rules
from tongban.access.models import PostHolding
from tongban.base import audit, clock
from tongban.base.errors import Invalid, require
from tongban.directory import queries as directory
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.directory.models import Post


class NotStaff(Invalid):
    """A post can be held by an account of staff only."""

    code = "access.not_staff"
    sentence = "只有工作人员的账号才能任职。"


@transaction.atomic
def hold_post(
    *,
    actor: Actor,
    account_id: int,
    post_id: int,
    since_on: date | None = None,
    until_on: date | None = None,
    now: datetime,
) -> PostHolding:
    """Put a member of staff into a post, from today if no day is given; twice is once."""
    (held,) = hold_posts(
        actor=actor, account_id=account_id, posts=[directory.post(post_id)], since_on=since_on,
        until_on=until_on, now=now,
    )  # fmt: skip
    return held


@transaction.atomic
def hold_posts(
    *,
    actor: Actor,
    account_id: int,
    posts: Iterable[Post],
    since_on: date | None = None,
    until_on: date | None = None,
    now: datetime,
) -> tuple[PostHolding, ...]:
    """Put a member of staff into each of these posts; what is held already stays as it is.

    The posts come with their departments.  Declined with `NotStaff` or `rules.EmpowermentInvalid`.
    """
    require(perms.may_give_posts(actor))
    account = identity.account(account_id)
    if not account.is_staff_account:
        raise NotStaff
    first = since_on or clock.day_of(now)
    rules.check_span(first, until_on)
    wanted = {post.pk: post for post in posts}
    mine = PostHolding.objects.filter(account=account, ended_at=None, post_id__in=wanted)
    new = wanted.keys() - set(mine.values_list("post_id", flat=True))
    span = {"account": account, "since_on": first, "until_on": until_on}
    PostHolding.objects.bulk_create(
        (PostHolding(post_id=post, **span) for post in new), ignore_conflicts=True
    )
    for post in new:
        audit.record(
            actor, events.POST_HELD, f"account:{account_id}", at=now,
            post=post, role=wanted[post].role, unit=wanted[post].department.key,
        )  # fmt: skip
    return tuple(mine.order_by("id"))


@transaction.atomic
def leave_post(*, actor: Actor, account_id: int, post_id: int, now: datetime) -> None:
    """End at once what the account holds of this post; what has ended stays as it is."""
    require(perms.may_give_posts(actor))
    rows = PostHolding.objects.filter(account_id=account_id, post_id=post_id, ended_at=None)
    if rows.update(ended_at=now):
        audit.record(actor, events.POST_LEFT, f"account:{account_id}", at=now, post=post_id)
