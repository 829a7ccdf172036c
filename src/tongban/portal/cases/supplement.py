"""Bringing what the clerk asked for, and handing the correction in."""

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
from tongban.cases import services
from tongban.cases.rules import State
from tongban.portal.answers import sentences
from tongban.portal.cases.showing import to_follow
from tongban.portal.requests import people_only
from tongban.portal.uploading import take_each

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest

    Errors = list[tuple[str, str]]


@require_http_methods(["GET", "POST"])
@people_only
def supplement(request: CitizenRequest, number: str) -> HttpResponse:
    """Each piece with the clerk's sentence; handed in when all have come."""
    if request.method == "GET":
        return _page(request, number, [], status=200)
    try:
        services.supplement(
            actor=request.actor,
            number=number,
            version=whole(request.POST.get("version", "")),
            now=clock.now(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        errors = [(f"f_{key}" if key else "", text) for key, text in sentences(refusal)]
        return _page(request, number, errors, status=refusal.status)
    messages.success(request, _("补正材料已经交给窗口，办理期限接着算。"))
    return redirect("portal:case", number)


@require_POST
@people_only
def bring(request: CitizenRequest, number: str, key: str) -> HttpResponse:
    """Add files to one piece that was asked for."""

    def take(content: bytes, name: str) -> object:
        return services.bring(
            actor=request.actor, number=number, material_key=key, content=content, name=name,
            now=clock.now(),
        )  # fmt: skip

    errors: Errors = [(f"f_{key}", fault) for fault in take_each(request, take)]
    if errors:
        return _page(request, number, errors, status=422)
    return redirect(f"{reverse('portal:supplement', args=[number])}#m_{key}")


def _page(request: CitizenRequest, number: str, errors: Errors, *, status: int) -> HttpResponse:
    view = cases.case(request.actor, number)
    in_correction = view.case.state == State.CORRECTION
    asked = [one for one in view.materials if one.asked] if in_correction else to_follow(view)
    if not asked and not errors:
        return redirect("portal:case", number)
    wrong = {anchor.removeprefix("f_"): text for anchor, text in errors if anchor}
    facts = {
        "here": "cases",
        "view": view,
        "in_correction": in_correction,
        "asked": [{"material": one, "fault": wrong.get(one.key, "")} for one in asked],
        "errors": errors,
    }
    return render(request, "portal/cases/supplement.html", facts, status=status)
