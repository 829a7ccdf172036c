"""Who may open a page: the typed requests of this house and the doors that vouch for them."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from tongban.base.web.returning import page_of, sign_in_at
from tongban.portal.answers import unconfirmed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_htmx.middleware import HtmxDetails

    from tongban.base.actors import Actor

P = ParamSpec("P")


class PortalRequest(HttpRequest):
    """A request from anybody; the middleware has found out who acts."""

    actor: Actor
    htmx: HtmxDetails


class CitizenRequest(PortalRequest):
    """A request from somebody who is signed in as a person."""


def everybody(
    view: Callable[Concatenate[PortalRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page that needs no sign-in."""
    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", view)


def people_only(
    view: Callable[Concatenate[CitizenRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for people: strangers sign in first and come back, staff are declined.

    Whom nobody has seen yet reads where to show his identity card.
    """

    @wraps(view)
    def guarded(request: CitizenRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.actor.is_unconfirmed:
            return unconfirmed(request)
        return view(request, *args, **kwargs)

    return signed_in_only(guarded)


def signed_in_only(
    view: Callable[Concatenate[CitizenRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The same, also for people whom nobody has seen yet: the page shows nothing filed."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        citizen = cast("CitizenRequest", request)
        if citizen.actor.is_person:
            return view(citizen, *args, **kwargs)
        if citizen.actor.is_staff:
            raise PermissionDenied
        return sign_in_first(citizen)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)


def sign_in_first(request: PortalRequest, back: str = "") -> HttpResponse:
    """Send a stranger to sign in; afterwards he is on the page on which he was."""
    back = back or page_of(request, otherwise=request.path)
    return sign_in_at(str(settings.LOGIN_URL), request, back=back)


def uploaded(request: HttpRequest, name: str) -> list[Any]:
    """The files of one field of a posted form."""
    return list(request.FILES.getlist(name))
