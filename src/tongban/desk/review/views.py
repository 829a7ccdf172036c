"""Opinions and decisions, special procedures, ending without a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.cases import queries, services
from tongban.cases.rules import Step
from tongban.desk import casepage
from tongban.desk.answers import version_of
from tongban.desk.face import FaceForm
from tongban.desk.intake.notices import opened, stepping
from tongban.desk.requests import StaffRequest, staff_only
from tongban.desk.review.forms import SuspendForm, TerminateForm
from tongban.processes.rules import Outcome

if TYPE_CHECKING:
    from django.http import HttpResponse

_DONE = {
    Outcome.FORWARD: "意见已记录，转到下一岗。",
    Outcome.BACK: "意见已记录，退回上一岗。",
    Outcome.GRANT: "已准予。决定书在“文书”里；证照和送达由系统接着办，请稍后刷新。",
    Outcome.DENY: "已决定不予许可。决定书在“文书”里，由系统送达。",
    Outcome.AGREE: "会签意见已记录：无异议。",
    Outcome.OBJECT: "会签意见已记录：有异议。",
}


@require_POST
@staff_only
def opinion(request: StaffRequest, number: str) -> HttpResponse:
    """Record the opinion at the waiting post, and send the case on, back, or decide it."""
    view = queries.case(request.actor, number)
    outcome, typed = request.POST.get("outcome", ""), request.POST.get("opinion", "")
    face = FaceForm.posted(view, request.POST)
    try:
        services.give_opinion(
            actor=request.actor,
            number=number,
            task_key=request.POST.get("task", ""),
            outcome=outcome,
            opinion=typed,
            face=face.face() if face and outcome == Outcome.GRANT else None,
            version=version_of(request),
            now=clock.now(),
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _declined(request, number, refusal, face)
    return _went(request, number, outcome)


def _declined(
    request: StaffRequest, number: str, refusal: Refusal, face: FaceForm | None
) -> HttpResponse:
    """The page again, as the case stands now, with every typed word and each sentence."""
    view = queries.case(request.actor, number)
    if face is not None:
        face.decline(refusal.fields)
    return casepage.page(
        request,
        view,
        chosen=request.POST.get("m", ""),
        refusal=refusal,
        typed={"opinion": request.POST.get("opinion", "")},
        face=face,
    )


def _went(request: StaffRequest, number: str, outcome: str) -> HttpResponse:
    messages.success(request, _(_DONE[Outcome(outcome)]))
    return redirect("desk:case", number)


@require_http_methods(["GET", "POST"])
@staff_only
def suspend(request: StaffRequest, number: str) -> HttpResponse:
    """Begin a special procedure."""
    view = opened(request, number, Step.SUSPEND)
    form = SuspendForm(view.definition, request.POST if request.method == "POST" else None)
    return stepping(
        request,
        view,
        form,
        lambda: services.suspend(
            actor=request.actor,
            number=number,
            now=clock.now(),
            version=version_of(request),
            **form.cleaned_data,
        ),
        template="desk/review/suspend.html",
        done=_("特别程序已启动，告知书已发给申请人。"),
        reasons="reason",
    )


@require_http_methods(["GET", "POST"])
@staff_only
def terminate(request: StaffRequest, number: str) -> HttpResponse:
    """End the case without a decision."""
    view = opened(request, number, Step.TERMINATE)
    form = TerminateForm(request.POST if request.method == "POST" else None)
    return stepping(
        request,
        view,
        form,
        lambda: services.terminate(
            actor=request.actor,
            number=number,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
            version=version_of(request),
        ),
        template="desk/review/terminate.html",
        done=_("已终止办理。"),
        reasons="reason",
    )
