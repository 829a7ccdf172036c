"""Who has claimed what waits, and what the reader may do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.access import queries as access
from tongban.access.rules import ROLE_LABELS
from tongban.cases import queries
from tongban.desk.panels import Panel
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from tongban.cases.models import CaseTask
    from tongban.cases.queries import CaseView
    from tongban.desk.requests import StaffRequest


def panel(request: StaffRequest, view: CaseView) -> Panel | None:
    """The tasks that wait, where the reader may claim or assign one."""
    waiting = queries.waiting_tasks(request.actor, view.case)
    shown = [
        {
            "task": one.task,
            "role": ROLE_LABELS.get(one.task.role, ""),
            "claimable": one.mine and one.task.holder is None,
            "returnable": one.task.holder is not None and (one.own or one.heads),
            "people": _people(one.task) if one.heads or one.own else [],
            "passable": one.heads or one.own,
        }
        for one in waiting
        if one.mine or one.heads
    ]
    if not shown:
        return None
    facts = {"rows": shown, "back": f"/desk/cases/{view.case.number}/"}
    return Panel("holding", _("谁来办"), "desk/work/_holding.html", facts)


def _people(task: CaseTask) -> list[tuple[int, str]]:
    """Those who hold the post today, or stand in in it for the item."""
    ids = access.holders(task.role, unit=task.unit, place=task.place, item=task.item_key)
    return sorted(identity.account_names(ids).items(), key=lambda one: one[1])
