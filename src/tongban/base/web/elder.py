"""The switch for large type (适老版), for browsers that run no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from tongban.base.web.context import ELDER_COOKIE

if TYPE_CHECKING:
    from django.http import HttpRequest

YEAR = 365 * 24 * 60 * 60


@require_GET
def switch(request: HttpRequest) -> HttpResponseRedirect:
    """Remember the wish in a cookie and go back to the page the person came from."""
    back = request.GET.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    answer = HttpResponseRedirect(back)
    wish = "1" if request.GET.get("on") == "1" else "0"
    # The script changes the cookie without a round trip, so it may not be hidden from it.
    answer.set_cookie(ELDER_COOKIE, wish, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return answer
