"""On the page of one's own case: the life event (一件事) to which it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.cases import queries as cases
from tongban.portal.cases.panels import Panel

if TYPE_CHECKING:
    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest


def panel(request: CitizenRequest, view: CaseView) -> Panel | None:
    """The way to the whole; nothing for a case that stands alone."""
    bundle = cases.bundle_of(request.actor, view.case)
    if bundle is None:
        return None
    return Panel("event", _("所属的一件事"), "portal/events/_panel.html", {"bundle": bundle})
