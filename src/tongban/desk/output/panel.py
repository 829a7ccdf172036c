"""How the result of a case reaches the applicant, on the page of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.delivery import queries
from tongban.desk.panels import Panel

if TYPE_CHECKING:
    from tongban.cases.queries import CaseView
    from tongban.desk.requests import StaffRequest


def panel(request: StaffRequest, view: CaseView) -> Panel | None:
    """The consignment that holds the result; nothing before there is one."""
    if view.case.decided_on is None:
        return None
    found = queries.of_case(request.actor, str(view.case.number))
    if found is None:
        return None
    return Panel("output", _("出件"), "desk/output/_panel.html", {"view": found})
