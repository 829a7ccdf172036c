"""The pane of a case that shows where it stands: who holds it, since when, on its drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tongban.cases import queries
from tongban.desk.panels import Panel
from tongban.desk.processes.forms import ConsultForm
from tongban.directory import queries as directory
from tongban.processes import queries as runs
from tongban.processes.rules import OUTCOME_NAMES

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.cases.queries import CaseView
    from tongban.desk.requests import StaffRequest


@dataclass(frozen=True, slots=True)
class Done:
    """A task that was completed, for the table and for the picture."""

    key: str
    title: str
    outcome: str
    where: str
    who: str
    at: datetime


def panel(request: StaffRequest, view: CaseView) -> Panel | None:
    """The pane, for cases that are or were reviewed."""
    try:
        live = runs.live(str(view.case.pk))
    except runs.RunMissing:
        return None
    actor, case = request.actor, view.case
    names = {one.key: one.name for one in directory.departments({s.unit for s in live.steps})}
    chosen = queries.choosing(actor, case)
    facts: dict[str, Any] = {
        "number": case.number,
        "definition": live.definition,
        "asked": queries.asked(actor, case),
        "done": [
            Done(s.task_key, s.title, OUTCOME_NAMES.get(s.outcome, s.outcome),
                 names.get(s.unit, ""), s.actor_name, s.at)
            for s in live.steps
        ],
        "advices": queries.advices(actor, case),
        "choosing": chosen is not None,
        "chosen": chosen or (),
        "offices": offices_but(case.unit) if chosen is not None else [],
        "form": None,
    }  # fmt: skip
    if queries.may_consult(actor, case):
        typed = request.POST if "question" in request.POST else None
        facts["form"] = ConsultForm(typed, offices=offices_but(case.unit))
    return Panel("process", _("流程"), "desk/processes/_panel.html", facts)


def offices_but(unit: str) -> list[tuple[str, str]]:
    """The departments that may be asked: all that are open, but the one that asks."""
    return [
        (one.key, one.name)
        for one in directory.departments()
        if one.key != unit and one.closed_on is None
    ]
