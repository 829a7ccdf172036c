"""What departments' own systems told of a case, on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.cases import queries
from tongban.desk.panels import Panel

if TYPE_CHECKING:
    from tongban.cases.queries import CaseView
    from tongban.desk.requests import StaffRequest


def panel(_request: StaffRequest, view: CaseView) -> Panel | None:
    """The steps that were pushed; no pane without one."""
    steps = queries.pushed_steps(view.case)
    if not steps:
        return None
    return Panel("pushed", _("业务系统回传的环节"), "desk/exchange/_pushed.html", {"steps": steps})
