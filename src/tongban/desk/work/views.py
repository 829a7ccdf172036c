"""The work list, and one case by its number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import NotFound
from tongban.base.web import read_only
from tongban.cases import queries, services
from tongban.cases.rules import parse_case_number
from tongban.cases.rules.numbers import NumberInvalid
from tongban.desk.requests import StaffRequest, for_roles, staff_only
from tongban.desk.work import asking, rows
from tongban.identity.rules import normalised

if TYPE_CHECKING:
    from django.http import HttpResponse

WORKING = (Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.APPROVER, Role.HALL_HEAD)
PAGE = 50
# Lists from which a head hands work out.
GIVING = (queries.Who.UNIT, queries.Who.ALL)
_ID_NUMBER = re.compile(r"\d{17}[\dX]|[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
working_only = for_roles(*WORKING)


@require_GET
@read_only
@staff_only
def work_list(request: StaffRequest) -> HttpResponse:
    """What waits for the reader, as the address narrows it."""
    if not request.actor.holds(*WORKING):
        return redirect(_home(request))
    actor, after = request.actor, request.GET.get("after", "")
    wanted = asking.wanted(actor, request.GET)
    applicant = asking.person(request.GET.get("person", ""), actor.account or 0)
    if applicant is not None:
        page = queries.work_of_person(actor, applicant, after=after, limit=PAGE)
    else:
        page = queries.work(actor, wanted, after=after, limit=PAGE)
    asked = {name: request.GET.get(name, "")[:200] for name in asking.FILTERS}
    shown: dict[str, Any] = {
        "page": rows.rows(actor, page),
        "lists": _lists(request, wanted.who),
        "asked": asked,
        "filters": asking.filters(actor, wanted),
        "filtered": any(asked.values()),
        "who": wanted.who.value,
        "of_person": applicant is not None,
        "people": asking.people(actor) if wanted.who in GIVING else [],
        "here": request.get_full_path(),
        "offers": queries.offers(actor) if actor.holds(Role.CLERK) else 0,
    }
    return render(request, "desk/work/list.html", shown)


def _lists(request: StaffRequest, now: queries.Who) -> dict[str, Any]:
    """The tabs with their figures, and the two that warn."""
    counts = queries.work_counts(request.actor)
    tabs = [
        (who.value, _(name), asking.counted(counts[who]) if who in counts else "", who is now)
        for who, name in asking.lists(request.actor).items()
    ]
    return {
        "tabs": tabs,
        "yellow": asking.counted(counts["yellow"]),
        "red": asking.counted(counts["red"]),
        "overdue": counts["red"] > 0,
    }


@require_POST
@working_only
def search(request: StaffRequest) -> HttpResponse:
    """Search inside the list.  An identity number is looked up, recorded, and never put into an
    address; anything else goes there as it is."""
    kept = {name: request.POST.get(name, "") for name in ("who", *asking.FILTERS)}
    text = kept["text"].strip()
    asked = {name: value for name, value in kept.items() if value and name != "person"}
    if _ID_NUMBER.fullmatch(normalised(text)):
        found = services.seek_person(actor=request.actor, id_number=text, now=clock.now())
        asked.pop("text", None)
        if found is None:
            messages.warning(request, _("没有找到这个证件号码的人，请逐位核对。这次查找已经记录。"))
        else:
            asked = {"person": asking.token(found, request.actor.account or 0)}
    return redirect(f"{reverse('desk:work')}?{urlencode(asked)}" if asked else "desk:work")


def _home(request: StaffRequest) -> str:
    if request.actor.holds(Role.SUPERVISOR):
        return "desk:board"
    return "desk:failures" if request.actor.holds(Role.OPERATOR) else "desk:find"


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
        queries.case_alone(request.actor, number)
    except NumberInvalid:
        error = _("编号写法不对，例如 %(sample)s。") % {"sample": "230102 261121 000042 07"}
    except NotFound:
        pass
    else:
        page = "board_case" if request.actor.holds(Role.SUPERVISOR) else "case"
        return redirect(f"desk:{page}", number)
    shown = {"number": text, "errors": [("number", error)]}
    return render(request, "desk/work/find.html", shown, status=404)
