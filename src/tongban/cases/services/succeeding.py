"""A department that goes up in another one (机构合并): what is open moves, what is past stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.cases import events
from tongban.cases.models import Case, CaseTask
from tongban.directory import services as directory
from tongban.items import services as items
from tongban.processes import services as processes

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Moved:
    """How much went over."""

    cases: int
    drafts: int
    tasks: int
    items: int


@transaction.atomic
def succeed(*, actor: Actor, old: str, new: str, reason: str, now: datetime) -> Moved:
    """Let one department go up in another: posts, items, open cases and open tasks move there.

    What was done stays under the old name and the old key; whoever sits in the successor sees it
    and answers for it (`base.actors.Post.former`).  One command and one audit entry.
    """
    names = directory.close_department(actor=actor, key=old, successor=new, reason=reason, now=now)
    moved = Moved(
        cases=_cases(old, new, now),
        drafts=Case.objects.drafts().filter(unit=old).update(unit=new),
        tasks=_tasks(old, new),
        items=items.succeed(old=old, new=new, now=now),
    )
    audit.record(
        actor, events.DEPARTMENT_SUCCEEDED, old, at=now, successor=new,
        before=names[0], after=names[1], cases=moved.cases, drafts=moved.drafts,
        tasks=moved.tasks, items=moved.items,
    )  # fmt: skip
    return moved


def _cases(old: str, new: str, now: datetime) -> int:
    """Each open case is another version now: what somebody looked at before is stale."""
    cases = list(Case.objects.open().select_for_update().filter(unit=old).order_by("id"))
    for case in cases:
        case.unit = new
        case.version += 1
        case.changed_at = now
    Case.objects.bulk_update(cases, ["unit", "version", "changed_at"], batch_size=AT_ONCE)
    return len(cases)


def _tasks(old: str, new: str) -> int:
    """The open tasks; the runs that ask the department are told whom they ask now."""
    asked = CaseTask.objects.open().filter(unit=old).exclude(key="")
    references = asked.order_by("case_id").values_list("case_id", flat=True).distinct()
    for reference in list(references):
        processes.succeed(reference=str(reference))
    return CaseTask.objects.open().filter(unit=old).update(unit=new)
