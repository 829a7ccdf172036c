"""Taking a waiting task for oneself, giving it back, giving it to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import queries as access
from tongban.base import audit
from tongban.base.errors import require
from tongban.cases import events, perms
from tongban.cases.models import Case, CaseTask
from tongban.cases.rules import claiming as rules
from tongban.cases.services import telling
from tongban.cases.services.ground import CaseUnknown
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor


@transaction.atomic
def claim(*, actor: Actor, task: int, now: datetime) -> CaseTask:
    """Take the task: from now on only the actor acts on it.

    Of two who claim at once one gets it, the other is declined with `HeldByAnother`.  Claiming
    again what one holds changes nothing.
    """
    found = locked(actor, task)
    require(perms.is_for(actor, found))
    account = actor.account or 0
    if rules.claim(holding(found), account):
        hold(found, account, actor.name, now)
        audit.record(
            actor, events.TASK_CLAIMED, str(found.case.number), at=now,
            task=found.key, role=found.role,
        )  # fmt: skip
    return found


@transaction.atomic
def hand_back(*, actor: Actor, task: int, now: datetime) -> CaseTask:
    """Give the task back to its post; the head may do so for whoever holds it."""
    found = locked(actor, task)
    require(perms.is_for(actor, found) or perms.heads(actor, found))
    rules.hand_back(holding(found), actor.account or 0, heads=perms.heads(actor, found))
    held_by = found.holder
    hold(found, None, "", None)
    audit.record(
        actor, events.TASK_HANDED_BACK, str(found.case.number), at=now,
        task=found.key, role=found.role, held_by=held_by,
    )  # fmt: skip
    telling.passed(found, actor=actor, held_by=held_by, to=None, now=now)
    return found


@transaction.atomic
def assign(*, actor: Actor, task: int, to: int, now: datetime) -> CaseTask:
    """Give the task to somebody of its post, whoever holds it now.

    The head of the department may; its holder may pass on what is his.  Declined with
    `NotOfThatPost` when that person does not hold the post.
    """
    found = locked(actor, task)
    heads = perms.heads(actor, found)
    require(heads or perms.is_for(actor, found))
    able = access.holders(found.role, unit=found.unit, place=found.place, item=found.item_key)
    rules.assign(holding(found), actor.account or 0, able, to=to, heads=heads)
    held_by = found.holder
    hold(found, to, identity.account_names([to])[to], now)
    audit.record(
        actor, events.TASK_ASSIGNED, str(found.case.number), at=now,
        task=found.key, role=found.role, held_by=held_by, to=to,
    )  # fmt: skip
    telling.passed(found, actor=actor, held_by=held_by, to=to, now=now)
    return found


def locked(actor: Actor, task: int) -> CaseTask:
    """The open task, held until the transaction ends; `CaseUnknown` for what nobody may see."""
    visible = Case.objects.submitted().filter(perms.known_cases(actor))
    rows = CaseTask.objects.open().filter(pk=task, case__in=visible).select_related("case")
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise CaseUnknown("没有找到这件待办，可能刚刚办完。")
    return found


def holding(task: CaseTask) -> rules.Holding:
    """Who holds the task, for the rules."""
    return rules.Holding(task.holder, task.holder_name)


def hold(task: CaseTask, account: int | None, name: str, now: datetime | None) -> None:
    """Write down who holds the task from now on."""
    task.holder, task.holder_name, task.held_since = account, name, now
    task.save(update_fields=["holder", "holder_name", "held_since"])
