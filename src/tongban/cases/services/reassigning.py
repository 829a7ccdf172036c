"""Passing work on (转办): one task, or all that somebody who is away has claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import queries as access
from tongban.base import audit
from tongban.base.errors import Invalid, require
from tongban.cases import events, perms, rules
from tongban.cases.models import Case, CaseTask
from tongban.cases.rules import claiming as claim_rules
from tongban.cases.services import asking, claiming, telling
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

MOST, LONGEST = 1_000, 200
_HEAVY = ("case__form", "case__face", "case__answers", "case__prefilled", "case__search", "search")


@transaction.atomic
def reassign(
    *, actor: Actor, unit: str, holder: int, to: int | None, reason: str, now: datetime
) -> int:
    """Pass on what a colleague of the department has claimed, or put it back for all; how many.

    The head of the department says so, for somebody who is away.  `to` has to hold each post or
    stand in in it today; what he cannot take goes back to the list.
    """
    require(perms.may_order(actor, unit))
    why = _reason(reason)
    if to == holder:
        raise Invalid(fields={"to": "请选择另一位同事。"})
    rows = CaseTask.objects.open().filter(unit=unit, holder=holder).select_related("case")
    held = list(rows.defer(*_HEAVY).select_for_update(of=("self",)).order_by("id")[:MOST])
    name = identity.account(to).display_name if to is not None else ""
    able = _able(to, unit, {task.role for task in held})
    for task in held:
        taken = task.role in able
        task.holder, task.holder_name = (to, name[:64]) if taken else (None, "")
        task.held_since = now if taken else None
    CaseTask.objects.bulk_update(held, ["holder", "holder_name", "held_since"])
    audit.record(
        actor, events.TASKS_REASSIGNED, f"account:{holder}", at=now,
        unit=unit, to=to, tasks=len(held), reason=why,
    )  # fmt: skip
    given = [task for task in held if task.holder is not None]
    telling.passed_all(given, held, actor=actor, holder=holder, to=to, now=now)
    return len(held)


@transaction.atomic
def pass_task(*, actor: Actor, task: int, to: int | None, reason: str, now: datetime) -> CaseTask:
    """Give a task to a colleague of its post with a reason, or back to the post (`to` is None).

    Its holder may, and the head of the department.  Declined with `NotOfThatPost` when the
    colleague does not hold the post, with `HeldByAnother` for whoever neither holds nor heads it.
    """
    found = claiming.locked(actor, task)
    heads = actor.is_staff and perms.heads(actor, found)
    require(heads or perms.is_for(actor, found))
    why = _reason(reason)
    if to == found.holder:
        raise Invalid(fields={"to": "请选择另一位同事。"})
    held_by, name = found.holder, ""
    if to is None:
        claim_rules.hand_back(claiming.holding(found), actor.account or 0, heads=heads)
    else:
        able = access.holders(found.role, unit=found.unit, place=found.place, item=found.item_key)
        whose = claiming.holding(found)
        claim_rules.assign(whose, actor.account or 0, able, to=to, heads=heads)
        name = identity.account(to).display_name[:64]
    claiming.hold(found, to, name, now if to is not None else None)
    audit.record(
        actor, events.TASK_PASSED_ON, str(found.case.number), at=now,
        task=found.key, role=found.role, held_by=held_by, to=to, reason=why,
    )  # fmt: skip
    telling.passed(found, actor=actor, held_by=held_by, to=to, now=now)
    return found


@transaction.atomic
def follow_run(*, reference: str, now: datetime) -> None:
    """Ask whom the run asks now that it was put on another drawing; part of nobody's command."""
    case = Case.objects.select_for_update(of=("self",)).filter(pk=reference).first()
    if case is None or case.state not in rules.UNDER_REVIEW:
        return
    asking.sync(case, now)
    case.version += 1
    case.save(update_fields=["version", "waiting_role", "waiting_key", "waiting_title"])


def _able(to: int | None, unit: str, roles: set[str]) -> set[str]:
    """The roles of the department that the account holds or stands in for today."""
    if to is None:
        return set()
    return {role for role in roles if to in access.holders(role, unit=unit)}


def _reason(reason: str) -> str:
    """Why, in a few words; nobody passes work on without saying so."""
    why = reason.replace("\x00", "").strip()
    if not why or len(why) > LONGEST:
        raise Invalid(fields={"reason": f"请写明转办的原因，不超过 {LONGEST} 个字。"})
    return why
