"""The deadlines of a case, side by side, and what may be done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.cases import queries
from tongban.cases.rules import OPEN, Step
from tongban.desk.panels import Panel

if TYPE_CHECKING:
    from tongban.cases.queries import CaseView
    from tongban.desk.requests import StaffRequest


def panel(request: StaffRequest, view: CaseView) -> Panel | None:
    """Every day by which somebody must have acted, explained; none once the case is closed."""
    if view.case.state not in OPEN:
        return None
    steps = queries.steps_open_to(request.actor, view.case)
    extension = queries.extension(view.case)
    waits = extension is not None and extension.decided_at is None
    facts = {
        "deadlines": queries.deadlines(view.case),
        "histories": queries.histories(view.case),
        "number": view.case.number,
        "extension": extension,
        "may_ask": Step.ASK_EXTENSION in steps and extension is None,
        "may_decide": Step.EXTEND in steps and waits,
        "ended": [stop for stop in view.stops if stop.evidence],
        "to_review": queries.to_review_of(view.case),
    }
    return Panel("deadlines", _("期限"), "desk/clock/_panel.html", facts)
