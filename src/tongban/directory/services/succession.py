"""Departments that get another name or go up in another one, and people who stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock
from tongban.base.errors import Invalid, NotFound, Refusal, require
from tongban.directory import events, perms, queries, rules
from tongban.directory.models import Department, FormerName, Substitution
from tongban.directory.services.keeping import WrongEntry

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor


class ClosedAlready(Refusal):
    """The department was closed before, or is asked to stand in its own place."""

    code = "directory.closed_already"
    sentence = "这个部门已经撤并，或者并入的部门不对。"


class SubstitutionUnknown(NotFound):
    """There is no such substitution, or it has ended."""

    code = "directory.substitution_unknown"
    sentence = "没有找到这项代理，可能已经结束。"


@transaction.atomic
def rename_department(
    *, actor: Actor, key: str, name: str, reason: str, now: datetime
) -> Department:
    """Call a department by another name from today; its key and everything it does stay.

    Papers keep the name they were printed with; the former name is kept with its last day.
    """
    require(perms.may_maintain(actor))
    found = _locked(key)
    wrong = rules.wrong_in_names(name=name, reason=reason)
    if wrong:
        raise WrongEntry(fields=wrong)
    before = _keep_name(found, reason, now)
    found.name = name.strip()
    found.save(update_fields=["name"])
    audit.record(
        actor, events.DEPARTMENT_RENAMED, key, at=now, before=before, after=found.name,
    )  # fmt: skip
    return found


@transaction.atomic
def close_department(
    *, actor: Actor, key: str, successor: str, reason: str, now: datetime
) -> tuple[str, str]:
    """Let a department go up in another one: its posts, with the people in them, move there.

    Part of the command `cases.succeed`, which moves what is open and writes the audit entry.
    Returns both names.  A post that the successor has already is moved under its old title with
    the former department beside it.
    """
    require(perms.may_maintain(actor))
    old, new = _locked(key), _locked(successor)
    if old.pk == new.pk or old.successor_id or new.successor_id:
        raise ClosedAlready(fields={"successor": ClosedAlready.sentence})
    if not reason.strip():
        raise WrongEntry(fields=rules.wrong_in_names(reason=reason))
    _keep_name(old, reason, now)
    _move_posts(old, new)
    old.successor, old.closed_on = new, clock.day_of(now)
    old.save(update_fields=["successor", "closed_on"])
    return old.name, new.name


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
) -> Substitution:
    """Let an account stand in in a post; `absent` is the number and the name of its holder.

    That both are staff and that the one holds the post is for `access.services.stand_in` to say,
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
        since_on=since_on, until_on=until_on, reason=reason.strip()[:200], made_at=now,
    )  # fmt: skip
    audit.record(
        actor, events.SUBSTITUTION_MADE, f"post:{post_id}", at=now, absent=absent[0],
        account=account, since_on=str(since_on), until_on=str(until_on),
    )  # fmt: skip
    return row


@transaction.atomic
def end_substitution(*, actor: Actor, id: int, now: datetime) -> None:  # noqa: A002
    """Let a substitution end at once: the colleague is back."""
    rows = Substitution.objects.select_for_update(of=("self",)).select_related("post__department")
    row = rows.filter(pk=id, ended_at=None).first()
    require(row is None or perms.may_order(actor, row.post.department.key))
    if row is None:
        raise SubstitutionUnknown
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    audit.record(
        actor, events.SUBSTITUTION_ENDED, f"post:{row.post_id}", at=now, account=row.account
    )


def _locked(key: str) -> Department:
    found = Department.objects.select_for_update().filter(key=key).first()
    if found is None:
        raise queries.DepartmentUnknown
    return found


def _keep_name(department: Department, reason: str, now: datetime) -> str:
    FormerName.objects.create(
        department=department,
        name=department.name,
        until_on=clock.day_of(now),
        reason=reason.strip()[:200],
    )
    return department.name


def _move_posts(old: Department, new: Department) -> None:
    there = set(new.posts.values_list("role", "title", "hall_id"))
    for post in old.posts.order_by("id"):
        if (post.role, post.title, post.hall_id) in there:
            post.title = f"{post.title}（原{old.name}）"[:100]
        post.department = new
        post.save(update_fields=["department", "title"])
