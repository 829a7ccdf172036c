"""Steps of one case: accept with a gap, permit a second notice, hand over, refer up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Refusal
from tongban.base.web import read_only
from tongban.cases import queries, services
from tongban.cases.rules import Step
from tongban.desk.acceptance.forms import (
    ALLOW,
    GapForm,
    HandOverForm,
    LeaveForm,
    ReferForm,
    SecondNoticeForm,
)
from tongban.desk.answers import version_of
from tongban.desk.intake.notices import opened, stepping
from tongban.desk.requests import StaffRequest, for_roles, staff_only
from tongban.directory import queries as directory
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.cases.models import SecondNotice
    from tongban.cases.queries import CaseView

LONGEST_CURSOR = 400
COUNTED_DAYS = 365


@require_http_methods(["GET", "POST"])
@staff_only
def gap(request: StaffRequest, number: str) -> HttpResponse:
    """Accept with a gap (容缺受理): the promise of the applicant, and the day."""
    view = opened(request, number, Step.ACCEPT)
    late = queries.may_follow(view.materials)
    if not late:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    try:
        latest = queries.last_gap_day(view.case, clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:case", number)
    signed = _signed(view)
    form = GapForm(latest, signed=signed, data=posted)

    def take() -> object:
        return services.accept_with_gap(
            actor=request.actor,
            number=number,
            gap_due_on=form.cleaned_data["gap_due_on"],
            signed_on_paper=not signed,
            now=clock.now(),
            version=version_of(request),
        )

    return stepping(
        request, view, form, take, template="desk/acceptance/gap.html",
        done=_("已容缺受理，通知书和承诺书在“文书”里，可以打印。"),
        extra={"late": late},
    )  # fmt: skip


def _signed(view: CaseView) -> bool:
    """Whether the applicant promised to bring everything that is missing now."""
    promise = queries.promises(view.case).get("gap")
    keys = {one["key"] for one in promise.terms["materials"]} if promise else set()
    return {one.key for one in queries.may_follow(view.materials)} <= keys


@require_http_methods(["GET", "POST"])
@for_roles(Role.SUPERVISOR)
def second_notice(request: StaffRequest, number: str) -> HttpResponse:
    """Let the clerk ask for corrections once more: as he asked for it, or without that."""
    view = queries.case(request.actor, number)
    rows = queries.second_notices_of(view.case)
    asked = next((one for one in rows if one.allowed is None), None)
    if asked is not None:
        return _decide(request, view, asked)
    form = SecondNoticeForm(request.POST if request.method == "POST" else None)
    return stepping(
        request,
        view,
        form,
        lambda: services.permit_second_notice(
            actor=request.actor,
            number=number,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
            version=version_of(request),
        ),
        template="desk/acceptance/second_notice.html",
        done=_("已准许再次告知一次，窗口现在可以告知补正。"),
    )


def _decide(request: StaffRequest, view: CaseView, asked: SecondNotice) -> HttpResponse:
    """Answer a clerk who asks for leave; given, what he typed goes out at once."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    allowed = request.POST.get("allowed") == ALLOW

    def take() -> None:
        answered = services.decide_leave(
            actor=request.actor, number=str(view.case.number), allowed=allowed,
            reason=form.cleaned_data["reason"], now=clock.now(), version=version_of(request),
        )  # fmt: skip
        if answered.hindered:
            words = _("告知书没有发出：%(why)s 写好的内容留着，窗口改好以后可以发。")
            messages.warning(request, words % {"why": answered.hindered})

    names = {one.key: one.name for one in view.materials}
    wanted = [one | {"name": names.get(one["material_key"], "")} for one in asked.requests]
    return stepping(
        request, view, form, take, template="desk/acceptance/leave.html",
        done=_("已准许再次告知。") if allowed else _("没有准许，窗口会看到理由。"),
        extra={"asked": asked, "wanted": wanted},
    )  # fmt: skip


@require_GET
@read_only
@for_roles(Role.SUPERVISOR)
def second_notices(request: StaffRequest) -> HttpResponse:
    """Who asks for leave now; every answer so far, and whether it was used: they count."""
    page = queries.second_notices(
        request.actor, after=request.GET.get("after", "")[:LONGEST_CURSOR]
    )
    offices = {office.key: office.name for office in directory.departments()}
    rows = [(one, offices.get(one.case.unit, "")) for one in page.items]
    now = clock.now()
    shown = {
        "page": page,
        "rows": rows,
        "asked": [
            (one, offices.get(one.case.unit, "")) for one in queries.leaves_asked(request.actor)
        ],
        "counts": queries.leaves_counted(request.actor, since=now - timedelta(days=COUNTED_DAYS)),
        "days": COUNTED_DAYS,
    }
    return render(request, "desk/acceptance/second_notices.html", shown)


@require_http_methods(["GET", "POST"])
@for_roles(Role.CLERK)
def hand_over(request: StaffRequest, number: str) -> HttpResponse:
    """Offer the case to another window."""
    view = queries.case(request.actor, number)
    form = HandOverForm(view.case.place, request.POST if request.method == "POST" else None)
    return stepping(
        request,
        view,
        form,
        lambda: services.pass_on(
            actor=request.actor,
            case_ref=number,
            to_place=form.cleaned_data["to_place"],
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        ),
        template="desk/acceptance/hand_over.html",
        done=_("已提出移交，对方窗口接收以后转过去；接收以前仍由您负责。"),
    )


@require_POST
@for_roles(Role.CLERK)
def call_off(request: StaffRequest, number: str) -> HttpResponse:
    """Take an offer back."""
    services.call_off_hand_over(actor=request.actor, case_ref=number, now=clock.now())
    messages.success(request, _("已取消移交。"))
    return redirect("desk:case", number)


@require_GET
@read_only
@for_roles(Role.CLERK)
def hand_overs(request: StaffRequest) -> HttpResponse:
    """What other windows offer to this one."""
    halls = {one.code: one.name for one in directory.halls()}
    offered = queries.offered_here(request.actor)
    people = identity.masked_names([one.case.applicant_id for one in offered])
    rows = [(one, halls.get(one.from_place, ""), people[one.case.applicant_id]) for one in offered]
    return render(request, "desk/acceptance/hand_overs.html", {"rows": rows})


@require_POST
@for_roles(Role.CLERK)
def take_over(request: StaffRequest, hand_over_id: int) -> HttpResponse:
    """Take over a case or draft as it is; nothing is typed again."""
    case = services.accept_hand_over(
        actor=request.actor, hand_over_id=hand_over_id, now=clock.now()
    )
    messages.success(request, _("已接收，现在由本窗口负责，不用重新录入。"))
    if case.number is None:
        return redirect("desk:draft", case.pk)
    return redirect("desk:case", case.number)


@require_http_methods(["GET", "POST"])
@staff_only
def refer(request: StaffRequest, number: str) -> HttpResponse:
    """Report the case up after the examination."""
    view = opened(request, number, Step.REFER)
    if not view.definition.refers_to:
        raise Http404
    form = ReferForm(request.POST if request.method == "POST" else None)
    return stepping(
        request,
        view,
        form,
        lambda: services.refer_up(
            actor=request.actor,
            number=number,
            opinion=form.cleaned_data["opinion"],
            now=clock.now(),
            version=version_of(request),
        ),
        template="desk/acceptance/refer.html",
        done=_("已转报上级，材料和意见一并过去；本级办结。"),
    )
