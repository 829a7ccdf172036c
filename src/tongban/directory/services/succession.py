"""Departments that get another name or go up in another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock, outbox
from tongban.base.actors import SYSTEM
from tongban.base.errors import Invalid, NotFound, Refusal, require
from tongban.directory import events, perms, queries, rules
from tongban.directory.models import Department, FormerName, PlannedName
from tongban.directory.services.keeping import WrongEntry

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor


class ClosedAlready(Refusal):
    """The department was closed before, or is asked to stand in its own place."""

    code = "directory.closed_already"
    sentence = "这个部门已经撤并，或者并入的部门不对。"


class NameUnchanged(Invalid):
    """The department is called so already, or its last day has passed."""

    code = "directory.name_unchanged"
    sentence = "新名称和现在的一样。"


class DayPassed(Invalid):
    """A name begins today or later: papers of the past keep theirs."""

    code = "directory.day_passed"
    sentence = "更名的日期不能早于今天，以前的文书仍用原来的名称。"


class NoPlannedName(NotFound):
    """Nobody planned another name for this department."""

    code = "directory.no_planned_name"
    sentence = "这个部门没有待生效的更名。"


@transaction.atomic
def rename_department(
    *,
    actor: Actor,
    key: str,
    name: str,
    reason: str,
    now: datetime,
    from_on: date | None = None,
) -> Department:
    """Call a department by another name from a day on; its key and everything it does stay.

    Papers keep the name they were printed with; the former name is kept with its last day.  For a
    later day the name is planned and taken up by `take_up_names`; the last plan counts.
    """
    require(perms.may_maintain(actor))
    found, today = _locked(key), clock.day_of(now)
    _require_named(found, name, reason)
    if from_on is not None and from_on < today:
        raise DayPassed(fields={"from_on": DayPassed.sentence})
    if from_on is None or from_on == today:
        _rename(actor, found, name.strip(), reason, now)
        return found
    found.planned_names.filter(done_at=None).delete()
    PlannedName.objects.create(
        department=found, name=name.strip(), reason=reason.strip()[:200], from_on=from_on,
        planned_by=actor.name[:64],
    )  # fmt: skip
    audit.record(actor, events.NAME_PLANNED, key, at=now, after=name.strip(), from_on=str(from_on))
    return found


@transaction.atomic
def drop_planned_name(*, actor: Actor, key: str, now: datetime) -> None:
    """Let a department keep its name after all."""
    require(perms.may_maintain(actor))
    if not _locked(key).planned_names.filter(done_at=None).delete()[0]:
        raise NoPlannedName
    audit.record(actor, events.NAME_DROPPED, key, at=now)


def take_up_names(*, now: datetime) -> int:
    """Give each department the name that was planned for today or before; how many."""
    due = PlannedName.objects.filter(done_at=None, from_on__lte=clock.day_of(now))
    return sum(_taken_up(pk, now) for pk in list(due.order_by("from_on", "id").values_list("pk")))


@transaction.atomic
def _taken_up(pk: tuple[int], now: datetime) -> int:
    plan = PlannedName.objects.select_for_update().filter(pk=pk[0], done_at=None).first()
    if plan is None:
        return 0
    plan.done_at = now
    plan.save(update_fields=["done_at"])
    found = Department.objects.select_for_update().get(pk=plan.department_id)
    _rename(SYSTEM, found, plan.name, plan.reason, now)
    return 1


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
    old.planned_names.filter(done_at=None).delete()
    old.successor, old.closed_on = new, clock.day_of(now)
    old.save(update_fields=["successor", "closed_on"])
    new.stands_for = list(dict.fromkeys([*new.stands_for, old.key, *old.stands_for]))
    new.save(update_fields=["stands_for"])
    return old.name, new.name


def _locked(key: str) -> Department:
    found = Department.objects.select_for_update().filter(key=key).first()
    if found is None:
        raise queries.DepartmentUnknown
    return found


def _require_named(department: Department, name: str, reason: str) -> None:
    wrong = rules.wrong_in_names(name=name, reason=reason)
    if wrong:
        raise WrongEntry(fields=wrong)
    if department.successor_id:
        raise ClosedAlready
    if name.strip() == department.name:
        raise NameUnchanged(fields={"name": NameUnchanged.sentence})


def _rename(actor: Actor, found: Department, name: str, reason: str, now: datetime) -> None:
    before = _keep_name(found, reason, now)
    found.name = name
    found.save(update_fields=["name"])
    audit.record(actor, events.DepartmentRenamed.name, found.key, at=now, before=before, after=name)
    outbox.publish(
        events.DepartmentRenamed(
            key=found.key, before=before, after=name, on=clock.day_of(now).isoformat(),
            by=actor.account,
        )
    )  # fmt: skip


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
