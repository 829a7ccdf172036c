"""What is passed on: one task to a colleague, a whole department to its successor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from tongban.access import queries as access
from tongban.base import audit
from tongban.base.errors import NotFound, require
from tongban.base.paging import Page, keyset
from tongban.cases import events, perms
from tongban.cases.models import Case, CaseTask
from tongban.identity import queries as identity
from tongban.items import queries as items

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor

_HEAVY = ("case__form", "case__face", "case__answers", "case__prefilled", "case__search", "search")


@dataclass(frozen=True, slots=True)
class Passed:
    """A task went from one to another, or back to its post (`to` is empty)."""

    by: str
    held_by: str
    to: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Passable:
    """A task that the actor may pass on: to whom, and what was passed on in the case before.

    `whole` says whether he may pass on everything that its holder has claimed.
    """

    task: CaseTask
    whole: bool
    able: Mapping[int, str]
    before: tuple[Passed, ...]


@dataclass(frozen=True, slots=True)
class Succession:
    """What would move if a department went up in another one."""

    cases: int
    drafts: int
    tasks: int
    items: Mapping[str, str]


def passable(actor: Actor, task: int) -> Passable:
    """The open task, for its holder and for the head of its department; else it is not found."""
    visible = Case.objects.submitted().filter(perms.known_cases(actor))
    rows = CaseTask.objects.open().filter(pk=task, case__in=visible).select_related("case")
    found = rows.defer(*_HEAVY).first()
    heads = found is not None and actor.is_staff and perms.heads(actor, found)
    own = found is not None and found.holder is not None and found.holder == actor.account
    if found is None or not (heads or own):
        raise NotFound("没有找到这件待办，可能刚刚办完。")
    ids = access.holders(found.role, unit=found.unit, place=found.place, item=found.item_key)
    able = identity.account_names(one for one in ids if one != found.holder)
    whole = found.holder is not None and bool(found.unit) and perms.may_order(actor, found.unit)
    return Passable(found, whole, able, _passed_on(found.case))


def _passed_on(case: Case) -> tuple[Passed, ...]:
    entries = [one for one in audit.trail(str(case.number)) if one.event == events.TASK_PASSED_ON]
    ids = {one.facts.get(name) for one in entries for name in ("held_by", "to")} - {None}
    names = identity.account_names(ids)
    return tuple(
        Passed(
            one.actor_name, names.get(one.facts["held_by"], ""), names.get(one.facts["to"], ""),
            one.facts["reason"], one.at,
        )
        for one in entries
    )  # fmt: skip


def held_in(actor: Actor, unit: str) -> dict[int, tuple[str, int]]:
    """Who has claimed how many open tasks of a department, for its head: name and number."""
    require(perms.may_order(actor, unit))
    rows = CaseTask.objects.open().filter(unit=unit, holder__isnull=False)
    counted = rows.values("holder", "holder_name").order_by("holder_name", "holder")
    found = counted.annotate(count=Count("pk")).values_list("holder", "holder_name", "count")
    return {int(holder or 0): (name, count) for holder, name, count in found}


def deputised(actor: Actor, *, after: str = "", limit: int = 50) -> Page[CaseTask]:
    """The open tasks of those for whom the actor stands in for some items only.

    Work lists leave them out: they show whole posts.
    """
    mine = Q(pk__in=[])
    for post in actor.posts:
        if post.only:
            where = Q(place=post.place) if post.role == "clerk" else Q(unit=post.unit)
            mine |= where & Q(role=post.role, item_key__in=post.only)
    rows = CaseTask.objects.open().filter(mine).select_related("case").defer(*_HEAVY)
    return keyset(rows, by=("due_on", "id"), after=after, limit=limit)


def succession(actor: Actor, old: str) -> Succession:
    """What would move, for whoever keeps the directory."""
    require(perms.may_merge(actor))
    return Succession(
        cases=Case.objects.open().filter(unit=old).count(),
        drafts=Case.objects.drafts().filter(unit=old).count(),
        tasks=CaseTask.objects.open().filter(unit=old).count(),
        items=items.of_departments(old),
    )
