"""The board, the lists behind its figures, and the full trail of any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.web import read_only
from tongban.cases.rules import LIGHT_LABELS, Light, State, label
from tongban.desk import casepage
from tongban.desk.requests import StaffRequest, for_roles
from tongban.directory import queries as directory
from tongban.feedback import queries as feedback
from tongban.feedback.rules import LABELS, Grade
from tongban.identity import queries as identity
from tongban.items import queries as items
from tongban.supervision import queries
from tongban.supervision.rules import CARD_LABELS, CARD_STATES

if TYPE_CHECKING:
    from django.http import HttpResponse

LATEST = 10
FIRST_RATES = ("on_time", "early", "overdue", "speed", "online", "once")
supervisors_only = for_roles(Role.SUPERVISOR)


@require_GET
@read_only
@supervisors_only
def board(request: StaffRequest) -> HttpResponse:
    """All figures on one page; each leads to its list."""
    seen = queries.board(request.actor, clock.now())
    whole = seen.drill.whole
    shown = {
        "board": seen,
        "lights": [(each.value, LIGHT_LABELS[each], seen.lights[each]) for each in Light],
        "rates": [whole.rate(key) for key in FIRST_RATES],
        "targets": queries.targets(),
        "grades": [(int(grade), *row) for grade, row in zip(Grade, seen.grades, strict=True)],
        "revisits": feedback.revisits_owed(request.actor, clock.today()),
        "warnings": queries.warnings(request.actor, limit=LATEST),
        "orders": queries.orders(request.actor, limit=5),
        "cards": CARD_LABELS,
        "states": CARD_STATES,
    }
    return render(request, "desk/supervision/board.html", shown)


@require_GET
@read_only
@supervisors_only
def cases_behind(request: StaffRequest) -> HttpResponse:
    """The cases behind one figure of the board."""
    asked = {name: request.GET.get(name, "")[:64] for name in ("state", "light", "unit", "item")}
    page = queries.behind(
        request.actor,
        state=asked["state"],
        light=asked["light"],
        unit=asked["unit"],
        item=asked["item"],
        after=request.GET.get("after", ""),
    )
    offices = {office.key: office.name for office in directory.departments()}
    people = identity.masked_many([case.applicant_id for case in page.items])
    shown = {
        "page": page.map(lambda case: (case, people[case.applicant_id])),
        "asked": asked,
        "item_name": items.names([asked["item"]]).get(asked["item"], "") if asked["item"] else "",
        "offices": offices,
        "states": [(state.value, label(state)) for state in State if state is not State.DRAFT],
        "lights": [(light.value, word) for light, word in LIGHT_LABELS.items()],
    }
    return render(request, "desk/supervision/cases.html", shown)


@require_GET
@read_only
@supervisors_only
def trail(request: StaffRequest, number: str) -> HttpResponse:
    """One case with its steps, stops and papers, and every act that was written down."""
    found = queries.trail(request.actor, number)
    shown = {
        "view": found.view,
        "case": found.view.case,
        "entries": found.entries,
        "looks": found.looks,
        "clock": casepage.clock_of(found.view),
        "rating": feedback.rating(request.actor, number),
        "grades": LABELS,
        "cards": queries.cards_of(number),
        "card_words": CARD_LABELS,
        "card_states": CARD_STATES,
    }
    return render(request, "desk/supervision/trail.html", shown)
