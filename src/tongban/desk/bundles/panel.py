"""On the page of a case: the life event (一件事) to which it belongs, with all its members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.cases import queries as cases
from tongban.cases.rules.bundles import MEMBER_LABELS, MemberState
from tongban.desk.panels import Panel

if TYPE_CHECKING:
    from tongban.cases.queries import CaseView
    from tongban.desk.requests import StaffRequest


def panel(request: StaffRequest, view: CaseView) -> Panel | None:
    """The way to the whole and how the others stand; nothing for a case that stands alone."""
    bundle = cases.bundle_of(request.actor, view.case)
    if bundle is None:
        return None
    members = [
        {"member": one, "word": _(MEMBER_LABELS[MemberState(one.row.state)])}
        for one in cases.siblings(bundle)
    ]
    facts = {"bundle": bundle, "members": members}
    return Panel("event", _("一件事"), "desk/bundles/_panel.html", facts)
