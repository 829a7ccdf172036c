"""A department that goes up in another one (机构合并): what is open moves, what is past stays.

Those whom it concerns find it in their inbox, as well when a department only gets another name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import queries as access
from tongban.access.rules import Role
from tongban.base import audit
from tongban.cases import events
from tongban.cases.models import Bundle, BundleMember, Case, CaseTask
from tongban.directory import services as directory
from tongban.items import services as items
from tongban.notices import services as notices
from tongban.processes import services as processes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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
    """Let one department go up in another: posts, items and all that is open move there.

    What was done stays under the old name and the old key; whoever sits in the successor sees it
    and answers for it (`base.actors.Post.former`).  One command and one audit entry; who has
    claimed what moves, and the heads of both departments, are told.
    """
    holders = _holding(old)
    names = directory.close_department(actor=actor, key=old, successor=new, reason=reason, now=now)
    Bundle.objects.filter(unit=old, concluded_at=None).update(unit=new)
    BundleMember.objects.filter(unit=old, ended_at=None).update(unit=new)
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
    facts = {"before": names[0], "after": names[1], "cases": moved.cases, "tasks": moved.tasks}
    _tell(
        {*holders, *_heads(new)} - {actor.account}, "department.merged", f"{old}:{new}", facts, now
    )
    return moved


@transaction.atomic
def tell_renamed(
    *, key: str, before: str, after: str, on: str, by: int | None, now: datetime
) -> None:
    """Tell the heads of a department, and who has claimed its tasks, of its name since that day."""
    facts, concerned = {"before": before, "after": after}, {*_holding(key), *_heads(key)}
    _tell(concerned - {by}, "department.renamed", f"{key}:{on}:{after}", facts, now)


def _holding(unit: str) -> list[int | None]:
    rows = CaseTask.objects.open().filter(unit=unit, holder__isnull=False)
    return list(rows.order_by().values_list("holder", flat=True).distinct())


def _heads(unit: str) -> tuple[int, ...]:
    """Of a successor with those who came along with their posts."""
    return access.holders(Role.APPROVER, unit=unit)


def _tell(
    accounts: Iterable[int | None],
    template: str,
    happening: str,
    facts: Mapping[str, object],
    now: datetime,
) -> None:
    notices.tell_staff(
        accounts=accounts,
        template_key=template,
        context={name: str(value) for name, value in facts.items()},
        link="/desk/",
        now=now,
        dedupe=f"{template}:{happening}"[:128],
    )


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
