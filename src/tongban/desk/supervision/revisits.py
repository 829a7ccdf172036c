"""Ratings (好差评) as the desk sees them: the list, one of them, and revisiting it (回访)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.web import read_only
from tongban.desk.answers import carry_out
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.supervision.revisitforms import RevisitForm
from tongban.directory import queries as directory
from tongban.feedback import queries, rules, services
from tongban.feedback.rules import LABELS, OPTIONS, Grade, RevisitState
from tongban.identity import queries as identity
from tongban.supervision.queries import SPAN

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.feedback.models import Revisit
    from tongban.identity.queries import SubjectCard

READERS = (Role.SUPERVISOR, Role.APPROVER)


@require_GET
@read_only
@for_roles(*READERS)
def ratings(request: StaffRequest) -> HttpResponse:
    """What applicants said: shares with their numbers, each rating, and those to be revisited."""
    grade, state = _asked(request)
    after = request.GET.get("after", "")
    counts = queries.counts(request.actor, since=clock.now() - SPAN)
    rated = sum(counts.values())
    good = sum(n for each, n in counts.items() if each >= Grade.FAIRLY_SATISFIED)
    owed, late = queries.revisits_owed(request.actor, clock.today())
    shown = {
        "page": queries.to_revisit(request.actor, state, after=after)
        if state
        else queries.latest(request.actor, grade=grade, after=after),
        "grade": grade,
        "state": state.value,
        "grades": [(int(each), LABELS[each], counts.get(each, 0)) for each in Grade],
        "states": rules.STATES,
        "labels": LABELS,
        "options": OPTIONS,
        "rated": rated,
        "good": good,
        "share": good / rated * 100 if rated else None,
        "owed": owed,
        "late": late,
        "today": clock.today(),
    }
    return render(request, "desk/supervision/ratings.html", shown)


def _asked(request: StaffRequest) -> tuple[int, RevisitState]:
    """The grade or the state of revisits that was asked for; a word that does not exist is none."""
    grade, state = request.GET.get("grade", ""), request.GET.get("revisit", "")
    return (
        int(grade) if grade in {str(int(each)) for each in Grade} else 0,
        RevisitState(state) if state in set(RevisitState) else RevisitState.NONE,
    )


@require_http_methods(["GET", "POST"])
@for_roles(*READERS)
def rating(request: StaffRequest, number: str) -> HttpResponse:
    """One rating with every try to revisit it, and the form for the next."""
    if request.method == "GET":
        return _page(request, number, RevisitForm())
    form = RevisitForm(request.POST)

    def went(row: Revisit) -> HttpResponse:
        asked = row.way == rules.Way.MESSAGE
        done = _("已发消息，等本人回答。") if asked else _("回访已登记。")
        messages.success(request, done)
        return redirect("desk:rating", number)

    act = partial(services.revisit, actor=request.actor, number=number, now=clock.now())
    return carry_out(form, act, again=partial(_again, request, number, form), then=went)


def _again(request: StaffRequest, number: str, form: RevisitForm, status: int) -> HttpResponse:
    return _page(request, number, form, status=status)


@require_POST
@never_cache
@for_roles(*READERS)
def rating_contact(request: StaffRequest, number: str) -> HttpResponse:
    """Whom to call; the look is recorded first, and what was typed stays."""
    card = services.show_contact(actor=request.actor, number=number, now=clock.now())
    typed = {name: request.POST.get(name, "") for name in RevisitForm.base_fields}
    return _page(request, number, RevisitForm(initial=typed), card)


def _page(
    request: StaffRequest,
    number: str,
    form: RevisitForm,
    card: SubjectCard | None = None,
    status: int = 200,
) -> HttpResponse:
    view = queries.rating_view(request.actor, number)
    found = view.rating
    shown = {
        "view": view,
        "rating": found,
        "label": LABELS[Grade(found.grade)],
        "options": [OPTIONS[code] for code in found.options if code in OPTIONS],
        "is_bad": found.grade in rules.BAD,
        "state": rules.STATES.get(RevisitState(found.revisit), ""),
        "late": found.revisit == RevisitState.OWED
        and found.revisit_due_on is not None
        and found.revisit_due_on < clock.today(),
        "office": directory.department(found.unit).name,
        "masked": identity.masked(found.applicant_id),
        "card": card,
        "ways": rules.WAYS,
        "outcomes": rules.OUTCOMES,
        "form": form,
    }
    return render(request, "desk/supervision/rating.html", shown, status=status)
