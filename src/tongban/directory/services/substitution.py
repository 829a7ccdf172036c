"""People who stand in for colleagues who are away (代理)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock, outbox
from tongban.base.errors import Invalid, NotFound, require
from tongban.directory import events, perms, queries
from tongban.directory.models import Substitution

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from tongban.base.actors import Actor


class SubstitutionUnknown(NotFound):
    """There is no such substitution, or it has ended."""

    code = "directory.substitution_unknown"
    sentence = "没有找到这项代理，可能已经结束。"


@transaction.atomic
def substitute(
    *,
    actor: Actor,
    post_id: int,
    absent: tuple[int, str],
    account: int,
    since_on: date,
    until_on: date,
    reason: str,
    now: datetime,
    items: Sequence[str] = (),
) -> Substitution:
    """Let an account stand in in a post; `absent` is the number and the name of its holder.

    `items` are the keys of the items for which he does so, all if there are none.  That both are
    staff, that the one holds the post, and who may order it, `access.services.stand_in` has said,
    of which this is a part.
    """
    if account == absent[0]:
        raise Invalid(fields={"account": "不能由本人代理本人。"})
    if until_on < max(since_on, clock.day_of(now)):
        raise Invalid(fields={"until_on": "结束日期不能早于开始日期，也不能早于今天。"})
    if not reason.strip():
        raise Invalid(fields={"reason": "请写明代理的原因。"})
    row = Substitution.objects.create(
        post=queries.post(post_id), absent=absent[0], absent_name=absent[1], account=account,
        since_on=since_on, until_on=until_on, items=sorted(set(items)),
        reason=reason.strip()[:200], made_at=now,
    )  # fmt: skip
    audit.record(
        actor, events.SubstitutionMade.name, f"post:{post_id}", at=now, absent=absent[0],
        account=account, since_on=str(since_on), until_on=str(until_on), items=sorted(set(items)),
    )  # fmt: skip
    outbox.publish(events.SubstitutionMade(substitution=row.pk, by=actor.account))
    return row


@transaction.atomic
def end_substitution(*, actor: Actor, id: int, now: datetime) -> None:  # noqa: A002
    """Let a substitution end at once: the colleague is back.

    He says so himself, the head of the department, or an operator.
    """
    rows = Substitution.objects.select_for_update(of=("self",)).select_related("post__department")
    row = rows.filter(pk=id, ended_at=None).first()
    if row is None:
        raise SubstitutionUnknown
    own = actor.is_staff and actor.account == row.absent
    require(own or perms.may_order(actor, row.post.department.key))
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    audit.record(
        actor, events.SubstitutionEnded.name, f"post:{row.post_id}", at=now, account=row.account
    )
    outbox.publish(events.SubstitutionEnded(substitution=row.pk, by=actor.account))
