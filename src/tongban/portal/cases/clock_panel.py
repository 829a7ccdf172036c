"""The deadlines of one's own case, in the same words in which the office reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.cases import queries
from tongban.cases.rules import OPEN
from tongban.portal.cases.panels import Panel

if TYPE_CHECKING:
    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest


def panel(_request: CitizenRequest, view: CaseView) -> Panel | None:
    """Every day by which somebody must have acted; none once the case is closed."""
    if view.case.state not in OPEN:
        return None
    facts = {
        "deadlines": queries.deadlines(view.case),
        "histories": queries.histories(view.case),
    }
    return Panel("deadlines", _("期限"), "portal/cases/_deadlines.html", facts)
