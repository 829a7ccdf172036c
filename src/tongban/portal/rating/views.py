"""Rating (好差评) a concluded case or a life event, once, and answering its revisit (回访)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.feedback import queries as feedback
from tongban.feedback import rules, services
from tongban.portal.answers import sentences
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from tongban.feedback.models import Rating
    from tongban.portal.requests import CitizenRequest

    Errors = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is rated: one case, or a life event (一件事) as a whole."""

    number: str
    name: str
    back: str
    thanks: str
    may_rate: bool
    rate: Callable[..., Rating]
    answer: str


def _case(request: CitizenRequest, number: str) -> Subject:
    view = cases.case(request.actor, number)
    return Subject(
        number, view.case.item_name, reverse("portal:case", args=[number]),
        reverse("portal:rating_thanks", args=[number]),
        feedback.may_rate(request.actor, number), services.rate,
        reverse("portal:rating_answer", args=[number]),
    )  # fmt: skip


def _event(request: CitizenRequest, number: str) -> Subject:
    view = cases.bundle(request.actor, number)
    return Subject(
        number, view.bundle.event_name, reverse("portal:event_case", args=[number]),
        reverse("portal:event_thanks", args=[number]),
        feedback.may_rate_bundle(request.actor, number), services.rate_bundle,
        reverse("portal:event_rating_answer", args=[number]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@people_only
def rating(request: CitizenRequest, number: str) -> HttpResponse:
    """Five grades, the options of each, a few words."""
    return _rate(request, _case(request, number))


@require_http_methods(["GET", "POST"])
@people_only
def event_rating(request: CitizenRequest, number: str) -> HttpResponse:
    """The same once for a whole life event, so that nobody rates each of its cases."""
    return _rate(request, _event(request, number))


def _rate(request: CitizenRequest, subject: Subject) -> HttpResponse:
    if request.method == "GET":
        return _page(request, subject, [], status=200)
    chosen = request.POST.get("grade", "")
    grade = int(chosen) if chosen in {"1", "2", "3", "4", "5"} else 0
    options = [one for one in request.POST.getlist("options") if one in rules.options_of(grade)]
    try:
        subject.rate(
            actor=request.actor, number=subject.number, grade=grade, options=options,
            text=request.POST.get("text", ""), now=clock.now(),
        )  # fmt: skip
    except NotFound:
        raise
    except rules.RatedAlready:
        return redirect(subject.thanks)
    except Refusal as refusal:
        return _page(request, subject, list(sentences(refusal)), status=refusal.status)
    return redirect(subject.thanks)


def _page(
    request: CitizenRequest, subject: Subject, errors: Errors, *, status: int
) -> HttpResponse:
    if feedback.rating(request.actor, subject.number) is not None:
        return redirect(subject.thanks)
    grades = [
        {"grade": int(grade), "label": label, "options": rules.options_of(grade)}
        for grade, label in rules.LABELS.items()
    ]
    facts = {
        "here": "cases",
        "subject": subject,
        "may_rate": subject.may_rate,
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
    return _thanks(request, _case(request, number))


@require_GET
@read_only
@people_only
def event_thanks(request: CitizenRequest, number: str) -> HttpResponse:
    """The same for a life event as a whole."""
    return _thanks(request, _event(request, number))


@require_POST
@people_only
def answer(request: CitizenRequest, number: str) -> HttpResponse:
    """Say whether one is satisfied now, after a message asked (回访)."""
    return _answer(request, _case(request, number))


@require_POST
@people_only
def event_answer(request: CitizenRequest, number: str) -> HttpResponse:
    """The same for a life event as a whole."""
    return _answer(request, _event(request, number))


def _answer(request: CitizenRequest, subject: Subject) -> HttpResponse:
    try:
        services.answer_revisit(
            actor=request.actor, number=subject.number, outcome=request.POST.get("outcome", ""),
            words=request.POST.get("words", ""), now=clock.now(),
        )  # fmt: skip
    except (NotFound, Forbidden):
        raise
    except rules.RevisitNotAsked:
        return redirect(subject.thanks)
    except Refusal as refusal:
        return _thanks(request, subject, list(sentences(refusal)), status=refusal.status)
    messages.success(request, _("已收到您的回答，谢谢。"))
    return redirect(subject.thanks)


def _thanks(
    request: CitizenRequest, subject: Subject, errors: Errors | None = None, *, status: int = 200
) -> HttpResponse:
    if feedback.rating(request.actor, subject.number) is None:
        return redirect(subject.back)
    view = feedback.rating_view(request.actor, subject.number)
    given, grade = view.rating, rules.Grade(view.rating.grade)
    facts = {
        "here": "cases",
        "subject": subject,
        "given": given,
        "view": view,
        "label": rules.LABELS[grade],
        "options": [rules.OPTIONS[code] for code in given.options if code in rules.OPTIONS],
        "is_bad": grade in rules.BAD,
        "ways": rules.WAYS,
        "outcomes": rules.OUTCOMES,
        "answers": [(each.value, rules.OUTCOMES[each]) for each in rules.ANSWERS],
        "outcome": request.POST.get("outcome", ""),
        "words": request.POST.get("words", ""),
        "errors": errors or [],
        "wrong": dict(errors or []),
    }
    return render(request, "portal/rating/thanks.html", facts, status=status)
