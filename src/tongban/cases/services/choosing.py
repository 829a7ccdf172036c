"""Choosing the departments that are asked next (选定会签部门)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.errors import Forbidden, Invalid
from tongban.cases import events, perms, rules
from tongban.cases.services import ground
from tongban.directory import queries as directory
from tongban.processes import queries as runs
from tongban.processes import services as processes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

MOST = 30


@transaction.atomic
def choose_units(*, actor: Actor, number: str, units: Sequence[str], now: datetime) -> Case:
    """Say which departments the next task asks; the post that has to act before it chooses."""
    case = ground.locked(actor, number)
    if case.state not in rules.RUNNING or not any(
        perms.post_at(actor, task)
        for task in case.tasks.open().filter(key__in=runs.choosing_at(str(case.pk)))
    ):
        raise Forbidden
    known = {one.key for one in directory.departments(units) if one.closed_on is None}
    if not units or set(units) - known or len(units) > MOST:
        raise Invalid(fields={"units": f"请选择要会签的部门，最多 {MOST} 个。"})
    processes.choose(reference=str(case.pk), units=units)
    audit.record(actor, events.UNITS_CHOSEN, number, at=now, units=sorted(units))
    return case
