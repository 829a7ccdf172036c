"""Cards (预警、黄牌、红牌): the list, one card, and what may be done with it."""

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
from tongban.cases import queries as cases
from tongban.desk.answers import carry_out
from tongban.desk.requests import StaffRequest, for_roles, staff_only
from tongban.desk.supervision.forms import (
    REPLY_WITHIN,
    AnswerForm,
    OrderForm,
    ReviewForm,
    WriteOffForm,
)
from tongban.directory import queries as directory
from tongban.feedback import queries as feedback
from tongban.feedback.rules import STATES
from tongban.supervision import queries, services
from tongban.supervision.rules import BAD_RATING, CARD_LABELS, CARD_STATES, CardStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from tongban.supervision.models import SupervisionOrder

READERS = (Role.SUPERVISOR, Role.APPROVER, Role.HANDLER, Role.REVIEWER, Role.CLERK)


@require_GET
@read_only
@for_roles(*READERS)
def cards(request: StaffRequest) -> HttpResponse:
    """Every card that lies on the reader's desk, the latest first."""
    names = ("state", "light", "rule", "unit")
    asked = {name: request.GET.get(name, "")[:64] for name in names}
    page = queries.warnings(
        request.actor,
        state=asked["state"],
        light=asked["light"],
        rule=asked["rule"],
        unit=asked["unit"],
        after=request.GET.get("after", ""),
    )
    shown = {
        "page": page,
        "asked": asked,
        "cards": CARD_LABELS,
        "states": CARD_STATES,
        "offices": {one.key: one.name for one in directory.departments()},
        "supervisor": request.actor.holds(Role.SUPERVISOR),
        "head": request.actor.holds(Role.APPROVER),
    }
    return render(request, "desk/supervision/warnings.html", shown)


@require_GET
@read_only
@staff_only
def waiting(request: StaffRequest) -> HttpResponse:
    """What waits for an answer of the reader's posts; the work list shows it on top."""
    shown = {
        "cards": queries.open_cards(request.actor),
        "orders": queries.open_orders(request.actor),
        "leaves": cases.leaves_waiting(request.actor),
        "revisits": feedback.revisits_owed(request.actor, clock.today())[0],
    }
    return render(request, "desk/supervision/_waiting.html", shown)


@require_GET
@read_only
@for_roles(*READERS)
def card(request: StaffRequest, serial: str) -> HttpResponse:
    """One card with what was found, what was answered, and the steps the reader may take."""
    return _page(request, serial)


@require_POST
@for_roles(*READERS)
def answer(request: StaffRequest, serial: str) -> HttpResponse:
    """The office says why it came to this and what is done about it."""
    form = AnswerForm(request.POST, prefix="answer")
    return _step(request, serial, form, services.answer_card, _("已反馈。"))


@require_POST
@for_roles(Role.SUPERVISOR)
def review(request: StaffRequest, serial: str) -> HttpResponse:
    """Confirm an answer, or send it back."""
    accepted = request.POST.get("verdict") == "confirm"
    done = _("已确认。") if accepted else _("已退回，请部门重新反馈。")
    form = ReviewForm(request.POST, prefix="review")
    return _step(request, serial, form, partial(services.review_card, accepted=accepted), done)


@require_POST
@for_roles(Role.SUPERVISOR)
def write_off(request: StaffRequest, serial: str) -> HttpResponse:
    """Write a card off with its reason."""
    form = WriteOffForm(request.POST, prefix="write_off")
    return _step(request, serial, form, services.write_off_card, _("已核销。"))


@require_POST
@for_roles(Role.SUPERVISOR)
def order(request: StaffRequest, serial: str) -> HttpResponse:
    """Order the department to act; the reader goes on at the order."""
    form = OrderForm(request.POST, prefix="order")

    def issued(made: SupervisionOrder) -> HttpResponse:
        messages.success(request, _("督办已发出，编号 %(number)s。") % {"number": made.number})
        return redirect("desk:order", made.number)

    act = partial(services.issue_order, actor=request.actor, serial=serial, now=clock.now())
    return carry_out(form, act, again=partial(_again, request, serial, form), then=issued)


def _step(
    request: StaffRequest, serial: str, form: forms.Form, act: Callable[..., Any], done: str
) -> HttpResponse:
    def went(_card: Any) -> HttpResponse:
        messages.success(request, done)
        return redirect("desk:card", serial)

    bound = partial(act, actor=request.actor, serial=serial, now=clock.now())
    return carry_out(form, bound, again=partial(_again, request, serial, form), then=went)


def _again(request: StaffRequest, serial: str, form: forms.Form, status: int) -> HttpResponse:
    return _page(request, serial, status, **{str(form.prefix): form})


def _page(
    request: StaffRequest, serial: str, status: int = 200, **typed: forms.Form
) -> HttpResponse:
    found = queries.card(request.actor, serial)
    may = queries.card_steps_open_to(request.actor, found)
    tomorrow = {"answer_due_on": clock.today() + REPLY_WITHIN}
    shown = {
        "card": found,
        "cards": CARD_LABELS,
        "states": CARD_STATES,
        "office": directory.department(found.unit).name,
        "revisit": feedback.answered_by(request.actor, found.case_number)
        if found.rule == BAD_RATING
        else None,
        "revisit_states": STATES,
        "may": {step.value for step in may},
        "may_order": CardStep.WRITE_OFF in may and not hasattr(found, "order"),
        "answer": typed.get("answer") or AnswerForm(prefix="answer"),
        "review": typed.get("review") or ReviewForm(prefix="review"),
        "write_off": typed.get("write_off") or WriteOffForm(prefix="write_off"),
        "order": typed.get("order") or OrderForm(prefix="order", initial=tomorrow),
        "wrong": next(iter(typed.values()), None),
    }
    return render(request, "desk/supervision/card.html", shown, status=status)
