"""How one's case was accepted, who acts in it, and where it goes on; "" for an ordinary case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.cases import queries as cases
from tongban.cases.rules import UNDECIDED, UNDER_REVIEW, FinishKind, State
from tongban.directory import queries as directory
from tongban.portal.cases.panels import Panel

if TYPE_CHECKING:
    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest

WAITING = frozenset({State.SUBMITTED, State.PRECHECKED})


def panel(_request: CitizenRequest, view: CaseView) -> Panel | None:
    """The part of this case for its applicant."""
    case, promises = view.case, cases.promises(view.case)
    promise, gap = promises.get("promise"), promises.get("gap")
    below = cases.below(case)
    above = cases.above(case) if case.finish_kind == FinishKind.REFERRED_UP else None
    on_promise = case.accept_form == "promise"
    late = cases.may_follow(view.materials) if case.state in WAITING and not on_promise else []
    facts = {
        "gap": gap,
        "to_promise": late if gap is None else [],
        "owed": [one for one in view.materials if one.late_due_on and not one.source]
        if case.state in UNDER_REVIEW
        else [],
        "promise": promise,
        "correction": next(
            (one for one in cases.corrections(promise) if one.judged_at is None), None
        ),
        "may_take_back": bool(promise) and on_promise and case.state in UNDECIDED,
        "consent": case.consent,
        "below": below[0] if below else None,
        "above": above,
        "upper": directory.department(above.unit).name if above else "",
    }
    if not any(facts.values()):
        return None
    title = _("怎样受理的，谁在办")
    return Panel("acceptance", title, "portal/cases/_acceptance.html", facts | {"case": case})
