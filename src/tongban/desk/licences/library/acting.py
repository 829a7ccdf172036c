"""Acts upon a licence: the form of each, raising its grade, printing it, its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.desk.answers import decline, paper
from tongban.desk.face import FaceForm, answered
from tongban.desk.licences.library import grounds
from tongban.desk.licences.library.forms import ActForm, GradeForm, PrintForm
from tongban.desk.licences.library.views import ask_ground, keepers_only, managers_only, open_for
from tongban.licences import services
from tongban.licences.rules import acts

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from tongban.desk.requests import StaffRequest
    from tongban.licences.services import Opened

DANGER = frozenset(acts.ENDINGS)


@require_http_methods(["GET", "POST"])
@never_cache
@keepers_only
def act(request: StaffRequest, identifier: str, step: str) -> HttpResponse:
    """The form of an act; sent, the act is decided, and takes effect on its day."""
    if step not in acts.BY_HAND:
        raise Http404
    opened = open_for(request, identifier)
    if opened is None:
        return ask_ground(identifier)
    chosen, data = acts.Step(step), request.POST if request.method == "POST" else None
    form = ActForm(chosen, data, request.FILES if data is not None else None)
    face = face_form(opened, data) if chosen in acts.NEW_VERSION else None
    if data is None:
        return _page(request, opened, form, face)
    if not form.is_valid():
        return _page(request, opened, form, face, status=422)
    return _decided(request, opened, form, face)


def _decided(
    request: StaffRequest, opened: Opened, form: ActForm, face: FaceForm | None
) -> HttpResponse:
    try:
        now_called = _carry_out(request, opened, form, face)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        status = decline(form, refusal)
        if face is not None:
            face.decline(refusal.fields)
        return _page(request, opened, form, face, status=status)
    ground = grounds.of(request, opened.row.identifier)
    if ground is not None:
        grounds.keep(request, [now_called], ground)
    messages.success(request, _("已记录：%(step)s。") % {"step": form.step})
    return redirect("desk:licence_kept", now_called)


def _carry_out(request: StaffRequest, opened: Opened, form: ActForm, face: FaceForm | None) -> str:
    """Let the house decide; returns the identifier of the version to look at next."""
    said, identifier = form.cleaned_data, opened.row.identifier
    if face is None:
        services.act(
            actor=request.actor,
            identifier=identifier,
            step=form.step,
            decision=form.decision(),
            document=form.paper(),
            next_check_on=said.get("next_check_on"),
            now=clock.now(),
        )
        return identifier
    return services.change(
        actor=request.actor,
        identifier=identifier,
        step=form.step,
        decision=form.decision(),
        face=said_face(face, opened),
        valid_until=said.get("valid_until"),
        document=form.paper(),
        now=clock.now(),
    ).identifier


def face_form(opened: Opened, data: object = None) -> FaceForm:
    """The face of the licence as a form; what follows from holder and issue stays empty."""
    kinds = services.face_fields(opened.row.type_key)
    form = FaceForm(kinds, data)  # type: ignore[arg-type]
    known = answered(kinds)
    for key, field in form.fields.items():
        field.initial = "" if key in known else opened.row.face.get(key, "")
    return form


def said_face(form: FaceForm, opened: Opened) -> dict[str, str]:
    """What was filled in; an empty field that answers itself is left to do so."""
    known = answered(services.face_fields(opened.row.type_key))
    return {key: value for key, value in form.face().items() if value or key not in known}


def _page(
    request: StaffRequest,
    opened: Opened,
    form: ActForm,
    face: FaceForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    facts = {
        "opened": opened,
        "row": opened.row,
        "form": form,
        "face": face,
        "step": form.step.value,
        "is_danger": form.step in DANGER,
        "here": "search",
    }
    return render(request, "desk/licences/library/act.html", facts, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@managers_only
def grade(request: StaffRequest, identifier: str) -> HttpResponse:
    """Raise the trust grade, with a reason and evidence."""
    opened = open_for(request, identifier)
    if opened is None:
        return ask_ground(identifier)
    if not opened.may_grade or opened.row.trust_grade == "A":
        raise Http404
    form = GradeForm(opened.row.trust_grade, request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _small(request, opened, form, "grade", 200 if request.method == "GET" else 422)
    try:
        services.raise_grade(
            actor=request.actor, identifier=identifier, now=clock.now(), **form.cleaned_data
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _small(request, opened, form, "grade", decline(form, refusal))
    messages.success(request, _("可信等级已提高。"))
    return redirect("desk:licence_kept", identifier)


@require_http_methods(["GET", "POST"])
@never_cache
@managers_only
def print_on_sheet(request: StaffRequest, identifier: str) -> HttpResponse:
    """Choose a sheet; sent, the sheet is used and the PDF to print upon it comes back."""
    opened = open_for(request, identifier)
    if opened is None:
        return ask_ground(identifier)
    if request.method == "GET":
        form = PrintForm(initial={"serial": opened.next_blank})
        return _small(request, opened, form, "print", 200)
    form = PrintForm(request.POST)
    if not form.is_valid():
        return _small(request, opened, form, "print", 422)
    try:
        content, name = services.print_on_sheet(
            actor=request.actor, identifier=identifier, now=clock.now(), **form.cleaned_data
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        status = decline(form, refusal, first="serial")
        return _small(request, opened, form, "print", status)
    return paper(content, name)


def _small(
    request: StaffRequest, opened: Opened, form: forms.Form, name: str, status: int
) -> HttpResponse:
    facts = {"opened": opened, "row": opened.row, "form": form, "here": "search"}
    return render(request, f"desk/licences/library/{name}.html", facts, status=status)


@require_POST
@keepers_only
def call_off(request: StaffRequest, act_id: int) -> HttpResponse:
    """Take an act back before its day has come."""
    back = request.POST.get("identifier", "")[:200]
    try:
        services.call_off(
            actor=request.actor,
            act_id=act_id,
            reason=request.POST.get("reason", ""),
            now=clock.now(),
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        messages.error(request, refusal.fields.get("reason", str(refusal)))
    else:
        messages.success(request, _("已取消，不会生效。"))
    return redirect("desk:licence_kept", back)


@require_GET
@keepers_only
def document(request: StaffRequest, act_id: int) -> HttpResponse:
    """The file of a decision, to be looked at or saved."""
    content, name = services.act_document(actor=request.actor, act_id=act_id)
    media = "application/pdf" if content.startswith(b"%PDF") else "application/octet-stream"
    return paper(content, f"{name}.pdf" if media == "application/pdf" else name, media)
