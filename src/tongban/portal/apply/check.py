"""Step 4: everything on one page, each answer with its change link; then handing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.cases.rules import AcceptForm, PromiseUnsigned, promises
from tongban.cases.rules.materials import Source
from tongban.items import queries as items
from tongban.items.rules import check_answers
from tongban.portal.apply import filled
from tongban.portal.apply.filling import source_words
from tongban.portal.apply.ground import facts, of_draft
from tongban.portal.apply.materials import how
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.cases.models import CaseMaterial
    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest

    Errors = list[tuple[str, str]]


@require_GET
@read_only
@people_only
@of_draft
def check(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Everything that would be handed in, and what is still missing."""
    view = cases.draft(request.actor, draft)
    return _page(request, view, _gaps(view), status=200)


@require_POST
@people_only
@of_draft
def submit(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Hand the application in; pressed twice, the same receipt is shown."""
    try:
        case = services.submit(actor=request.actor, draft_id=draft, now=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        return declined(request, draft, refusal)
    return redirect("portal:receipt", case.number)


def declined(request: CitizenRequest, draft: UUID, refusal: Refusal) -> HttpResponse:
    """The page again, with what is missing or else with the sentence of the refusal."""
    view = cases.draft(request.actor, draft)
    errors = _gaps(view) or [("", str(refusal))]
    return _page(request, view, errors, status=refusal.status)


def _gaps(view: CaseView) -> Errors:
    """What is still missing, each with a link to the page on which it is put right."""
    pk, what = view.case.pk, view.definition
    asking = reverse("portal:draft_questions", args=[pk])
    bringing = reverse("portal:draft_materials", args=[pk])
    wrong = check_answers(what, view.case.answers, final=True)
    gaps = [(asking, sentence) for sentence in wrong.values()]
    owed = cases.owed(view.case, view.materials)
    gaps += [(f"{bringing}#m_{one.key}", one.sentence) for one in owed]
    if view.case.accept_form == AcceptForm.PROMISE and not cases.promises(view.case):
        gaps.append((reverse("portal:draft_way", args=[pk]), PromiseUnsigned.sentence))
    faults = items.check_form(what, view.case.form, final=True, today=clock.today())
    anchors = filled.places(what, view.case.form, reverse("portal:draft_form", args=[pk]))
    return gaps + [(anchors.get(name, ""), sentence) for name, sentence in faults.items()]


def _page(request: CitizenRequest, view: CaseView, errors: Errors, *, status: int) -> HttpResponse:
    what, form = view.definition, view.case.form
    sources = source_words(view, view.case.prefilled)
    page = facts(view, "check") | {
        "gaps": errors,
        "answers": _answers(view),
        "materials": _materials(view),
        "sections": filled.to_check(
            what, form, sources, reverse("portal:draft_form", args=[view.case.pk])
        ),
        "late": [] if errors else _late(view),
        "gap_promise": cases.promises(view.case).get("gap"),
        "gap_words": promises.GAP_PROMISED,
        "saved": f"apply-{view.case.pk}-form" if request.GET.get("saved") else "",
    }
    return render(request, "portal/apply/check.html", page, status=status)


def _late(view: CaseView) -> list[CaseMaterial]:
    """What is not there and may follow; nothing on a promise, which is decided at once."""
    on_promise = view.case.accept_form == AcceptForm.PROMISE
    return [] if on_promise else cases.may_follow(view.materials)


def _answers(view: CaseView) -> list[dict[str, str]]:
    change = reverse("portal:draft_questions", args=[view.case.pk])
    rows = []
    for scenario in view.definition.scenarios:
        option = scenario.option(view.case.answers.get(scenario.key))
        value = option.label if option else ""
        rows.append({"term": scenario.question, "value": value, "change": change})
    return rows


def _materials(view: CaseView) -> list[dict[str, str]]:
    change = reverse("portal:draft_materials", args=[view.case.pk])
    return [
        {
            "term": one.name,
            "value": "\n".join(file.name for file in one.files.all())
            if one.source in {"", Source.UPLOAD}
            else how(view.definition, one),
            "change": f"{change}#m_{one.key}",
        }
        for one in view.materials
    ]
