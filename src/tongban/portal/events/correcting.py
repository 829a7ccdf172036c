"""Correcting a life event once for all departments, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.base.web.typed import whole
from tongban.cases import queries as cases
from tongban.cases.rules.bundles import ENDED
from tongban.cases.services import bundles
from tongban.portal.answers import sentences
from tongban.portal.events.ground import is_running, stages
from tongban.portal.events.showing import used_by
from tongban.portal.requests import people_only
from tongban.portal.uploading import take_each

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest

    Errors = list[tuple[str, str]]


@require_http_methods(["GET", "POST"])
@people_only
def supplement(request: CitizenRequest, number: str) -> HttpResponse:
    """Each piece with the sentence of the window; handed in once, when all have come."""
    if request.method == "GET":
        return _supplement(request, number, [], status=200)
    try:
        bundles.supplement_bundle(actor=request.actor, number=number, now=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        errors = [(f"f_{key}" if key else "", text) for key, text in sentences(refusal)]
        return _supplement(request, number, errors, status=refusal.status)
    messages.success(request, _("补正材料已经一次交给窗口，用到它的部门都收到了。"))
    return redirect("portal:event_case", number)


def _supplement(
    request: CitizenRequest, number: str, errors: Errors, *, status: int
) -> HttpResponse:
    view = cases.bundle(request.actor, number)
    wrong = dict(errors)
    page = {
        "here": "cases",
        "view": view,
        "errors": errors,
        "asked": [
            {"material": row, "used": used_by(view, row), "fault": wrong.get(f"f_{row.key}", "")}
            for row in view.asked
        ],
        "open": is_running(view.bundle) and view.bundle.accepted_at is None,
    }
    return render(request, "portal/events/supplement.html", page, status=status)


@require_POST
@people_only
def bring(request: CitizenRequest, number: str, key: str) -> HttpResponse:
    """Add files to one piece that was asked for."""

    def take(content: bytes, name: str) -> object:
        return bundles.bring_to_bundle(
            actor=request.actor, number=number, material_key=key, content=content, name=name,
            now=clock.now(),
        )  # fmt: skip

    if faults := take_each(request, take):
        errors = [(f"f_{key}", text) for text in faults]
        return _supplement(request, number, errors, status=422)
    return redirect(f"{reverse('portal:event_supplement', args=[number])}#m_{key}")


@require_http_methods(["GET", "POST"])
@people_only
def withdraw(request: CitizenRequest, number: str) -> HttpResponse:
    """Say what is taken back, all that is not decided or some of it, and ask once."""
    if request.method == "GET":
        return _withdraw(request, number, [], status=200)
    chosen = request.POST.getlist("member")
    if not chosen:
        errors = [("members", _("请至少选一个要撤回的事项。"))]
        return _withdraw(request, number, errors, status=422)
    try:
        bundles.withdraw_bundle(
            actor=request.actor,
            number=number,
            reason=request.POST.get("reason", ""),
            only=chosen,
            version=whole(request.POST.get("version", "")),
            now=clock.now(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        errors = list(sentences(refusal, anchor="reason"))
        return _withdraw(request, number, errors, status=refusal.status)
    messages.success(request, _("选中的事项已经撤回，其余的照常办理。"))
    return redirect("portal:event_case", number)


def _withdraw(request: CitizenRequest, number: str, errors: Errors, *, status: int) -> HttpResponse:
    view = cases.bundle(request.actor, number)
    chosen = request.POST.getlist("member") if request.method == "POST" else None
    page = {
        "here": "cases",
        "view": view,
        "errors": errors,
        "faults": dict(errors),
        "reason": request.POST.get("reason", ""),
        "stages": [
            one | {"chosen": chosen is None or one["member"].row.key in chosen}
            for one in stages(view)
            if one["member"].row.state not in ENDED
        ],
    }
    return render(request, "portal/events/withdraw.html", page, status=status)
