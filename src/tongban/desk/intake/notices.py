"""Steps that need words: the one notice of corrections, a refusal, taking back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.cases import queries, services
from tongban.cases.rules import Step
from tongban.desk.answers import TRIED, decline, version_of
from tongban.desk.intake.forms import AskForm, RefuseForm, WithdrawForm
from tongban.desk.requests import StaffRequest, staff_only

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django import forms
    from django.http import HttpResponse

    from tongban.cases.models import SecondNotice
    from tongban.cases.queries import CaseView
    from tongban.cases.rules.demands import Demand


def stepping(
    request: StaffRequest,
    view: CaseView,
    form: forms.Form,
    take: Callable[[], object],
    *,
    template: str,
    done: str,
    extra: Mapping[str, object] | None = None,
    fields: Mapping[str, str] | None = None,
    **names: str,
) -> HttpResponse:
    """Show the form of one step, or take the step with what was typed.

    Declined, the same page comes back with every word kept, the sentence at its field and the
    present version of the case.  `fields` and `names` say which field of the form a field of the
    service is; `extra` goes to the template.
    """
    status = 200
    if request.method == "POST":
        status = TRIED
        if form.is_valid():
            try:
                take()
            except (NotFound, Forbidden):
                raise
            except Refusal as refusal:
                status = decline(form, refusal, **{**(fields or {}), **names})
                view = queries.case(request.actor, str(view.case.number))
            else:
                messages.success(request, done)
                return redirect("desk:case", view.case.number)
    shown = {"view": view, "case": view.case, "form": form, **(extra or {})}
    return render(request, template, shown, status=status)


def opened(request: StaffRequest, number: str, step: Step) -> CaseView:
    """The case for a page of this step; for a reader who may not take it there is no page.

    A form that was sent in is answered by the service, which says why the step is not allowed.
    """
    view = queries.case(request.actor, number)
    if request.method == "GET" and step not in queries.steps_open_to(request.actor, view.case):
        raise Http404
    return view


def _demands(view: CaseView) -> dict[str, Demand]:
    """What would be asked for in each material, in the words of the guide."""
    return {one.key: queries.demand(view.case, one) for one in view.materials}


@require_http_methods(["GET", "POST"])
@staff_only
def ask(request: StaffRequest, number: str) -> HttpResponse:
    """Tell the applicant, once, everything that is to be corrected.

    A second time with leave only; the same page asks a supervisor for it (`leave` in the form).
    """
    view = opened(request, number, Step.ASK_SUPPLEMENT)
    posted = request.POST if request.method == "POST" else None
    second = Second.of(view)
    form = AskForm(
        view.materials, _demands(view), posted, kept=second.kept, plea=second.needs_leave
    )
    pleading = posted is not None and "leave" in posted

    def take() -> object:
        act: Callable[..., object] = services.ask_supplement
        if pleading:
            act = partial(services.ask_leave, plea=form.cleaned_data.get("plea", ""))
        return act(
            actor=request.actor, number=number, requests=form.requests(), now=clock.now(),
            version=version_of(request),
        )  # fmt: skip

    told = _("已一次性告知补正，通知书已发给申请人；办理时限暂停。")
    asked = _("已请监察人员准许。写好的内容留着，准许以后马上发给申请人。")
    return stepping(
        request, view, form, take, template="desk/intake/ask.html",
        done=asked if pleading else told,
        extra={"second": second},
        fields={one.key: f"wrong-{one.key}" for one in view.materials} | {"reasons": "plea"},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Second:
    """How a case stands with a second notice: whether it needs leave, waits for it, was declined.

    `kept` is what whoever asked for leave had typed and what did not go out.
    """

    needs_leave: bool
    last: SecondNotice | None

    @classmethod
    def of(cls, view: CaseView) -> Second:
        rows = queries.second_notices_of(view.case)
        last = rows[-1] if rows else None
        allowed = last is not None and bool(last.allowed) and last.used_at is None
        return cls(view.case.notice_on is not None and not allowed, last)

    @property
    def waits(self) -> bool:
        return self.last is not None and self.last.allowed is None

    @property
    def declined(self) -> bool:
        return self.last is not None and self.last.allowed is False

    @property
    def kept(self) -> list[dict[str, str]]:
        return list(self.last.requests) if self.last and self.last.used_at is None else []


@require_http_methods(["GET", "POST"])
@staff_only
def refuse(request: StaffRequest, number: str) -> HttpResponse:
    """Decide not to take the case in, with reasons."""
    view = opened(request, number, Step.REFUSE)
    form = RefuseForm(request.POST if request.method == "POST" else None)
    return stepping(
        request,
        view,
        form,
        lambda: services.refuse(
            actor=request.actor,
            number=number,
            reasons=form.lines(),
            competent_office=form.cleaned_data["competent_office"],
            now=clock.now(),
            version=version_of(request),
        ),
        template="desk/intake/refuse.html",
        done=_("已决定不予受理，通知书在“文书”里，可以打印。"),
    )


@require_http_methods(["GET", "POST"])
@staff_only
def withdraw(request: StaffRequest, number: str) -> HttpResponse:
    """Take the case back for its applicant, who asks for it at the counter."""
    view = opened(request, number, Step.WITHDRAW)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    return stepping(
        request,
        view,
        form,
        lambda: services.withdraw(
            actor=request.actor,
            number=number,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
            version=version_of(request),
        ),
        template="desk/intake/withdraw.html",
        done=_("已按申请人的要求撤回。"),
    )
