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
    from datetime import date, datetime

    from tongban.base.actors import Actor


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
    require(perms.may_give_posts(actor))
    account, post = identity.account(account_id), directory.post(post_id)
    if not account.is_staff_account:
        raise NotStaff
    first = since_on or clock.day_of(now)
    rules.check_span(first, until_on)
    holding, created = PostHolding.objects.get_or_create(
        account_id=account.pk,
        post_id=post.pk,
        ended_at=None,
        defaults={"since_on": first, "until_on": until_on},
    )
    if created:
        audit.record(
            actor, events.POST_HELD, f"account:{account_id}", at=now,
            post=post_id, role=post.role, unit=post.department.key,
        )  # fmt: skip
    return holding


@transaction.atomic
def leave_post(*, actor: Actor, account_id: int, post_id: int, now: datetime) -> None:
    """End at once what the account holds of this post; what has ended stays as it is."""
    require(perms.may_give_posts(actor))
    rows = PostHolding.objects.filter(account_id=account_id, post_id=post_id, ended_at=None)
    if rows.update(ended_at=now):
        audit.record(actor, events.POST_LEFT, f"account:{account_id}", at=now, post=post_id)
