"""The steps that were taken in a department's own system, on the page of one's case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.cases import queries
from tongban.portal.cases.panels import Panel

if TYPE_CHECKING:
    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest


def panel(_request: CitizenRequest, view: CaseView) -> Panel | None:
    """The names and days of the steps; opinions stay inside the office."""
    steps = queries.pushed_steps(view.case)
    if not steps:
        return None
    facts = {"steps": steps}
    return Panel("pushed", _("部门内部的办理环节"), "portal/cases/_pushed.html", facts)
