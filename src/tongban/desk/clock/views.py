"""Extending a limit, ending a special procedure, looking again at what a moved day did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.base import clock
from tongban.cases import queries, services
from tongban.cases.rules import Step
from tongban.desk.answers import paper, version_of
from tongban.desk.clock.forms import AskExtensionForm, DecideExtensionForm, EndForm, ReviewForm
from tongban.desk.intake.notices import opened, stepping
from tongban.desk.requests import StaffRequest, staff_only

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.cases.models import Case, ClockStop


@require_http_methods(["GET", "POST"])
@staff_only
def ask(request: StaffRequest, number: str) -> HttpResponse:
    """Ask the head for an extension."""
    view = opened(request, number, Step.ASK_EXTENSION)
    form = AskExtensionForm(request.POST if request.method == "POST" else None)
    return stepping(
        request,
        view,
        form,
        lambda: services.ask_extension(
            actor=request.actor,
            number=number,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
            version=version_of(request),
        ),
        template="desk/clock/ask.html",
        done=_("已报负责人批准。批准以前，期限不变。"),
        reasons="reason",
    )


@require_http_methods(["GET", "POST"])
@staff_only
def decide(request: StaffRequest, number: str) -> HttpResponse:
    """Approve the extension that was asked for, or decline it."""
    view = opened(request, number, Step.EXTEND)
    form = DecideExtensionForm(request.POST if request.method == "POST" else None)

    def take() -> Case:
        version = version_of(request)
        given, now = form.cleaned_data, clock.now()
        if given["approved"] == "yes":
            return services.extend(
                actor=request.actor, number=number, approval=given["approval"], now=now,
                version=version,
            )  # fmt: skip
        return services.keep_limit(
            actor=request.actor, number=number, words=given["words"], now=now, version=version
        )

    extended = request.POST.get("approved") == "yes"
    done = _("期限已延长，告知书已发给申请人。") if extended else _("没有延长，期限不变。")
    return stepping(request, view, form, take, template="desk/clock/decide.html", done=done)


@require_http_methods(["GET", "POST"])
@staff_only
def end(request: StaffRequest, number: str) -> HttpResponse:
    """End the special procedure with what proves it."""
    view = opened(request, number, Step.RESUME)
    running = _running(view.stops)
    named = queries.procedure(running.name).evidence if running else ""
    posted = request.method == "POST"
    form = EndForm(named, request.POST if posted else None, request.FILES if posted else None)

    def take() -> Case:
        file = form.cleaned_data["evidence"]
        return services.resume(
            actor=request.actor,
            number=number,
            finding=form.cleaned_data["finding"],
            evidence=file.read() if file else b"",
            evidence_name=file.name if file else "",
            now=clock.now(),
            version=version_of(request),
        )

    return stepping(
        request, view, form, take, template="desk/clock/end.html", file="evidence",
        done=_("特别程序已结束，时限从明天接着算。"),
    )  # fmt: skip


def _running(stops: list[ClockStop]) -> ClockStop | None:
    return next((stop for stop in stops if stop.kind == "special" and not stop.until_on), None)


@require_GET
@staff_only
def evidence(request: StaffRequest, number: str, stop: int) -> HttpResponse:
    """The paper that ended a procedure; the look is written down."""
    content, name = services.open_evidence(
        actor=request.actor, number=number, stop=stop, now=clock.now()
    )
    return paper(content, name, "application/octet-stream")


@require_http_methods(["GET", "POST"])
@staff_only
def review(request: StaffRequest, number: str, consequence: int) -> HttpResponse:
    """Look again at what happened on a day that moved afterwards."""
    view = queries.case(request.actor, number)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    return stepping(
        request,
        view,
        form,
        lambda: services.review_consequence(
            actor=request.actor,
            consequence=consequence,
            verdict=form.cleaned_data["verdict"],
            now=clock.now(),
        ),
        template="desk/clock/review.html",
        done=_("已记下复核意见。"),
    )
