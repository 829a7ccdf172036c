"""The calendar: what was entered, whom it concerned, a new schedule, a closure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.cases import queries, services
from tongban.desk.answers import TRIED, decline
from tongban.desk.clock.forms import ClosureForm, ScheduleForm
from tongban.desk.requests import StaffRequest, for_roles

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from tongban.base.calendars.models import CalendarChange

READERS = (Role.OPERATOR, Role.SUPERVISOR, Role.APPROVER, Role.HANDLER, Role.REVIEWER, Role.CLERK)


@require_GET
@read_only
@for_roles(*READERS)
def changes(request: StaffRequest) -> HttpResponse:
    """The latest changes of the calendar, and what each meant for open cases."""
    shown = {
        "rows": queries.recounted(),
        "may_change": request.actor.holds(Role.OPERATOR),
        "unpublished": queries.unpublished_years(clock.today()),
    }
    return render(request, "desk/clock/calendar.html", shown)


@require_GET
@read_only
@for_roles(*READERS)
def change(request: StaffRequest, change: int) -> HttpResponse:
    """One change and the cases whose days it moved, as far as the reader may see them."""
    shown = {
        "row": queries.recount_of(change),
        "page": queries.concerned(request.actor, change, after=request.GET.get("after", "")),
    }
    return render(request, "desk/clock/change.html", shown)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OPERATOR)
def schedule(request: StaffRequest) -> HttpResponse:
    """Publish the schedule of a year, or change it."""
    form = ScheduleForm(request.POST if request.method == "POST" else None)
    return _entering(
        request,
        form,
        lambda: services.publish_schedule(
            actor=request.actor, now=clock.now(), **form.cleaned_data
        ),
        "desk/clock/schedule.html",
    )


@require_http_methods(["GET", "POST"])
@for_roles(Role.OPERATOR)
def closure(request: StaffRequest) -> HttpResponse:
    """Enter that the offices of a region close, work, or follow the country again."""
    form = ClosureForm(request.POST if request.method == "POST" else None)

    def take() -> CalendarChange:
        given, now = dict(form.cleaned_data), clock.now()
        what = given.pop("what")
        if what == "undo":
            del given["label"]
            return services.reopen_offices(actor=request.actor, now=now, **given)
        return services.close_offices(actor=request.actor, is_off=what == "close", now=now, **given)

    return _entering(request, form, take, "desk/clock/closure.html")


def _entering(
    request: StaffRequest, form: forms.Form, take: Callable[[], CalendarChange], template: str
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = TRIED
        if form.is_valid():
            try:
                entered = take()
            except (NotFound, Forbidden):
                raise
            except Refusal as refusal:
                status = decline(form, refusal)
            else:
                messages.success(request, _("已记入日历，正在重新计算受影响的办件。"))
                return redirect("desk:calendar_change", entered.pk)
    return render(request, template, {"form": form}, status=status)
