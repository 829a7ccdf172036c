"""Passing work on: when somebody is away, and when a department goes up in another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import queries as access
from tongban.base import audit
from tongban.base.errors import Invalid, require
from tongban.cases import events, perms, rules
from tongban.cases.models import Case, CaseTask
from tongban.cases.services import asking
from tongban.directory import services as directory
from tongban.identity import queries as identity
from tongban.processes import services as processes

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models.tasks import CaseTaskQuerySet

MOST = 1_000


@transaction.atomic
def reassign(
    *, actor: Actor, unit: str, holder: int, to: int | None, reason: str, now: datetime
) -> int:
    """Pass on what a colleague of the department has claimed, or put it back for all; how many.

    The head of the department says so, for somebody who is away.  `to` has to hold each post or
    stand in in it today; what he cannot take goes back to the list.
    """
    require(perms.may_order(actor, unit))
    if not reason.strip():
        raise Invalid(fields={"reason": "请写明转办的原因。"})
    if to == holder:
        raise Invalid(fields={"to": "请选择另一位同事。"})
    rows = CaseTask.objects.open().filter(unit=unit, holder=holder)
    held = list(rows.select_for_update(of=("self",)).order_by("id")[:MOST])
    name = identity.account(to).display_name if to is not None else ""
    able = _able(to, unit, {task.role for task in held})
    for task in held:
        taken = task.role in able
        task.holder, task.holder_name = (to, name[:64]) if taken else (None, "")
        task.held_since = now if taken else None
    CaseTask.objects.bulk_update(held, ["holder", "holder_name", "held_since"])
    audit.record(
        actor, events.TASKS_REASSIGNED, f"account:{holder}", at=now,
        unit=unit, to=to, tasks=len(held), reason=reason.strip()[:200],
    )  # fmt: skip
    return len(held)


@transaction.atomic
def succeed(*, actor: Actor, old: str, new: str, reason: str, now: datetime) -> int:
    """Let one department go up in another (机构合并): posts, open cases and open tasks move there.

    What was done stays under the old name.  One command and one audit entry; returns how many
    cases moved.  New cases of the old department's items begin with the successor.
    """
    names = directory.close_department(actor=actor, key=old, successor=new, reason=reason, now=now)
    cases = list(Case.objects.open().select_for_update().filter(unit=old).order_by("id"))
    for case in cases:
        case.unit = new
        case.version += 1
        case.changed_at = now
    Case.objects.bulk_update(cases, ["unit", "version", "changed_at"], batch_size=500)
    Case.objects.drafts().filter(unit=old).update(unit=new)
    _moved_tasks(old).update(unit=new)
    audit.record(
        actor, events.DEPARTMENT_SUCCEEDED, old, at=now, successor=new,
        before=names[0], after=names[1], cases=len(cases),
    )  # fmt: skip
    return len(cases)


def _moved_tasks(old: str) -> CaseTaskQuerySet:
    """The open tasks of the old department; the runs that ask it are told whom they ask now."""
    asked = CaseTask.objects.open().filter(unit=old).exclude(key="")
    references = asked.order_by("case_id").values_list("case_id", flat=True).distinct()
    for reference in list(references):
        processes.succeed(reference=str(reference))
    return CaseTask.objects.open().filter(unit=old)


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
