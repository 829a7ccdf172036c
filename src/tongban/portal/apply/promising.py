"""Choosing how to be accepted: on a promise (告知承诺), or with materials that follow (容缺)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.cases.rules import promises
from tongban.portal.apply import check
from tongban.portal.apply.ground import facts, of_draft
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest

SIGN, NORMAL = "sign", "normal"


@require_http_methods(["GET", "POST"])
@people_only
@of_draft
def way(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """What the office tells before a promise (告知书), to be signed; the normal way stays open."""
    view = cases.draft(request.actor, draft)
    if view.definition.promise is None:
        return redirect("portal:draft_materials", draft)
    if request.method == "GET":
        return _page(request, view, "", status=200)
    try:
        _choose(request, draft)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, view, str(refusal), status=refusal.status)
    return redirect("portal:draft_materials", draft)


def _choose(request: CitizenRequest, draft: UUID) -> None:
    chosen = request.POST.get("do") == SIGN
    if chosen and not request.POST.get("agree"):
        raise NotAgreed
    services.choose_promise(actor=request.actor, draft_id=draft, chosen=chosen, now=clock.now())
    if chosen:
        services.sign_promise(actor=request.actor, draft_id=draft, now=clock.now())
        messages.success(request, _("承诺书已经签好。承诺能代替的材料不用交了。"))
    else:
        messages.success(request, _("已经改用普通方式，请把材料交齐。"))


class NotAgreed(Refusal):
    """The box below the promise was not ticked."""

    code = "portal.not_agreed"
    status = 422
    sentence = "请先勾选“我已看完，愿意承诺”，再签承诺书。"


def _page(request: CitizenRequest, view: CaseView, error: str, *, status: int) -> HttpResponse:
    page = facts(view, "materials") | {
        "terms": promises.notice(view.definition),
        "signed": cases.promises(view.case).get("promise"),
        "bar": cases.bar(view.case.applicant_id),
        "errors": [("agree", error)] if error else [],
    }
    return render(request, "portal/apply/way.html", page, status=status)


@require_POST
@people_only
@of_draft
def gap(request: CitizenRequest, draft: UUID) -> HttpResponse:
    """Promise to bring later what is missing now and may follow."""
    try:
        services.promise_gap(actor=request.actor, draft_id=draft, now=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        return check.declined(request, draft, refusal)
    messages.success(request, _("容缺承诺书已经签好。受理通知书会写明补交的最后一天。"))
    return redirect("portal:draft_check", draft)
