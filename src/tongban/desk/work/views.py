"""The work list, and one case by its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.access.rules import Role
from tongban.base.errors import NotFound
from tongban.base.web import read_only
from tongban.cases import queries
from tongban.cases.rules import LIGHT_LABELS, OPEN, State, label, parse_case_number
from tongban.cases.rules.numbers import NumberInvalid
from tongban.desk.requests import StaffRequest, staff_only
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.base.paging import Page
    from tongban.cases.models import Case
    from tongban.identity.queries import MaskedSubject

WORKING = (Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.APPROVER)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list, with what is counted and masked for it."""

    case: Case
    left: int | None
    applicant: MaskedSubject


@require_GET
@read_only
@staff_only
def work_list(request: StaffRequest) -> HttpResponse:
    """Open cases that wait for the reader (`who=mine`) or that he may see at all."""
    if not request.actor.holds(*WORKING):
        return redirect(_home(request))
    asked = {name: request.GET.get(name, "") for name in ("state", "light", "text")}
    mine = request.GET.get("who") != "all"
    page = queries.work_list(
        request.actor, mine=mine, after=request.GET.get("after", ""), limit=PAGE, **asked
    )
    shown = {
        "page": _rows(page),
        "counts": queries.work_counts(request.actor),
        "asked": asked,
        "filtered": any(asked.values()),
        "mine": mine,
        "states": [(state.value, label(state)) for state in State if state in OPEN],
        "lights": [(light.value, word) for light, word in LIGHT_LABELS.items()],
    }
    return render(request, "desk/work/list.html", shown)


def _home(request: StaffRequest) -> str:
    if request.actor.holds(Role.SUPERVISOR):
        return "desk:board"
    return "desk:failures" if request.actor.holds(Role.OPERATOR) else "desk:find"


def _rows(page: Page[Case]) -> Page[Row]:
    left = queries.remaining_days(page.items)
    people = identity.masked_many([case.applicant_id for case in page.items])
    return page.map(lambda case: Row(case, left[str(case.number)], people[case.applicant_id]))


@require_GET
@read_only
@staff_only
def find(request: StaffRequest) -> HttpResponse:
    """Open the case with this number; one that the reader may not see is not found."""
    text = request.GET.get("number", "").strip()
    if not text:
        return render(request, "desk/work/find.html", {"number": ""})
    error = _("没有找到这个办件，请核对办件编号。")
    try:
        number = str(parse_case_number(text))
        queries.case(request.actor, number)
    except NumberInvalid:
        error = _("编号写法不对，例如 %(sample)s。") % {"sample": "230102 261121 000042 07"}
    except NotFound:
        pass
    else:
        page = "board_case" if request.actor.holds(Role.SUPERVISOR) else "case"
        return redirect(f"desk:{page}", number)
    shown = {"number": text, "errors": [("number", error)]}
    return render(request, "desk/work/find.html", shown, status=404)
