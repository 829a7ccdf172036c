"""Coming back to a draft, the scenario questions, throwing a draft away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.base import clock
from tongban.base.errors import Invalid
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.items import queries as items
from tongban.portal.apply.forms import questions_form
from tongban.portal.apply.ground import facts, of_draft
from tongban.portal.apply.materials import missing
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest

SAVE = "save"


@require_GET
@read_only
@people_only
@of_draft
def resume(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Go on where something is still to be done."""
    return redirect(f"portal:draft_{_open_step(cases.draft(request.actor, draft))}", draft)


def _open_step(view: CaseView) -> str:
    answered = set(view.case.answers)
    if any(scenario.key not in answered for scenario in view.definition.scenarios):
        return "questions"
    if view.case.version == 1 or missing(view.materials):
        return "materials"
    faults = items.check_form(view.definition, view.case.form, final=True, today=clock.today())
    return "form" if faults else "check"


@require_http_methods(["GET", "POST"])
@people_only
@of_draft
def questions(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Step 1: the scenario questions; materials follow the answers."""
    view = cases.draft(request.actor, draft)
    what = view.definition
    if not what.scenarios:
        return redirect("portal:draft_materials", draft)
    if request.method == "GET":
        return _questions(request, view, dict(view.case.answers), {})
    answers = {
        one.key: request.POST[one.key] for one in what.scenarios if request.POST.get(one.key)
    }
    try:
        services.answer(actor=request.actor, draft_id=draft, answers=answers, now=clock.now())
    except Invalid as refusal:
        return _questions(request, view, answers, dict(refusal.fields) or {"": str(refusal)})
    return redirect("portal:draft_materials", draft)


def _questions(
    request: CitizenRequest, view: CaseView, answers: dict[str, str], faults: dict[str, str]
) -> HttpResponse:
    form = questions_form(view.definition, answers, faults)
    page = facts(view, "questions") | {"form": form}
    return render(request, "portal/apply/questions.html", page, status=422 if faults else 200)


@require_http_methods(["GET", "POST"])
@people_only
@of_draft
def discard(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Ask once, then throw the draft away."""
    if request.method == "GET":
        view = cases.draft(request.actor, draft)
        page = {"here": "cases", "view": view, "draft": view.case, "what": view.definition}
        return render(request, "portal/apply/discard.html", page)
    services.discard(actor=request.actor, draft_id=draft, now=clock.now())
    messages.success(request, _("草稿已经删除。"))
    return redirect("portal:my_cases")
