"""What every template may rely on, given by a context processor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import lazystr

if TYPE_CHECKING:
    from django.http import HttpRequest

ELDER_COOKIE = "tongban_elder"


def page(request: HttpRequest) -> dict[str, Any]:
    """The facts of the node and of this visit that the layout shows.

    `realm` is "public" or "staff" for a signed-in account and "" for anybody else; the account is
    read only if a template asks.
    """
    return {
        "demo_mode": settings.TONGBAN.mode == "demo",
        "region_name": settings.TONGBAN.region_name,
        "hotline": settings.TONGBAN.hotline,
        "realm": lazystr(_Realm(request)),
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
    }


class _Realm:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __str__(self) -> str:
        user = getattr(self.request, "user", None)
        return str(getattr(user, "realm", "")) if user is not None else ""
