"""How a case was taken in and passed on, on its page; nothing for a case without any of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.access.rules import Role
from tongban.cases import queries
from tongban.cases.rules import FinishKind, Step
from tongban.cases.rules.states import UNDER_REVIEW, State
from tongban.desk.acceptance.forms import may_check
from tongban.desk.panels import Panel
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from typing import Any

    from tongban.cases.queries import CaseView
    from tongban.desk.requests import StaffRequest

ASKABLE = frozenset({State.SUBMITTED, State.PRECHECKED})
HALF_DONE = frozenset({State.DELIVERING, State.CONCLUDED})


def panel(request: StaffRequest, view: CaseView) -> Panel | None:
    """The pane of this case for this reader."""
    facts = _promised(request, view) | _told(request, view) | _passed(request, view)
    shown = {key: value for key, value in facts.items() if value}
    if not shown:
        return None
    title = _("受理方式和移交")
    return Panel("acceptance", title, "desk/acceptance/_panel.html", {**shown, "case": view.case})


def _promised(request: StaffRequest, view: CaseView) -> dict[str, Any]:
    case, steps = view.case, queries.steps_open_to(request.actor, view.case)
    promises = queries.promises(case)
    promise = promises.get("promise")
    late = [one for one in view.materials if one.late_due_on]
    to_check = bool(promise and promise.due_on and promise.closed_at is None)
    checks = to_check and may_check(request.actor)
    return {
        "gap": promises.get("gap"),
        "promise": promise,
        "late": late if case.state in UNDER_REVIEW else [],
        "may_accept_gap": Step.ACCEPT in steps
        and case.accept_form != "promise"
        and bool(queries.may_follow(view.materials)),
        "may_check": checks,
        "correction": next(
            (one for one in queries.corrections(promise, sent=True) if one.judged_at is None), None
        ),
        "may_revoke": checks
        and request.actor.holds(Role.APPROVER, unit=case.unit)
        and case.state in HALF_DONE,
        "bar": queries.bar(case.applicant_id) if Step.ACCEPT in steps else None,
        "broken": _own_breach(request, view),
    }


def _own_breach(request: StaffRequest, view: CaseView) -> object:
    if not request.actor.holds(Role.APPROVER, unit=view.case.unit):
        return None
    found = queries.bar(view.case.applicant_id)
    return found if found is not None and found.case_id == view.case.pk else None


def _told(request: StaffRequest, view: CaseView) -> dict[str, Any]:
    case = view.case
    if case.notice_on is None:
        return {}
    permits = queries.second_notices_of(case)
    given = any(one.allowed and one.used_at is None for one in permits)
    asked = any(one.allowed is None for one in permits)
    askable, supervisor = case.state in ASKABLE, request.actor.holds(Role.SUPERVISOR)
    asks = askable and Step.ASK_SUPPLEMENT in queries.steps_open_to(request.actor, case)
    return {
        "permits": permits,
        "may_decide_leave": asked and supervisor,
        "may_permit": askable and not given and supervisor,
        "may_ask_again": asks and given,
        "may_ask_leave": asks and not given and not asked,
    }


def _passed(request: StaffRequest, view: CaseView) -> dict[str, Any]:
    case = view.case
    halls = {one.code: one.name for one in directory.halls()}
    overs = [
        (one, halls.get(one.from_place, ""), halls.get(one.to_place, ""))
        for one in queries.hand_overs_of(case)
    ]
    steps = queries.steps_open_to(request.actor, case)
    above = queries.above(case) if case.finish_kind == FinishKind.REFERRED_UP else None
    at_hall = request.actor.holds(Role.CLERK, place=case.place)
    open_offer = any(one.closed_at is None for one, _from, _to in overs)
    return {
        "first": queries.first_contact(case),
        "overs": overs,
        "may_pass_on": at_hall and not open_offer and case.state not in HALF_DONE,
        "may_call_off": at_hall and open_offer,
        "below": queries.below(case),
        "above": above,
        "upper": directory.department(above.unit).name if above else "",
        "may_open_above": above is not None and queries.may_open(request.actor, above),
        "may_refer": bool(view.definition.refers_to)
        and case.continues_id is None
        and Step.REFER in steps
        and case.waiting_role == Role.APPROVER,
        "consent": case.consent,
    }
