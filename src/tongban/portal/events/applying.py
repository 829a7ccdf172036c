"""Applying for a life event: questions, one set of materials, one form, one check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.base.web import read_only
from tongban.cases import queries as cases
from tongban.cases.services import bundles
from tongban.items import rules
from tongban.items.rules import things
from tongban.portal.apply.filling import source_words
from tongban.portal.apply.forms import Drawn, draw
from tongban.portal.events import showing
from tongban.portal.events.ground import facts, of_draft, questions_form
from tongban.portal.requests import people_only
from tongban.portal.uploading import take_each

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.cases.queries import BundleView
    from tongban.portal.requests import CitizenRequest

    Errors = list[tuple[str, str]]


@require_GET
@read_only
@people_only
@of_draft
def resume(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Go on where something is still to be done."""
    view = cases.bundle_draft(request.actor, draft)
    if view.thing is None or cases.open_questions(view.bundle):
        return redirect("portal:event_questions", draft)
    if view.missing:
        return redirect("portal:event_materials", draft)
    return redirect("portal:event_form" if view.faults else "portal:event_check", draft)


@require_http_methods(["GET", "POST"])
@people_only
@of_draft
def questions(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Step 1: what decides which items are done; the items' own questions follow on the page."""
    view = cases.bundle_draft(request.actor, draft)
    if request.method == "GET":
        return _questions(request, view, dict(view.bundle.answers), {})
    answers = _answers(request, view)
    try:
        left = bundles.answer(actor=request.actor, draft_id=draft, answers=answers, now=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        return _questions(request, view, answers, dict(refusal.fields) or {"": str(refusal)})
    if left:
        view = cases.bundle_draft(request.actor, draft)
        known = {one.key for one in left}
        asked = {one.key: _("请回答：%(text)s") % {"text": one.text} for one in left}
        fresh = all(one.member for one in left) and not known & request.POST.keys()
        return _questions(request, view, answers, {} if fresh else asked)
    return redirect("portal:event_materials", draft)


def _answers(request: CitizenRequest, view: BundleView) -> dict[str, object]:
    several = {one.key for one in cases.questions(view.bundle) if one.several}
    return {
        name: request.POST.getlist(name) if name in several else request.POST[name]
        for name in request.POST
        if name != "csrfmiddlewaretoken"
    }


def _questions(
    request: CitizenRequest, view: BundleView, answers: dict[str, Any], faults: dict[str, str]
) -> HttpResponse:
    asked = cases.questions(view.bundle)
    page = facts(view, "questions") | {
        "form": questions_form(asked, answers, faults),
        "more": any(one.member for one in asked),
    }
    return render(request, "portal/events/questions.html", page, status=422 if faults else 200)


@require_GET
@read_only
@people_only
@of_draft
def materials(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Step 2: one set of materials for all departments."""
    return _materials(request, cases.bundle_draft(request.actor, draft), {})


def _materials(
    request: CitizenRequest, view: BundleView, faults: dict[str, list[str]]
) -> HttpResponse:
    page = facts(view, "materials") | {
        "rows": showing.materials(view, faults),
        "errors": [(f"f_{key}", text) for key, texts in faults.items() for text in texts],
    }
    return render(request, "portal/events/materials.html", page, status=422 if faults else 200)


@require_POST
@people_only
@of_draft
def attach(request: CitizenRequest, draft: UUID, key: str) -> HttpResponse:
    """Add files to a material; those that can be taken are, each other is named with its reason."""

    def take(content: bytes, name: str) -> object:
        return bundles.attach(
            actor=request.actor, draft_id=draft, material_key=key, content=content, name=name,
            now=clock.now(),
        )  # fmt: skip

    if faults := take_each(request, take):
        return _materials(request, cases.bundle_draft(request.actor, draft), {key: faults})
    return redirect(f"{reverse('portal:event_materials', args=[draft])}#m_{key}")


@require_POST
@people_only
@of_draft
def detach(request: CitizenRequest, draft: UUID, key: str, file: int) -> HttpResponse:
    """Remove a file from a draft."""
    bundles.detach(
        actor=request.actor, draft_id=draft, material_key=key, file_id=file, now=clock.now()
    )
    return redirect(f"{reverse('portal:event_materials', args=[draft])}#m_{key}")


@require_http_methods(["GET", "POST"])
@people_only
@of_draft
def form(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Step 3: the one form; taken finished, or saved as far as it is."""
    view = cases.bundle_draft(request.actor, draft)
    if request.method == "GET":
        return _form(request, view, view.bundle.form, {})
    values = _posted(request, view)
    try:
        faults = bundles.fill(actor=request.actor, draft_id=draft, form=values, now=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, view, values, dict(refusal.fields) or {"": str(refusal)})
    if request.POST.get("do") == "save":
        messages.success(request, _("已保存。下次登录后，从“我的办件”里接着填，换一台设备也可以。"))
        return redirect("portal:my_cases")
    if faults:
        return _form(request, view, values, faults)
    return redirect(f"{reverse('portal:event_check', args=[draft])}?saved=1")


@require_POST
@read_only
@people_only
@of_draft
def parts(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Draw the sections again that a new answer shows or hides; nothing is saved."""
    view = cases.bundle_draft(request.actor, draft)
    drawn = _drawn(view, _posted(request, view), {})
    return render(request, "portal/apply/_parts.html", {"drawn": drawn})


def _posted(request: CitizenRequest, view: BundleView) -> dict[str, Any]:
    posted = {name: request.POST.getlist(name) for name in request.POST}
    return dict(rules.from_text(view.definition.form, posted))


def _form(
    request: CitizenRequest, view: BundleView, values: Mapping[str, Any], faults: Mapping[str, str]
) -> HttpResponse:
    page = facts(view, "form") | {"drawn": _drawn(view, values, faults)}
    return render(request, "portal/events/form.html", page, status=422 if faults else 200)


def _drawn(view: BundleView, values: Mapping[str, Any], faults: Mapping[str, str]) -> Drawn:
    kept = view.bundle.form
    untouched = {
        name: source
        for name, source in view.bundle.prefilled.items()
        if values.get(name) == kept.get(name)
    }
    return draw(
        view.definition,
        values,
        faults=faults,
        sources=source_words(cast("Any", view), untouched),
        redraw=reverse("portal:event_form_parts", args=[view.bundle.pk]),
    )


@require_GET
@read_only
@people_only
@of_draft
def check(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Step 4: everything that would be handed in, who gets what, and what is still missing."""
    view = cases.bundle_draft(request.actor, draft)
    if view.thing is None:
        return redirect("portal:event_questions", draft)
    return _check(request, view, showing.gaps(view), status=200)


def _check(
    request: CitizenRequest, view: BundleView, errors: Errors, *, status: int
) -> HttpResponse:
    if view.thing is None:
        return redirect("portal:event_questions", view.bundle.pk)
    page = facts(view, "check") | {
        "gaps": errors,
        "answers": showing.answers(view),
        "materials": showing.summary(view),
        "sections": showing.sections(view),
        "members": [view.thing.items[key] for key in view.thing.members],
        "way": things.way(view.thing),
        "saved": f"event-{view.bundle.pk}-form" if request.GET.get("saved") else "",
    }
    return render(request, "portal/events/check.html", page, status=status)


@require_POST
@people_only
@of_draft
def submit(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Hand the whole thing in; pressed twice, the same receipt is shown."""
    try:
        bundle = bundles.submit_bundle(
            actor=request.actor, draft_id=draft, now=clock.now(),
            promises_gap=request.POST.get("promises_gap") == "yes",
        )  # fmt: skip
    except NotFound:
        raise
    except Refusal as refusal:
        view = cases.bundle_draft(request.actor, draft)
        errors = showing.gaps(view) or [
            ("", sentence) for sentence in refusal.fields.values() or [str(refusal)]
        ]
        return _check(request, view, errors, status=refusal.status)
    return redirect("portal:event_receipt", bundle.number)


@require_http_methods(["GET", "POST"])
@people_only
@of_draft
def discard(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Ask once, then throw the draft away."""
    if request.method == "GET":
        view = cases.bundle_draft(request.actor, draft)
        return render(request, "portal/events/discard.html", {"here": "cases", "view": view})
    bundles.discard_bundle(actor=request.actor, draft_id=draft, now=clock.now())
    messages.success(request, _("草稿已经删除。"))
    return redirect("portal:my_cases")
