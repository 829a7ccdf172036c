"""Circulars (通报): those that were published, what the next would say, publishing it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.desk.answers import carry_out, decline, paper
from tongban.desk.requests import StaffRequest, for_roles, staff_only
from tongban.desk.supervision.forms import CircularForm, MonthForm, WithdrawForm
from tongban.directory import queries as directory
from tongban.supervision import queries, services

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.supervision.models import Circular, CircularWithdrawal

TRIED = 422


@require_GET
@read_only
@staff_only
def circulars(request: StaffRequest) -> HttpResponse:
    """Every circular, the latest first; supervisors choose what the next one is about."""
    if not _supervises(request):
        return _list(request, None)
    here = _region(request)
    return _list(request, MonthForm(here, initial={"region": here, "month": _month_before()}))


@require_http_methods(["GET", "POST"])
@for_roles(Role.SUPERVISOR)
def circular_new(request: StaffRequest) -> HttpResponse:
    """What the circular would say, and publishing just that."""
    asked = MonthForm(_region(request), request.GET)
    if not asked.is_valid():
        return _list(request, asked, TRIED)
    region, month = asked.cleaned_data["region"], asked.cleaned_data["month"]
    try:
        facts = queries.circular_draft(request.actor, region, month, clock.today())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _list(request, asked, decline(asked, refusal))
    form = CircularForm(request.POST or None)
    again = partial(_draft, request, facts, form)
    if request.method == "GET":
        return again()

    def published(made: Circular) -> HttpResponse:
        messages.success(request, _("已发布，%(number)s。") % {"number": made.number})
        return redirect("desk:circular", made.serial)

    act = partial(
        services.publish_circular, actor=request.actor, region=region, month=month,
        seen=request.POST.get("seen", ""), now=clock.now(),
    )  # fmt: skip
    return carry_out(form, act, again=again, then=published)


@require_GET
@read_only
@staff_only
def circular(request: StaffRequest, serial: str) -> HttpResponse:
    """One circular as it was published, and whether it still holds."""
    return _page(request, serial, WithdrawForm())


@require_POST
@staff_only
def withdraw(request: StaffRequest, serial: str) -> HttpResponse:
    """Withdraw one with a reason; somebody else than who published it."""
    form = WithdrawForm(request.POST)

    def went(made: CircularWithdrawal) -> HttpResponse:
        messages.success(request, _("已撤回，列出的部门会收到消息。"))
        return redirect("desk:circular", made.circular.serial)

    act = partial(services.withdraw_circular, actor=request.actor, serial=serial, now=clock.now())
    return carry_out(form, act, again=partial(_page, request, serial, form), then=went)


def _page(
    request: StaffRequest, serial: str, form: WithdrawForm, status: int = 200
) -> HttpResponse:
    found = queries.circular(request.actor, serial)
    withdrawal = getattr(found, "withdrawal", None)
    shown = {
        "circular": found,
        "facts": found.facts,
        "withdrawal": withdrawal,
        "successor": getattr(found, "replaced_by", None),
        "may_withdraw": queries.may_withdraw(request.actor, found),
        "form": form,
    }
    return render(request, "desk/supervision/circular.html", shown, status=status)


@require_GET
@staff_only
def circular_paper(request: StaffRequest, serial: str) -> HttpResponse:
    """The same, printed."""
    content, name = services.open_circular(actor=request.actor, serial=serial, now=clock.now())
    return paper(content, name)


def _list(request: StaffRequest, form: MonthForm | None, status: int = 200) -> HttpResponse:
    shown: dict[str, Any] = {
        "page": queries.published_circulars(request.actor, after=request.GET.get("after", "")),
        "form": form,
        "supervisor": _supervises(request),
    }
    return render(request, "desk/supervision/circulars.html", shown, status=status)


def _draft(
    request: StaffRequest, facts: dict[str, Any], form: CircularForm, status: int = 200
) -> HttpResponse:
    shown = {"facts": facts, "seen": queries.face_of(facts), "form": form}
    return render(request, "desk/supervision/circular_new.html", shown, status=status)


def _region(request: StaffRequest) -> str:
    """The region that is asked for, if there is one; else the highest that has figures."""
    code = request.GET.get("region", "")[:12]
    try:
        return str(directory.region(code).code) if code else queries.top()
    except directory.RegionUnknown:
        return queries.top()


def _supervises(request: StaffRequest) -> bool:
    return request.actor.holds(Role.SUPERVISOR)


def _month_before() -> str:
    _grain, since, _until = queries.span_of(queries.Period.BEFORE, clock.today())
    return f"{since:%Y-%m}"
