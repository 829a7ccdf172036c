"""Who may open a page: the typed request of this house and the doors that vouch for it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_htmx.middleware import HtmxDetails

    from tongban.base.actors import Actor

P = ParamSpec("P")
if TYPE_CHECKING:
    Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
    StaffPage = Callable[Concatenate["StaffRequest", P], HttpResponse]
SIGN_IN = "/accounts/staff/login/"


class StaffRequest(HttpRequest):
    """A request from a member of staff who holds at least one post."""

    actor: Actor
    htmx: HtmxDetails


def staff_only(
    view: StaffPage[P],
) -> Page[P]:
    """A page for staff: strangers sign in first and come back, for people there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        member = cast("StaffRequest", request)
        if member.actor.is_staff:
            return view(member, *args, **kwargs)
        if member.actor.is_person:
            raise Http404
        return _sign_in_first(member)

    return cast("Page[P]", guarded)


def for_roles(
    *roles: str,
) -> Callable[[StaffPage[P]], Page[P]]:
    """A page for staff in one of these roles; for all others there is no such page."""

    def door(
        view: StaffPage[P],
    ) -> Page[P]:
        @wraps(view)
        def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.actor.holds(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        return staff_only(cast("StaffPage[P]", guarded))

    return door


def _sign_in_first(request: StaffRequest) -> HttpResponse:
    """Send a stranger to sign in; what was typed is still in the tab, so nothing is lost."""
    target = f"{SIGN_IN}?{urlencode({'next': _page_of(request)})}"
    if request.htmx:
        return HttpResponseClientRedirect(target)
    return HttpResponseRedirect(target)


def _page_of(request: HttpRequest) -> str:
    """The address to come back to: of a GET its own, of a POST the page that holds the form."""
    if request.method == "GET" and "HX-Request" not in request.headers:
        return request.get_full_path()
    came = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, allowed_hosts={request.get_host()}):
        return "/desk/"
    parts = urlsplit(came)
    return parts.path + (f"?{parts.query}" if parts.query else "")
