"""What the applicant does about the form of acceptance: promise, take back, end a consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base import clock
from tongban.base.errors import NotFound, Refusal
from tongban.base.web.typed import whole
from tongban.cases import services
from tongban.portal.requests import people_only

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.portal.requests import CitizenRequest


def _act(
    request: CitizenRequest, number: str, take: Callable[[], object], done: str
) -> HttpResponse:
    try:
        take()
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("portal:case", number)


@require_POST
@people_only
def promise_gap(request: CitizenRequest, number: str) -> HttpResponse:
    """Promise to bring what is missing and may follow."""
    return _act(
        request,
        number,
        lambda: services.promise_gap(actor=request.actor, number=number, now=clock.now()),
        _("容缺承诺书已经签好。受理通知书会写明补交的最后一天。"),
    )


@require_POST
@people_only
def take_back_promise(request: CitizenRequest, number: str) -> HttpResponse:
    """Take the promise back before the decision."""
    return _act(
        request,
        number,
        lambda: services.take_back_promise(
            actor=request.actor,
            number=number,
            version=whole(request.POST.get("version", "")),
            now=clock.now(),
        ),
        _("承诺已经收回。"),
    )


@require_POST
@people_only
def end_consent(request: CitizenRequest, number: str, consent: UUID) -> HttpResponse:
    """Take back that somebody acts for oneself."""
    return _act(
        request,
        number,
        lambda: services.revoke_consent(actor=request.actor, consent_id=consent, now=clock.now()),
        _("代办同意已经撤回，对方不能再代您办理，也看不到您的办件。"),
    )
