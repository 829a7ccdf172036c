"""Rating a concluded case (好差评), once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.feedback import queries as feedback
from tongban.feedback import rules, services
from tongban.portal.answers import sentences
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest

    Errors = list[tuple[str, str]]


@require_http_methods(["GET", "POST"])
@people_only
def rating(request: CitizenRequest, number: str) -> HttpResponse:
    """Five grades, the options of each, a few words."""
    if request.method == "GET":
        return _page(request, number, [], status=200)
    chosen = request.POST.get("grade", "")
    grade = int(chosen) if chosen in {"1", "2", "3", "4", "5"} else 0
    options = [one for one in request.POST.getlist("options") if one in rules.options_of(grade)]
    try:
        services.rate(
            actor=request.actor,
            number=number,
            grade=grade,
            options=options,
            text=request.POST.get("text", ""),
            now=clock.now(),
        )
    except NotFound:
        raise
    except rules.RatedAlready:
        return redirect("portal:rating_thanks", number)
    except Refusal as refusal:
        return _page(request, number, list(sentences(refusal)), status=refusal.status)
    return redirect("portal:rating_thanks", number)


def _page(request: CitizenRequest, number: str, errors: Errors, *, status: int) -> HttpResponse:
    view = cases.case(request.actor, number)
    if feedback.rating(request.actor, number) is not None:
        return redirect("portal:rating_thanks", number)
    grades = [
        {"grade": int(grade), "label": label, "options": rules.options_of(grade)}
        for grade, label in rules.LABELS.items()
    ]
    facts = {
        "here": "cases",
        "view": view,
        "may_rate": feedback.may_rate(request.actor, number),
        "grades": grades,
        "chosen": request.POST.get("grade", ""),
        "ticked": request.POST.getlist("options"),
        "text": request.POST.get("text", ""),
        "errors": errors,
    }
    return render(request, "portal/rating/rating.html", facts, status=status)


@require_GET
@read_only
@people_only
def thanks(request: CitizenRequest, number: str) -> HttpResponse:
    """What was said, and what happens with it."""
    view = cases.case(request.actor, number)
    given = feedback.rating(request.actor, number)
    if given is None:
        return redirect("portal:case", number)
    grade = rules.Grade(given.grade)
    facts = {
        "here": "cases",
        "view": view,
        "given": given,
        "label": rules.LABELS[grade],
        "options": [rules.OPTIONS[code] for code in given.options if code in rules.OPTIONS],
        "is_bad": grade in rules.BAD,
    }
    return render(request, "portal/rating/thanks.html", facts)
