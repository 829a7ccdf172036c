"""What holders say against their licences, and the office's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.desk.answers import decline
from tongban.desk.licences.library.acting import face_form, said_face
from tongban.desk.licences.library.forms import ActForm, AnswerForm
from tongban.desk.licences.library.views import keepers_only
from tongban.licences import queries, services
from tongban.licences.rules.acts import Step
from tongban.licences.rules.looking import Ground

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.desk.requests import StaffRequest
    from tongban.licences.queries import ObjectionRow

WHY = "答复持证人的异议"
BASIS = "《个人信息保护法》第四十六条"


@require_GET
@keepers_only
def objections(request: StaffRequest) -> HttpResponse:
    """What waits for an answer, the oldest first."""
    closed = request.GET.get("show") == "all"
    page = queries.objections_to_answer(
        request.actor, is_open=not closed, after=request.GET.get("after", ""), limit=30
    )
    facts = {"page": page, "closed": closed, "here": "objections"}
    return render(request, "desk/licences/library/objections.html", facts)


@require_http_methods(["GET", "POST"])
@never_cache
@keepers_only
def objection(request: StaffRequest, objection_id: int) -> HttpResponse:
    """One objection beside the licence; corrected with a new version, or refused with reasons."""
    row = queries.objection_to_answer(request.actor, objection_id)
    ground = Ground(WHY, legal_basis=BASIS)
    opened = services.open_licence(
        actor=request.actor, identifier=row.identifier, ground=ground, now=clock.now()
    )
    data = request.POST if request.method == "POST" else None
    corrects = data is not None and data.get("outcome") == "correct"
    answer = AnswerForm(data)
    form = ActForm(Step.CORRECT, data if corrects else None, request.FILES if corrects else None)
    face = face_form(opened, data if corrects else None)
    facts = {
        "objection": row, "opened": opened, "row": opened.row, "answer": answer, "form": form,
        "face": face, "corrects": corrects, "here": "objections",
    }  # fmt: skip
    if data is None:
        return _page(request, facts)
    if not answer.is_valid() or (corrects and not form.is_valid()):
        return _page(request, facts, 422)
    try:
        _answer(request, row, answer, (form, said_face(face, opened)) if corrects else None)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        face.decline(refusal.fields)
        return _page(request, facts, decline(form if corrects else answer, refusal))
    messages.success(request, _("已答复，持证人会收到通知。"))
    return redirect("desk:licence_objections")


def _page(request: StaffRequest, facts: dict[str, object], status: int = 200) -> HttpResponse:
    return render(request, "desk/licences/library/objection.html", facts, status=status)


def _answer(
    request: StaffRequest,
    row: ObjectionRow,
    answer: AnswerForm,
    corrected: tuple[ActForm, dict[str, str]] | None,
) -> None:
    said = answer.cleaned_data["answer"]
    if corrected is None:
        services.refuse_objection(
            actor=request.actor, objection_id=row.id, answer=said, now=clock.now()
        )
        return
    form, face = corrected
    services.correct(
        actor=request.actor,
        objection_id=row.id,
        decision=form.decision(),
        face=face,
        answer=said,
        document=form.paper(),
        now=clock.now(),
    )
