"""What one asked or complained about a case, on its page, and the way to do so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.portal.cases.panels import Panel
from tongban.supervision import queries

if TYPE_CHECKING:
    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest


def panel(request: CitizenRequest, view: CaseView) -> Panel | None:
    """The part of this case for its applicant."""
    actor, case = request.actor, view.case
    if actor.principal != case.applicant_id:
        return None
    rows = queries.own_complaints(actor, str(case.number))
    facts = {
        "rows": rows,
        "kinds": {key: kind.name for key, kind in queries.kinds().items()},
        "may": all(one.answered_at for one in rows),
        "number": case.number,
    }
    return Panel("complaints", _("咨询和投诉"), "portal/complaints/_panel.html", facts)
