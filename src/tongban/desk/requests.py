"""Who may open a page: the typed request of this house and the doors that vouch for it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponse

from tongban.base.web.returning import page_of, sign_in_at

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
        return sign_in_at(SIGN_IN, member, back=page_of(member, otherwise="/desk/"))

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
