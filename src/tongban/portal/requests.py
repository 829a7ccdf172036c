"""Who may open a page: the typed requests of this house and the doors that vouch for them."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

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
    """Send a stranger to sign in; afterwards he is on the page on which he was.

    What was typed there is still in the tab (`data-keep`), so nothing is lost.
    """
    target = f"{settings.LOGIN_URL}?{urlencode({'next': back or page_of(request)})}"
    if request.htmx:
        return HttpResponseClientRedirect(target)
    return HttpResponseRedirect(target)


def page_of(request: HttpRequest) -> str:
    """The address of the page: of a GET its own, of a POST the page that holds the form."""
    if request.method == "GET" and "HX-Request" not in request.headers:
        return request.get_full_path()
    came = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, allowed_hosts={request.get_host()}):
        return request.path
    parts = urlsplit(came)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def uploaded(request: HttpRequest, name: str) -> list[Any]:
    """The files of one field of a posted form."""
    return list(request.FILES.getlist(name))
