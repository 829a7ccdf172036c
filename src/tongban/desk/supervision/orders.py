"""Orders to act (督办): the list, one order with its history, its letters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.web import read_only
from tongban.desk.answers import carry_out, paper, version_of
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.supervision.forms import REPLY_WITHIN, AnswerForm, CloseForm, ReturnForm
from tongban.supervision import queries, services
from tongban.supervision.rules import CARD_LABELS, ORDER_STATES, ORDER_STEPS, OrderStep
from tongban.supervision.rules import order_steps as steps_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

READERS = (Role.SUPERVISOR, Role.APPROVER, Role.HANDLER)
LETTERS = {"order": "督办通知书", "advice": "监察建议书"}


@require_GET
@read_only
@for_roles(*READERS)
def orders(request: StaffRequest) -> HttpResponse:
    """Every order that concerns the reader, the latest first."""
    state = request.GET.get("state", "")
    page = queries.orders(request.actor, state=state, after=request.GET.get("after", ""))
    shown = {
        "page": page,
        "state": state,
        "states": ORDER_STATES,
        "today": clock.today(),
        "supervisor": request.actor.holds(Role.SUPERVISOR),
    }
    return render(request, "desk/supervision/orders.html", shown)


@require_GET
@read_only
@for_roles(*READERS)
def order(request: StaffRequest, number: str) -> HttpResponse:
    """One order, everything that was said about it, and the steps the reader may take."""
    return _page(request, number)


@require_POST
@for_roles(*READERS)
def reply(request: StaffRequest, number: str) -> HttpResponse:
    """The department replies."""
    form = AnswerForm(request.POST, prefix="reply")
    return _step(request, number, form, services.reply_order, _("已回复。"))


@require_POST
@for_roles(Role.SUPERVISOR)
def send_back(request: StaffRequest, number: str) -> HttpResponse:
    """The reply does not do."""
    form = ReturnForm(request.POST, prefix="back")
    return _step(request, number, form, services.return_order, _("已退回，请部门重新回复。"))


@require_POST
@for_roles(Role.SUPERVISOR)
def close(request: StaffRequest, number: str) -> HttpResponse:
    """The reply does; the order ends."""
    form = CloseForm(request.POST, prefix="close")
    return _step(request, number, form, services.close_order, _("督办已办结。"))


@require_GET
@for_roles(*READERS)
def letter(request: StaffRequest, number: str, kind: str) -> HttpResponse:
    """A letter as PDF; it is printed when somebody first asks for it."""
    content, name = services.open_letter(
        actor=request.actor, number=number, kind=kind, now=clock.now()
    )
    return paper(content, name)


def _step(
    request: StaffRequest, number: str, form: forms.Form, act: Callable[..., Any], done: str
) -> HttpResponse:
    def again(status: int) -> HttpResponse:
        return _page(request, number, status, **{str(form.prefix): form})

    def went(_order: Any) -> HttpResponse:
        messages.success(request, done)
        return redirect("desk:order", number)

    said = {"actor": request.actor, "number": number, "version": version_of(request)}
    return carry_out(form, partial(act, now=clock.now(), **said), again=again, then=went)


def _page(
    request: StaffRequest, number: str, status: int = 200, **typed: forms.Form
) -> HttpResponse:
    view = queries.order(request.actor, number)
    open_now = steps_from(view.order.state)
    later = {"answer_due_on": clock.today() + REPLY_WITHIN}
    supervising = view.may_supervise
    shown = {
        "view": view,
        "order": view.order,
        "cards": CARD_LABELS,
        "states": ORDER_STATES,
        "steps": ORDER_STEPS,
        "letters": LETTERS,
        "late": view.order.state == "issued" and view.order.answer_due_on < clock.today(),
        "may_reply": view.may_reply and OrderStep.REPLY in open_now,
        "may_judge": supervising and OrderStep.CLOSE in open_now,
        "reply": typed.get("reply") or AnswerForm(prefix="reply"),
        "back": typed.get("back") or ReturnForm(prefix="back", initial=later),
        "close": typed.get("close") or CloseForm(prefix="close"),
        "wrong": next(iter(typed.values()), None),
    }
    return render(request, "desk/supervision/order.html", shown, status=status)
