"""Webhooks of departments' systems: how they stand, what was sent, sending it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.desk.answers import TRIED, decline
from tongban.desk.exchange.forms import PlaceForm
from tongban.desk.requests import StaffRequest, for_roles
from tongban.directory import queries as directory
from tongban.exchange import queries, rules, services

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.exchange.models import Webhook


@require_GET
@read_only
@for_roles(Role.OPERATOR)
def webhooks(request: StaffRequest) -> HttpResponse:
    """All webhooks, the oldest first, the closed ones too."""
    page = queries.webhooks(request.actor, after=request.GET.get("after", ""), limit=30)
    shown = {
        "page": page,
        "names": _names({one.unit for one in page.items}),
        "standing": {one.pk: standing(one) for one in page.items},
    }
    return render(request, "desk/exchange/webhooks.html", shown)


@require_GET
@read_only
@for_roles(Role.OPERATOR)
def webhook(request: StaffRequest, webhook_id: UUID) -> HttpResponse:
    """One webhook: how it stands, its dead letter, and its calls."""
    return _page(request, webhook_id, PlaceForm())


@require_POST
@for_roles(Role.OPERATOR)
def pause(request: StaffRequest, webhook_id: UUID) -> HttpResponse:
    """Call no more until somebody lets it go on."""
    services.pause(actor=request.actor, webhook_id=webhook_id, now=clock.now())
    messages.success(request, _("已暂停。新的动态会留着，恢复以后按顺序推送。"))
    return redirect("desk:webhook", webhook_id)


@require_POST
@for_roles(Role.OPERATOR)
def resume(request: StaffRequest, webhook_id: UUID) -> HttpResponse:
    """Go on where it stands, or after the event that was typed in."""
    after_seq = None
    form = PlaceForm(request.POST)
    if "after_seq" in request.POST:
        if not form.is_valid():
            return _page(request, webhook_id, form, TRIED)
        after_seq = form.cleaned_data["after_seq"]
    try:
        services.resume(
            actor=request.actor, webhook_id=webhook_id, after_seq=after_seq, now=clock.now()
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, webhook_id, form, decline(form, refusal))
    messages.success(request, _("已恢复，马上开始推送。"))
    return redirect("desk:webhook", webhook_id)


@require_POST
@for_roles(Role.OPERATOR)
def replay(request: StaffRequest, webhook_id: UUID) -> HttpResponse:
    """Send one event once more."""
    text = request.POST.get("seq", "")
    if not text.isdecimal() or len(text) > len(str(2**62)) - 1:
        raise queries.EntryUnknown
    services.replay(actor=request.actor, webhook_id=webhook_id, seq=int(text), now=clock.now())
    messages.success(request, _("第 %(seq)s 条正在重新推送，稍后刷新看结果。") % {"seq": text})
    return redirect("desk:webhook", webhook_id)


def standing(one: Webhook) -> tuple[str, str]:
    """Word and tone of how a webhook stands."""
    if one.closed_at:
        return _("已停用"), "quiet"
    if one.dead_seq:
        return _("推送失败，已暂停"), "bad"
    if one.paused_at:
        return _("已暂停"), "paused"
    if one.failing_since:
        return _("正在重试"), "asked"
    return _("正常"), "good"


def _page(
    request: StaffRequest, webhook_id: UUID, form: PlaceForm, status: int = 200
) -> HttpResponse:
    found = queries.webhook(request.actor, webhook_id)
    page = queries.attempts(request.actor, webhook_id, after=request.GET.get("after", ""), limit=30)
    word, tone = standing(found)
    last, gone = queries.reach(found.unit)
    shown = {
        "hook": found,
        "unit": _names({found.unit}).get(found.unit, found.unit),
        "kinds": [rules.label(kind) for kind in found.kinds if kind != rules.ALL_KINDS],
        "labels": {one.kind: rules.label(one.kind) for one in page.items},
        "page": page,
        "form": form,
        "word": word,
        "tone": tone,
        "last": last,
        "gone": gone,
    }
    return render(request, "desk/exchange/webhook.html", shown, status=status)


def _names(units: set[str]) -> dict[str, str]:
    return {one.key: one.name for one in directory.departments(units)}
