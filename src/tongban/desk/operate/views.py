"""Messages that did not arrive, and work that failed for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.access.rules import Role
from tongban.base import clock, outbox
from tongban.base.web import read_only
from tongban.desk.requests import StaffRequest, for_roles
from tongban.notices import queries, services
from tongban.notices.rules import Way

if TYPE_CHECKING:
    from django.http import HttpResponse

WAYS = {Way.EMAIL: "电子邮件", Way.SMS: "短信", Way.INAPP: "站内消息"}


@require_GET
@read_only
@for_roles(Role.OPERATOR, Role.SUPERVISOR)
def failures(request: StaffRequest) -> HttpResponse:
    """What could not be delivered; no names, no words of the messages."""
    shown = {
        "page": queries.failures(request.actor, after=request.GET.get("after", "")),
        "ways": WAYS,
        "may_renew": request.actor.holds(Role.OPERATOR),
        "jobs": sorted(outbox.given_up().items()),
    }
    return render(request, "desk/operate/failures.html", shown)


@require_POST
@for_roles(Role.OPERATOR)
def renew(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """Have a delivery that was given up tried again."""
    services.renew(actor=request.actor, delivery_id=delivery_id, now=clock.now())
    messages.success(request, _("已重新排队发送，几分钟内会再试。"))
    return redirect("desk:failures")
