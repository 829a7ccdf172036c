"""What helps to decide: the rule, and how like cases were decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.access.rules import Role
from tongban.cases import queries
from tongban.cases.rules import RUNNING
from tongban.desk.panels import Panel

if TYPE_CHECKING:
    from tongban.cases.queries import CaseView
    from tongban.desk.requests import StaffRequest

DECIDING = (Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.APPROVER)


def panel(request: StaffRequest, view: CaseView) -> Panel | None:
    """Conditions and basis of the item, earlier decisions with the same answers."""
    if view.case.state not in RUNNING or not request.actor.holds(*DECIDING):
        return None
    definition = view.definition
    facts = {
        "conditions": definition.conditions,
        "basis": definition.legal_basis,
        "earlier": queries.similar(request.actor, view.case),
        "alike": view.case.item_key,
        "item": view.case.item_name,
    }
    return Panel("rule", _("依据和以往的决定"), "desk/review/_rule.html", facts)
